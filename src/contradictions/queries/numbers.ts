/** Numbers as sentences have them. Bytes always with the unit system: a GB is 10^9, a GiB 2^30. */

export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

/** `8.59 GB (decimal)`, `67.1 MB (decimal)` */
export function decimalSize(value: number): string {
  const [unit, scale] = value >= 1e9 ? ['GB', 1e9] : value >= 1e6 ? ['MB', 1e6] : value >= 1e3 ? ['kB', 1e3] : ['B', 1];
  return `${significant(value / scale)} ${unit} (decimal)`;
}

/** `8 GiB`, `64 MiB` */
export function binarySize(value: number): string {
  const [unit, scale] =
    value >= 2 ** 30
      ? ['GiB', 2 ** 30]
      : value >= 2 ** 20
        ? ['MiB', 2 ** 20]
        : value >= 2 ** 10
          ? ['KiB', 2 ** 10]
          : ['B', 1];
  return `${significant(value / scale)} ${unit}`;
}

function significant(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/** `4 h 23 min` */
export function minutes(value: number): string {
  const whole = Math.round(value);
  if (whole < 60) return `${whole} min`;
  return `${Math.floor(whole / 60)} h${whole % 60 === 0 ? '' : ` ${whole % 60} min`}`;
}
