import type { Report } from '../model/report.js';
import { duration } from './durations.js';
import { size } from './sizes.js';
import { millisBetween } from './times.js';

type Forecast = Report['space']['forecasts'][number];

/** What a forecast supposes, in the fewest words. */
const WORDS: Readonly<Record<string, string>> = {
  'compaction-every-5-min': 'with compaction every 5 min',
  'without-top-writer': 'without the top writer',
  'quota-doubled': 'with twice the quota',
  'quota-8-gib': 'with a quota of 8 GiB',
};
/** Later or earlier than the refusal by less is the same time. */
const SAME_MS = 30_000;

/** Counterfactuals of the refusal in a line each, for a summary: `with twice the quota: full 91 s later`. */
export function forecastLines({ space, onsets }: Report): string[] {
  const refused = onsets.spaceExceeded?.time;
  if (refused === undefined) return [];
  return space.forecasts.flatMap((one): string[] => {
    const words = WORDS[one.id];
    return words === undefined ? [] : [`${words}: ${outcome(one, refused)}`];
  });
}

function outcome({ spaceExceededAt, peakBytes }: Forecast, refused: string): string {
  if (spaceExceededAt === null) return `not full${peakBytes === null ? '' : `, at most ${size(peakBytes)}`}`;
  const later = millisBetween(refused, spaceExceededAt);
  return Math.abs(later) < SAME_MS
    ? 'full at the same time'
    : `full ${duration(Math.abs(later))} ${later < 0 ? 'earlier' : 'later'}`;
}
