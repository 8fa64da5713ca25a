import fs from 'node:fs';
import { expect } from 'chai';
import { ETCD_SETTINGS, etcdSetting } from '../../src/model/etcd-settings.js';
import {
  fileTypeOf,
  flagTypeOf,
  isIn,
  knows,
  namesOf,
  releasesOf,
  releasesText,
} from '../../src/model/etcd-releases.js';

describe('names by release', () => {
  for (const [version, kind, name, known] of [
    ['3.5.15', 'flag', 'experimental-compaction-sleep-interval', false],
    ['3.5.16', 'flag', 'experimental-compaction-sleep-interval', true],
    ['3.4.0', 'flag', 'experimental-compaction-batch-limit', true],
    ['3.7.1', 'flag', 'experimental-compaction-batch-limit', false],
    ['3.5.7', 'flag', 'listen-client-http-urls', false],
    ['v3.5.8', 'flag', 'listen-client-http-urls', true],
    ['3.4.24', 'flag', 'listen-client-http-urls', false],
    ['3.6.0', 'gate', 'InitialCorruptCheck', true],
    ['3.5.33', 'gate', 'InitialCorruptCheck', false],
    ['3.7.1', 'flag', 'initial-corrupt-check', false],
    ['3.3.27', 'metric', 'etcd_mvcc_put_total', false],
    ['3.3.8', 'metric', 'etcd_server_quota_backend_bytes', false],
    ['3.3.9', 'metric', 'etcd_server_quota_backend_bytes', true],
    ['3.5.11', 'metric', 'etcd_server_healthcheck', true],
    ['3.5.30', 'metric', 'etcd_disk_wal_fsync_duration_seconds_bucket', true],
    ['3.4.27', 'etcdctl', 'bump-revision', true],
    ['3.6.0', 'etcdctl', 'bump-revision', false],
    // A version past the last that was read is as that one.
    ['3.9.2', 'flag', 'compaction-batch-limit', true],
    ['3.2.32', 'flag', 'auto-compaction-retention', true],
    ['3.5.99', 'flag', 'compaction-batch-limit', false],
  ] as const)
    it(`${version} ${known ? 'knows' : 'does not know'} ${kind} ${name}`, () => {
      expect(knows(version, kind, name)).to.equal(known);
    });

  it('reads ranges', () => {
    expect(isIn('3.4.0-3.4.19 3.6', '3.4.19')).to.equal(true);
    expect(isIn('3.4.0-3.4.19 3.6', '3.4.20')).to.equal(false);
    expect(isIn('3.4.0-3.4.19 3.6', '3.6.7')).to.equal(true);
    expect(isIn('all', 'none')).to.equal(false);
    expect(releasesText('3.4.25- 3.5.8- 3.6 3.7')).to.equal('3.4 from 3.4.25, 3.5 from 3.5.8, 3.6 and 3.7');
  });

  it('knows what a value of the configuration file must be', () => {
    expect(fileTypeOf('3.6.0', 'compaction-sleep-interval')).to.equal('nanoseconds');
    expect(fileTypeOf('3.4.23', 'experimental-compaction-batch-limit')).to.equal('integer');
    expect(fileTypeOf('3.5.0', 'auto-compaction-retention')).to.equal('text');
    expect(fileTypeOf('3.5.0', 'listen-client-http-urls')).to.equal(null);
  });

  it('is what the fixture says, which src/dev/upstream makes with it', () => {
    const { flags, metrics } = JSON.parse(fs.readFileSync('fixtures/upstream/etcd.json', 'utf8')) as Record<
      'flags' | 'metrics',
      Record<string, string>
    >;
    expect([...new Set(Object.keys(flags).map((key) => key.split(' ')[0]))]).to.deep.equal([...namesOf('flag')]);
    for (const [name, releases] of Object.entries(metrics)) expect(releasesOf('metric', name)).to.equal(releases);
  });

  it('every setting that is told by its name is one, of the same type', () => {
    // Typed as text by the flag, for it takes both; a section of the file has no flag.
    const known = new Map([
      ['auto-compaction-retention', 'duration'],
      ['max-concurrent-streams', 'integer'],
    ]);
    for (const [name, { type }] of ETCD_SETTINGS)
      if (type !== 'section') expect(known.get(name) ?? flagTypeOf(name), name).to.equal(type);
    for (const name of namesOf('flag')) expect(etcdSetting(name), name).to.not.equal(null);
  });
});
