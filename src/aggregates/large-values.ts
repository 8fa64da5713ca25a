import { compareExemplars } from '../model/origin.js';
import type { RequestView } from '../model/request.js';
import type { LineContext } from './aggregate.js';
import { LARGEST, type LargeValue, type WriteTally } from './write-tally.js';

/** Values above this size may be among the largest. */
export const leastLarge = ({ largest }: WriteTally): number =>
  largest.length < LARGEST ? -1 : (largest[LARGEST - 1] as LargeValue).valueBytes;

export const isLarge = (tally: WriteTally, valueBytes: number): boolean => valueBytes > leastLarge(tally);

/** Apart from the hot path: a closure in a function costs every call of it a context. */
export function keepLarge(tally: WriteTally, view: RequestView, sight: LineContext): void {
  const { key, valueBytes } = view;
  const same = tally.largest.find((value) => value.key === key);
  if (same !== undefined && same.valueBytes >= valueBytes) return;
  tally.largest = topValues([
    ...tally.largest,
    {
      key,
      valueBytes,
      exemplar: sight.exemplar(Number.isNaN(view.time) ? null : view.time, `PUT ${key} ${valueBytes} B`),
    },
  ]);
}

/** The largest value of each key, the largest keys first. */
export function topValues(values: readonly LargeValue[]): LargeValue[] {
  const order = (a: LargeValue, b: LargeValue): number =>
    b.valueBytes - a.valueBytes || compareExemplars(a.exemplar, b.exemplar);
  const best = new Map<string, LargeValue>();
  for (const value of [...values].sort(order)) if (!best.has(value.key)) best.set(value.key, value);
  return [...best.values()].sort(order).slice(0, LARGEST);
}
