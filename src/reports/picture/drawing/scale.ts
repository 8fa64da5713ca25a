/** The least round number that is not below: 1, 2, 2.5 or 5 times a power of ten. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= value * 0.999999) ?? 10;
  return factor * power;
}

/** The same for bytes, whose round numbers are binary. */
export function roundUpBytes(value: number): number {
  if (!(value > 0)) return 1;
  const unit = 1024 ** Math.max(0, Math.floor(Math.log(value) / Math.log(1024)));
  const whole = value / unit;
  const step = [1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 80, 96, 128, 160, 192, 256, 384, 512, 768, 1024].find(
    (one) => one >= whole * 0.999999,
  );
  return (step ?? 1024) * unit;
}

/** Round moments between two, at most so many, and the step between them in milliseconds. */
export function timeTicks(from: number, to: number, most: number): { readonly step: number; readonly ticks: number[] } {
  const second = 1000;
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];
  for (const unit of [second, 60 * second]) for (const n of [1, 2, 5, 10, 15, 30]) steps.push(n * unit);
  for (const n of [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 1440, 2160, 4320, 8760]) steps.push(n * 3600 * second);
  const step = steps.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most);
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
  return { step, ticks };
}

/** A moment as its step needs it: `13:09`, `13:09:30`, `13:09:30.5`, `11-22`; UTC. */
export function timeText(time: number, step: number): string {
  const iso = new Date(time).toISOString();
  if (step >= 86_400_000) return iso.slice(5, 10);
  if (step >= 60_000) return iso.slice(11, 16);
  return step >= 1000 ? iso.slice(11, 19) : iso.slice(11, step >= 100 ? 21 : 23);
}

/** `2026-11-22 13:09:30`. */
export function fullTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

export function rateText(value: number): string {
  if (value === 0) return '0';
  // eslint-disable-next-line regexp/no-super-linear-move -- the digits of a number
  if (value >= 10) return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return String(Number(value.toPrecision(2)));
}

export function bytesText(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < 4) {
    rest /= 1024;
    unit += 1;
  }
  return `${Number(rest.toPrecision(rest >= 100 ? 4 : 3))} ${units[unit] ?? ''}`;
}

export function millisText(ms: number): string {
  if (ms >= 60_000) return `${Number((ms / 60_000).toPrecision(3))} min`;
  return ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number(ms.toPrecision(3))} ms`;
}
