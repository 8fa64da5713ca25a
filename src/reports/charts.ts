const COLUMN = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const PARTIAL = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** Values of a cell of a resampled series: the mean, so that a cell stands for a rate. null: nothing was covered. */
export function resample(values: readonly (number | null)[], cells: number): (number | null)[] {
  if (values.length <= cells) return [...values];
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * values.length) / cells);
    const to = Math.floor(((cell + 1) * values.length) / cells);
    const known = values.slice(from, to).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

/** `▁▁▃█`: from zero to the largest. Zero and no coverage are blank. */
export function sparkline(values: readonly (number | null)[], width: number, top?: number): string {
  const cells = resample(values, width);
  const highest = top ?? cells.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  if (highest <= 0) return ' '.repeat(cells.length);
  return cells
    .map((value) => {
      if (value === null || value <= 0) return ' ';
      return COLUMN[Math.min(7, Math.max(0, Math.ceil((value / highest) * 8) - 1))] ?? '█';
    })
    .join('');
}

/** A horizontal bar of up to `width` characters, in eighths; anything above zero shows. */
export function bar(value: number, top: number, width: number): string {
  if (value <= 0 || top <= 0) return '';
  const eighths = Math.max(1, Math.min(width * 8, Math.round((value / top) * width * 8)));
  return '█'.repeat(Math.floor(eighths / 8)) + (PARTIAL[eighths % 8] ?? '');
}
