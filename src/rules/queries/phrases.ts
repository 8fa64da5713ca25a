import type { EpochMicros } from '../../model/units.js';
import { MINUTE, SECOND } from '../../model/units.js';

/** 0.923 as `92 %`; small shares keep a digit. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value !== 0 && Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** 18315 as `18,315`. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** `1 put`, `2 puts`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${Math.round(value) === 1 ? one : many}`;

/** Rates below 10 keep a digit. */
export const rate = (perSecond: number): string =>
  perSecond < 10 && perSecond >= 0.05 ? perSecond.toFixed(1) : count(perSecond);

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Size in binary units: 67108864 as `64 MiB`. */
export function size(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1024 && unit < BINARY.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || Number.isInteger(value) || value >= 100 ? 0 : 1;
  return `${bytes < 0 ? '-' : ''}${value.toFixed(digits)} ${BINARY[unit]}`;
}

/** A size with the exact bytes: `64 MiB (67,108,864 B)`. */
export const exactSize = (bytes: number): string => `${size(bytes)} (${count(bytes)} B)`;

/** A duration in microseconds: `1 min 14 s`. */
export function duration(micros: number): string {
  if (micros < SECOND) return `${Math.round(micros / 1000)} ms`;
  if (micros < MINUTE) return `${(micros / SECOND).toFixed(micros < 10 * SECOND ? 1 : 0)} s`;
  const whole = Math.round(micros / SECOND);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const seconds = whole % 60;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`;
}

/** The time of day in UTC. */
export const clock = (time: EpochMicros): string => new Date(time / 1000).toISOString().slice(11, 19);

/** For a command line: `2026-11-22 13:08:30`, which journalctl takes. */
export const stamp = (time: EpochMicros): string => new Date(time / 1000).toISOString().slice(0, 19).replace('T', ' ');

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
