import type { OnsetSet, Span } from '../model/case-file.js';
import type { Exemplar } from '../model/origin.js';
import type { Consequence, Phase, Symptom } from '../model/report.js';
import { epochMicros, type EpochMicros } from '../model/units.js';

interface Mark {
  readonly name: string;
  readonly at: EpochMicros;
}

/** What a stretch is called in which nothing was refused for space, by what its symptom does. */
const NAMES: Readonly<Record<Consequence, string>> = {
  exit: 'processes exiting',
  'not-serving': 'not serving',
  refusing: 'refusing requests',
  'failing-requests': 'requests failing',
  degraded: 'degraded',
};

/** The stretches of the incident, one behind the other: every episode of refused writes, or where there is none, of the worst symptom. */
export function phasesOf(
  window: Span | null,
  onsets: OnsetSet,
  episodes: readonly OnsetSet[],
  symptoms: readonly Symptom<Exemplar>[],
  iso: (time: EpochMicros) => string,
): Phase[] {
  if (window === null) return [];
  const refused = episodes.length > 0 ? episodes : [onsets];
  const marks = refused.flatMap(({ writePressure, spaceExceeded, recovery }): Mark[] => [
    ...(writePressure === null ? [] : [{ name: 'write pressure', at: writePressure.time }]),
    ...(spaceExceeded === null ? [] : [{ name: 'refusing writes', at: spaceExceeded.time }]),
    ...(recovery === null ? [] : [{ name: 'recovered', at: recovery.time }]),
  ]);
  if (onsets.spaceExceeded === null) marks.push(...symptomMarks(symptoms, window));
  marks.sort((a, b) => a.at - b.at);
  const first: Mark = { name: marks.length === 0 ? 'normal' : 'baseline', at: window.from };
  const ordered = [first, ...marks];
  return ordered
    .map(({ name, at }, i) => ({ name, start: at, end: ordered[i + 1]?.at ?? window.to }))
    .filter(({ start, end }) => end > start)
    .map(({ name, start, end }) => ({ name, start: iso(start), end: iso(end) }));
}

/** From the first to the last line of the worst symptom; what ends at the inputs' end is not seen to end. */
function symptomMarks(symptoms: readonly Symptom<Exemplar>[], window: Span): Mark[] {
  const worst = symptoms.find(
    ({ consequence, first }) => consequence !== null && consequence !== 'degraded' && first !== null,
  );
  if (worst === undefined || worst.consequence === null || worst.first === null) return [];
  const from = microsOf(worst.first);
  const to = microsOf(worst.last ?? worst.first);
  const marks: Mark[] = [{ name: NAMES[worst.consequence], at: from }];
  const stillDown = worst.consequence === 'exit' || worst.consequence === 'not-serving';
  if (to > from && to < window.to && !stillDown) marks.push({ name: 'after it', at: to });
  return marks;
}

/** Of an ISO stamp with or without microseconds. */
const microsOf = (iso: string): EpochMicros =>
  epochMicros(Date.parse(iso) * 1000 + Number(/\.\d{3}(\d{3})Z$/.exec(iso)?.[1] ?? 0));
