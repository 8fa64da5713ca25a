import type { Attribution, AttributionSource, Report } from './report.js';

/** The list of shares of a source, by the name of its dimension as `top --by` has it. */
export const ATTRIBUTION_LISTS = {
  resource: 'byResource',
  namespace: 'byNamespace',
  workload: 'byWorkload',
  object: 'byObject',
  client: 'byClient',
  user: 'byUser',
  'user-agent': 'byUserAgent',
} as const satisfies Readonly<Record<string, keyof Attribution>>;

export type AttributionDimension = keyof typeof ATTRIBUTION_LISTS;

/** The source that leads if it has the dimension, else the strongest that has it; `wanted`: this one. Undefined: none. */
export function sourceWith(
  { attribution, writes }: Pick<Report, 'attribution' | 'writes'>,
  by: AttributionDimension,
  wanted: AttributionSource | null,
): Attribution | undefined {
  if (wanted !== null) return attribution.find(({ source }) => source === wanted);
  const having = attribution.filter((one) => one[ATTRIBUTION_LISTS[by]].length > 0);
  return having.find(({ source }) => source === writes.source) ?? having[0];
}
