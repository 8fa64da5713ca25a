import fs from 'node:fs';
import { expect } from 'chai';
import { readLines } from '../../decoders/read-lines.js';

const read = (name: string) => readLines(fs.readFileSync(`fixtures/parsers/etcd-dump/${name}`));
const messages = ({ rows }: ReturnType<typeof readLines>): string[] =>
  rows.map(({ said }) => (JSON.parse(said) as { message?: string; excerpt?: string }).message ?? '');

describe('parsers/etcd-dump-logs', () => {
  const dump = read('logs.txt');

  it('tells what was proposed, and takes none of it for a write', () => {
    expect(new Set(dump.rows.map(({ kind }) => kind))).to.deep.equal(new Set(['log']));
    expect(messages(dump)).to.include.members([
      '1/1 conf method=ConfChangeAddNode id=2',
      '3/5 noop',
      '3/9 method=PUT path="/path4"',
      '4/10 proposed: range 1',
      '5/11 proposed: put /registry/pods/a/b (7 bytes)',
      '7/13 proposed: put /registry/pods/a/b (11 bytes) if so, range /registry/pods/a/b if not',
      '8/14 compaction',
      '27/34 ???',
    ]);
    // a dump without a snapshot says so by one word
    expect(dump.unknown).to.deep.equal(['empty']);
  });

  it('tells no value and no password', () => {
    expect(JSON.stringify(dump.rows.map(({ said }) => said))).not.to.match(/private|"password\\?":\\?"/);
  });
});

describe('parsers/etcd-dump-db', () => {
  const dump = read('db.txt');

  it('tells keys and revisions, with and without --decode', () => {
    expect(messages(dump)).to.include.members([
      'revision 3489912.9, deleted',
      'foo: revision 5.0',
      '/registry/configmaps/a/b: revision 16589739.0',
      'lease ID=694d81417acd4754, TTL=3600s, remaining TTL=0s',
      'Hash: 3700260467',
    ]);
    expect(dump.counts.unrecognised).to.equal(0);
    expect(JSON.stringify(dump.rows.map(({ said }) => said))).not.to.include('private');
  });

  it('knows an alarm by its row', () => {
    const alarms = dump.rows.filter(({ kind }) => kind === 'nospace-alarm-active');
    expect(alarms.map(({ said }) => (JSON.parse(said) as { about: unknown }).about)).to.deep.equal([
      { id: '3efddfbf00040161' },
    ]);
  });
});
