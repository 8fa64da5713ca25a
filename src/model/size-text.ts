import { bytes, type Bytes } from './units.js';

/** A size as somebody printed it. `low` and `high` bound what rounding, and an unclear unit, leave open. */
export interface SizeText {
  readonly value: Bytes;
  readonly low: Bytes;
  readonly high: Bytes;
  readonly units: 'decimal' | 'binary' | 'unknown';
  /** The number alone, as written: `8.4`. */
  readonly digits: string;
}

/** `decimal`: go-humanize, as etcdctl prints. `binary`: du, df, ls with -h. `unknown`: written by hand. */
export type SizeConvention = 'decimal' | 'binary' | 'unknown';

const SHAPE = /^(\d+(?:\.\d+)?)\s?(?:([kKMGTPE])(i)?)?(?:[bB]|[bB]ytes?)?$/;
const PREFIXES = 'KMGTPE';

/**
 * `8.2 GB`, `67 MB`, `8.4G`, `1.5GiB`, `20480`. Null for anything else, also with text behind it. A size written by
 * hand (`156MB`) reads as decimal, and its upper bound allows for the binary unit.
 */
export function readSize(text: string, convention: SizeConvention): SizeText | null {
  const match = SHAPE.exec(text.trim());
  if (match === null) return null;
  const digits = match[1] ?? '';
  const power = match[2] === undefined ? 0 : PREFIXES.indexOf(match[2].toUpperCase()) + 1;
  const units = match[3] === 'i' ? 'binary' : power === 0 ? 'decimal' : convention;
  const unit = (units === 'binary' ? 1024 : 1000) ** power;
  const half = power === 0 ? 0 : 10 ** -(digits.split('.')[1]?.length ?? 0) / 2;
  const number = Number(digits);
  const upper = units === 'unknown' ? 1024 ** power : unit;
  return {
    value: bytes(Math.round(number * unit)),
    low: bytes(Math.round((number - half) * unit)),
    high: bytes(Math.round((number + half) * upper)),
    units,
    digits,
  };
}
