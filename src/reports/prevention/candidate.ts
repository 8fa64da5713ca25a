import type { Observed } from './back-test.js';
import type { Made } from './made.js';

/** A series of a unit test, in promtool's notation, and whether the alert is to fire on it. */
export interface TestSeries {
  readonly name: string;
  readonly input: readonly { readonly series: string; readonly values: string }[];
  /** `45m`: when to look. */
  readonly at: string;
  readonly labels: Readonly<Record<string, string>> | null;
}

export interface Candidate {
  readonly alert: string;
  readonly expr: string;
  /** How long it holds before it fires, as upstream has it. */
  readonly forSeconds: number;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
  readonly observed: Observed;
  /** It shows before writes are refused, or it is of no use. */
  readonly warnsOfRefusal: boolean;
  readonly tests: (forSeconds: number) => readonly TestSeries[];
}

export const AT = '{instance="10.0.0.1:2379",job="etcd"}';
export const OF = { instance: '10.0.0.1:2379', job: 'etcd' };
export const QUOTA = 2 * 1024 ** 3;
export const MIB = 1024 ** 2;

/** Steps of a minute from the start to well past what the alert needs. */
export const stepsFor = (forSeconds: number, windowSeconds = 0): number =>
  Math.ceil((forSeconds + 2 * windowSeconds) / 60) + 10;
export const flat = (value: number, steps: number): string => `${value}x${steps}`;
export const rising = (from: number, by: number, steps: number): string => `${from}+${by}x${steps}`;

/** Two tests: one series on which it fires, one on which it doesn't. */
export function pair(
  steps: number,
  bad: readonly (readonly [string, string])[],
  good: readonly (readonly [string, string])[],
  labels: Readonly<Record<string, string>> = OF,
): readonly TestSeries[] {
  const input = (list: readonly (readonly [string, string])[]) => list.map(([series, values]) => ({ series, values }));
  return [
    { name: 'fires', input: input(bad), at: `${steps - 1}m`, labels },
    { name: 'stays silent', input: input(good), at: `${steps - 1}m`, labels: null },
  ];
}

export type Make = (made: Made) => Candidate | null;
