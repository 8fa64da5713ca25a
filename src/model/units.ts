declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Microseconds since the Unix epoch, UTC: fine enough for our inputs, a safe integer until 2255. */
export type EpochMicros = Unit<'EpochMicros'>;
/** A length of time in microseconds. */
export type Micros = Unit<'Micros'>;
/** A size in bytes (never kilobytes, never pages). */
export type Bytes = Unit<'Bytes'>;
/** An etcd store revision. */
export type Revision = Unit<'Revision'>;

export const epochMicros = (value: number): EpochMicros => value as EpochMicros;
export const micros = (value: number): Micros => value as Micros;
export const bytes = (value: number): Bytes => value as Bytes;
export const revision = (value: number): Revision => value as Revision;

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
