import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readAll } from './read-all.js';

type Json = Readonly<Record<string, unknown>>;

/** Every line of a file as `jq` reads it. */
const objects = (file: string): readonly Json[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);
const saying = (found: readonly Json[], msg: RegExp): number =>
  found.filter((object) => typeof object['msg'] === 'string' && msg.test(object['msg'])).length;

/** Messages, and the kind of record that each makes once. */
const KINDS: Readonly<Record<string, RegExp>> = {
  'slow-apply': /^apply request took too long$/,
  'nospace-alarm-raised': /^alarm raised$/,
  'defragmentation-finished': /^finished defragment/,
  'compaction-finished': /^finished scheduled compaction$/,
  'slow-fsync': /^slow fdatasync$/,
};

describe('counts', () => {
  for (const file of [
    'fixtures/parsers/etcd-zap/lines.log',
    'fixtures/decoders/wrappings/zap.log',
    'fixtures/incident/etcd.log',
  ])
    it(`${file}: as many records of a kind as lines that say so`, () => {
      const bytes = readFileSync(file);
      const whole = bytes
        .toString('utf8')
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'));
      const found = whole.flatMap((line) => {
        try {
          return [JSON.parse(line) as Json];
        } catch {
          return [];
        }
      });
      const { rows } = readAll(bytes);
      for (const [kind, msg] of Object.entries(KINDS))
        expect(
          rows.filter((row) => row.kind === kind && row.format === 'etcd-zap'),
          kind,
        ).to.have.length(saying(found, msg));
    });

  it('a journal in JSON: as many lines of etcd as entries that hold one, and as many of a message as entries say it', () => {
    const entries = objects('fixtures/decoders/journal-modes/json.txt');
    const messages = entries.map((entry) => (typeof entry['MESSAGE'] === 'string' ? entry['MESSAGE'] : ''));
    const held = messages
      .filter((message) => message.startsWith('{"level"'))
      .map((message) => JSON.parse(message) as Json);
    const { rows, counts } = readAll(readFileSync('fixtures/decoders/journal-modes/json.txt'));
    const ofEtcd = rows.filter(({ format, kind }) => format === 'etcd-zap' && kind !== 'member-identity');
    expect(new Set(ofEtcd.map(({ line }) => line)).size).to.equal(held.length);
    expect(counts.lines).to.equal(entries.length);
    const starting = messages.filter((message) => message.startsWith('Starting ')).length;
    expect(rows.filter(({ kind }) => kind === 'service-starting')).to.have.length(starting);
  });

  it('events in JSON: one record an item', () => {
    for (const name of ['get-list', 'get-raw-compact', 'events-event-list', 'get-events-k8s-io-v1']) {
      const file = readFileSync(`fixtures/parsers/kube-event-json/${name}.json`, 'utf8');
      const { items } = JSON.parse(file) as { items: readonly Json[] };
      expect(
        readAll(file).rows.filter(({ kind }) => kind === 'kube-event'),
        name,
      ).to.have.length(items.length);
    }
  });

  it('an audit log: a record for each line of a stage that counts', () => {
    const found = objects('fixtures/parsers/kube-audit/lines.log');
    const { rows, counts } = readAll(readFileSync('fixtures/parsers/kube-audit/lines.log'));
    expect(counts.unrecognised).to.equal(0);
    const codes = new Set(rows.filter(({ kind }) => kind === 'api-request').map(({ line }) => line));
    expect(codes.size).to.be.at.most(found.length);
    expect(codes.size).to.be.greaterThan(0);
  });
});
