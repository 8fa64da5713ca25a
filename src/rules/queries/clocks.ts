import type { CaseFile, ClockOffset } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';

/**
 * The clock that stamped the lines of an input, where that is known to be wrong: an input of several hosts has several,
 * and then the line alone does not show it.
 */
function wrongClockOf(file: CaseFile, input: string): ClockOffset | null {
  const own = (file.clocks ?? []).filter((clock) => clock.inputs.includes(input));
  return own.length === 1 && own[0]?.applied === true ? own[0] : null;
}

/** The earliest and the latest that a line can have been written, by the clock that the others agree on. */
export function momentOf(file: CaseFile, line: Exemplar): { earliest: EpochMicros; latest: EpochMicros } | null {
  if (line.time === null) return null;
  const clock = wrongClockOf(file, line.input);
  if (clock === null) return { earliest: line.time, latest: line.time };
  const right = line.time - clock.offset;
  return { earliest: epochMicros(right - clock.error), latest: epochMicros(right + clock.error) };
}
