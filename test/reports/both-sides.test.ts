import { expect } from 'chai';
import { ALONE, RATE, RETENTION } from '../../src/model/cause-kinds.js';
import type { Cause, Report } from '../../src/model/report.js';
import { leading, missingSide } from '../../src/reports/sections/both-sides.js';
import { rules } from '../../src/rules/registry.js';
import { emptyCaseFile } from '../case-files/case-file-builder.js';

const causes = (...ids: readonly string[]): Cause[] => ids.map((id) => ({ id }) as Cause);
const refused = { onsets: { spaceExceeded: {} } } as Report;
const quiet = { onsets: { spaceExceeded: null } } as unknown as Report;

describe('both sides of a full store', () => {
  it('are told of rules that there are, by what these explain', () => {
    const known = new Map(rules.map((rule) => [rule.id, rule.explains]));
    for (const id of [...RATE, ...RETENTION, ...ALONE]) expect(known.has(id), id).to.equal(true);
    for (const [id, explains] of known) {
      if (explains === 'rate') expect(RATE.has(id), id).to.equal(true);
      expect(RETENTION.has(id), id).to.equal(explains === 'retention');
    }
  });

  it('one of each is among the first, whatever else comes before', () => {
    const many = causes('quota-too-low', 'alarm-left-armed', 'disk-full', 'event-flood', 'compaction-stalled');
    expect(leading(many, refused, 3).map((cause) => cause.id)).to.deep.equal([
      'quota-too-low',
      'event-flood',
      'compaction-stalled',
    ]);
    expect(leading(many, quiet, 3)).to.have.length(3);
    expect(leading(many, quiet, 3)[2]?.id).to.equal('disk-full');
  });

  const TABLE: readonly (readonly [name: string, ids: readonly string[], says: RegExp])[] = [
    ['rate alone', ['pod-restart-storm'], /^It is not known why the data/],
    ['retention alone', ['compaction-disabled'], /^It is not known what caused the writes: the inputs contain no/],
    ['both', ['pod-restart-storm', 'compaction-disabled'], /^$/],
    ['live data need no history', ['object-accumulation'], /^$/],
    ['a limit stands alone', ['quota-too-low', 'compaction-disabled'], /^$/],
    ['nothing', [], /^$/],
  ];
  for (const [name, ids, says] of TABLE)
    it(name, () => expect(missingSide(causes(...ids), refused, emptyCaseFile())).to.match(says));
});
