import type { ParquetColumn, ParquetTable } from '../reports/parquet/parquet-table.js';
import { UsageError } from './usage-error.js';

/** Throws where standard output is a terminal: bytes of a table would only garble it. */
export function refuseTerminal(format: string, example: string): void {
  if (process.stdout.isTTY)
    throw new UsageError(`--format ${format} is binary: redirect it to a file (> ${example}) or a pipe`);
}

/** A Parquet table on standard output. The writer is loaded here and nowhere else. */
export async function parquetOnStdout(columns: readonly ParquetColumn[]): Promise<ParquetTable> {
  const { ParquetTable } = await import('../reports/parquet/parquet-table.js');
  return new ParquetTable(columns, (bytes) => void process.stdout.write(bytes));
}

/** Some of the columns, in the order asked for; null: all. */
export function chosenColumns(
  table: readonly ParquetColumn[],
  names: readonly string[] | null,
): readonly ParquetColumn[] {
  if (names === null) return table;
  return names.flatMap((name) => table.filter((column) => column.name === name));
}
