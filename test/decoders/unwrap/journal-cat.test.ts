import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { journalCat } from '../../../src/decoders/unwrap/journal-cat.js';
import { epochMicros } from '../../../src/model/units.js';
import { LinePayload } from '../../../src/decoders/payload.js';
import type { Clock } from '../../../src/model/parser.js';

/** No such line has a time. */
const NO_CLOCK: Clock = { local: () => epochMicros(0), capturedAt: null };

function identOf(text: string): string | null {
  const bytes = Buffer.from(text);
  const payload = new LinePayload();
  payload.reset(bytes, 0, bytes.length, 1, 0);
  journalCat.unwrap(payload, NO_CLOCK);
  return payload.ident;
}

/** `2026-11-22 13:13:01.782733 I | etcdserver: ready to serve client requests`: what `-o cat` keeps where etcd wrote to journald. */
const messages = readFileSync('fixtures/parsers/etcd-capnslog/lines.log', 'utf8')
  .split('\n')
  .flatMap((line) => /^\d{4}-\d\d-\d\d [\d:.]+ [A-Z] \| [\w/.]+: (.+)$/.exec(line)?.[1] ?? []);

/** Beginnings of etcd's own messages, as its versions 3.2 to 3.4 write them on start, under load and at the end. */
const OURS =
  /^(?:Loading server configuration|etcd Version: 3|Git SHA: |Go Version: go1|the server is already initialized as member before|data dir = |heartbeat = |snapshot count = |starting member |setting maximum number of CPUs|published \{Name|ready to serve|serving insecure|listening for peers|finished scheduled compaction|store\.index: compact|restarting member|recovered store from snapshot|alarm \w+ raised by peer|applying raft message exceeded)/;

describe('journalctl -o cat', () => {
  const known = messages.filter((message) => OURS.test(message));

  it('knows messages that only etcd writes', () => {
    expect(known.length).to.be.above(15);
    expect(known.filter((message) => identOf(message) !== 'etcd')).to.deep.equal([]);
    expect(identOf('/health OK (status code 200)')).to.equal('etcd');
    expect(identOf('the server is already initialized as member before, starting as etcd member...')).to.equal('etcd');
  });

  it('takes no other program’s for them', () => {
    for (const text of ['received a letter', 'starting defragmenter', 'data dir ', 'alarm clock', 'peer review'])
      expect(identOf(text), text).to.equal(null);
  });
});
