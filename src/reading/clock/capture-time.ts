import { DAY, epochMicros, type EpochMicros } from '../../model/units.js';
import { makeClock, type ClockSpec } from './clock.js';
import type { ClockLook } from './clock-look.js';
import type { LocalStamp } from './end-stamps.js';

/** When an input was taken, from which relative ages count back, and what shows it. */
export type CaptureTime = Pick<ClockSpec, 'capturedAt' | 'capturedFrom'>;

/**
 * What the input itself says (`date` in a transcript, collected.txt), else what the nearest other one says. Else its
 * date, or the time of the run, if that is about the last stamp of all inputs: a file that was copied has the date of
 * the copy. Else that last stamp.
 */
export function captureTime(
  look: ClockLook,
  all: readonly ClockLook[],
  last: EpochMicros | null,
  runTime: EpochMicros,
): CaptureTime {
  const told = toldTime(look, all);
  if (told !== null) return { capturedAt: told, capturedFrom: 'input' };
  const { modified } = look;
  const dated = modified ?? runTime;
  if (last === null || Math.abs(dated - last) <= DAY)
    return { capturedAt: dated, capturedFrom: modified === null ? 'run-time' : 'file-date' };
  return { capturedAt: last, capturedFrom: 'last-stamp' };
}

function toldTime(look: ClockLook, all: readonly ClockLook[]): EpochMicros | null {
  const own = look.timestampEvidence.captured;
  if (own !== null) return own;
  let best: { readonly shared: number; readonly time: EpochMicros } | null = null;
  for (const { path, timestampEvidence } of all) {
    const time = timestampEvidence.captured;
    if (time === null) continue;
    const shared = sharedFolders(look.path, path);
    // of notes that are as near, the later: that of a repeated collection
    if (best === null || shared > best.shared || (shared === best.shared && time > best.time)) best = { shared, time };
  }
  return best?.time ?? null;
}

function sharedFolders(a: string, b: string): number {
  const [x, y] = [a.split('/'), b.split('/')];
  let at = 0;
  while (at < x.length - 1 && at < y.length - 1 && x[at] === y[at]) at += 1;
  return at;
}

/** The last stamp that the ends of the inputs show. Of an input whose end is not at hand, its date shows that. */
export async function lastStamp(
  all: readonly ClockLook[],
  specOf: (look: ClockLook) => Promise<ClockSpec>,
  runTime: EpochMicros,
): Promise<EpochMicros | null> {
  let last = -Infinity;
  for (const look of all) {
    const { last: zoned, lastLocal } = look.timestampEvidence;
    const found: number[] = [...(zoned === null ? [] : [zoned])];
    if (lastLocal !== null) found.push(await momentOf(lastLocal, await specOf(look)));
    if (look.endSeen === false && found.length > 0 && look.modified !== null) found.push(look.modified);
    // what lies ahead of us is no stamp of a line
    for (const time of found) if (time <= runTime + DAY && time > last) last = time;
  }
  return last === -Infinity ? null : epochMicros(last);
}

async function momentOf([year, month, day, hour, minute, second]: LocalStamp, spec: ClockSpec): Promise<number> {
  return (await makeClock(spec)).local(year, month, day, hour, minute, second, 0);
}
