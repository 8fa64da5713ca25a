/** A length of time as people say it: `340 ms`, `9.4 s`, `1 min 14 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return 'unknown';
  if (ms < 0) return `-${duration(-ms)}`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${trim((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(seconds, 60, 'min', 1, 's');
  // 59.6 min are an hour, not `0 h 60 min`: round to the smaller unit before taking it apart.
  if (seconds < 86_400) return pair(Math.round(seconds / 60) * 60, 3600, 'h', 60, 'min');
  return pair(Math.round(seconds / 3600) * 3600, 86_400, 'd', 3600, 'h');
}

function pair(seconds: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const whole = Math.floor(seconds / big);
  const rest = Math.floor((seconds - whole * big) / small);
  return rest === 0 ? `${whole} ${bigUnit}` : `${whole} ${bigUnit} ${rest} ${smallUnit}`;
}

function trim(digits: string): string {
  return digits.replace(/\.0$/, '');
}
