const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `64 MiB`, `48.6 MiB`, `340 B`: binary units, the ones that etcd's quota is set in. */
export function size(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 ? String(Math.round(value)) : String(Number(value.toFixed(value < 10 ? 2 : 1)));
  return `${bytes < 0 ? '-' : ''}${digits} ${UNITS[unit] ?? 'B'}`;
}

/** `64 MiB (67,108,864 B)`. */
export function exactSize(bytes: number): string {
  return Math.abs(bytes) < 1024 ? size(bytes) : `${size(bytes)} (${number(bytes)} B)`;
}

/** `22,602`. */
export function number(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  // eslint-disable-next-line regexp/no-super-linear-move -- the digits of a number
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A rate: `225`, `8.3`, `0.04`. */
export function rate(value: number): string {
  if (value === 0) return '0';
  if (value >= 20) return number(Math.round(value));
  return value >= 1 ? value.toFixed(1).replace(/\.0$/, '') : value.toPrecision(1);
}

/** `92 %`; below one and close to a hundred with a digit more, so that nothing rounds to none or all. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.1) return 'below 0.1 %';
  if (value < 1 || (value > 99 && value < 100)) return `${(Math.floor(value * 10) / 10).toFixed(1)} %`;
  return `${Math.round(value)} %`;
}

/** `1 write`, `3 writes`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
