import type { CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { retries } from '../queries/open-questions.js';
import { recoveryOf, refusalOf } from '../queries/event-bursts.js';
import { basisOfCounts, quietWrites, refusalsWouldShow } from '../queries/pressure.js';
import { count, rate } from '../queries/phrases.js';

/** Fewer refused writes are no storm. */
const MANY_REFUSED = 20;

/** Clients repeat what was refused, faster than they wrote before. It begins with the refusal, so it never caused it. */
export const retryStormAfterRefusal: Rule = {
  id: 'retry-storm-after-refusal',
  title: 'Client retry storm after the refusal',
  explains: 'other',
  judge: (file) =>
    conclude({
      role: 'amplifier',
      subject: null,
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Let clients wait longer between attempts while writes are refused; stop the process of the busiest of them until the alarm is off (kubectl scale is a write, and refused).',
      ],
      ask: retries(file),
    }),
};

function argumentsFor(file: CaseFile): Argument[] {
  const { writes } = file;
  const refusal = refusalOf(file);
  const lines = [writes.firstRefused, writes.lastRefused].filter((line) => line !== null);
  if (refusal === null) return refusalsWouldShow(file) ? quietWrites(file) : [];
  if (writes.start === null || writes.refused < MANY_REFUSED || lines.length === 0) return [];
  const until = recoveryOf(file) ?? file.window?.to ?? refusal;
  const before = perSecond(file, writes.puts, refusal - MINUTE, refusal);
  const after = perSecond(file, writes.refusedSeries, refusal, until);
  if (before === null || after === null) return [];
  const says = `clients attempted ${rate(after)} writes per second after the refusal, compared with ${rate(before)} accepted in the minute before (${basisOfCounts(file)})`;
  const base = { basis: 'request lines' as const, evidence: lines };
  if (after >= 2 * before) return [{ ...base, says, factor: after >= 4 * before ? 20 : 10 }, ...earlier(file)];
  return [
    {
      ...base,
      says: `${says}: not more than before (${count(writes.refused)} in total)`,
      factor: after < 1.2 * before ? 1 / 20 : 1 / 3,
    },
  ];
}

function earlier(file: CaseFile): Argument[] {
  const onset = file.onsets.writePressure;
  if (onset === null || onset.evidence.length === 0) return [];
  const says = 'writes had already increased before the refusal';
  return [{ says, factor: 1 / 1.5, basis: 'request lines', evidence: onset.evidence }];
}

/** Mean of a series between two moments; null where no bucket lies there. */
function perSecond(file: CaseFile, series: readonly number[], from: number, to: number): number | null {
  const { start, bucket } = file.writes;
  if (start === null || bucket <= 0) return null;
  const first = Math.max(0, Math.floor((from - start) / bucket));
  const last = Math.min(series.length, Math.ceil((to - start) / bucket));
  if (last <= first) return null;
  const sum = series.slice(first, last).reduce((all, one) => all + one, 0);
  return sum / (((last - first) * bucket) / SECOND);
}
