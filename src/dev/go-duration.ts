import { withoutTail } from '../model/without-tail.js';
/** As Go prints a duration: `620.502µs`, `2.357658s`, `41m12.4s`. */
export function goDuration(micros: number): string {
  const trim = (value: number, digits: number): string => {
    const text = value.toFixed(digits);
    return text.includes('.') ? withoutTail(withoutTail(text, '0'), '.') : text;
  };
  if (micros < 1_000) return `${trim(micros, 3)}µs`;
  if (micros < 1_000_000) return `${trim(micros / 1_000, 6)}ms`;
  const seconds = micros / 1_000_000;
  if (seconds < 60) return `${trim(seconds, 9)}s`;
  const whole = Math.floor(seconds / 60);
  const rest = `${trim(seconds - whole * 60, 6)}s`;
  return whole < 60 ? `${whole}m${rest}` : `${Math.floor(whole / 60)}h${whole % 60}m${rest}`;
}
