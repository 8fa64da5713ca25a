/** As Go prints a duration: `157.611ms`, `1.374887562s`, `5m0s`. */
export function goDuration(ms: number): string {
  const nanos = Math.round(ms * 1e6);
  if (nanos === 0) return '0s';
  if (nanos < 1000) return `${nanos}ns`;
  if (nanos < 1_000_000) return `${trimmed(nanos / 1e3, 3)}µs`;
  if (nanos < 1_000_000_000) return `${trimmed(nanos / 1e6, 6)}ms`;
  const seconds = nanos / 1e9;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = `${trimmed(seconds - hours * 3600 - minutes * 60, 9)}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

const trimmed = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** go-humanize: decimal units, `8.6 GB`, `178 MB`. */
export function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

/** `duration.HumanDuration` of k8s.io/apimachinery, which the age columns of kubectl use. */
export function humanAge(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 0) return '<invalid>';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 8 && minutes % 60 !== 0 ? `${hours}h${minutes % 60}m` : `${hours}h`;
}
