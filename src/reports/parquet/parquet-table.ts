import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import { VERSION } from '../../model/version.js';
import { parseRfc3339 } from '../../model/rfc3339.js';

/** `time` is text in RFC 3339 and is stored as microseconds since the Unix epoch, UTC. */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'time';

export interface ParquetColumn {
  readonly name: string;
  readonly type: ColumnType;
}

const STORED = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } },
} as const satisfies Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>>;

/** A row group ends at either: what is held in memory is one group, and its packed form. */
const GROUP_ROWS = 50_000;
const GROUP_CHARACTERS = 16 << 20;

/** Hands on what was written at the end of each row group, and keeps the buffer. */
class GroupWriter extends ByteWriter {
  constructor(private readonly emit: (bytes: Uint8Array) => void) {
    super(1 << 20);
  }

  flush(): void {
    if (this.index > 0) this.emit(this.getBytes().slice());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/**
 * Writes Apache Parquet with Snappy as the rows come. Every column may hold null; a value of another type than its column
 * is stored as null; use `fits` to find such values before they are lost.
 */
export class ParquetTable {
  private readonly writer: ParquetWriter;
  private readonly schema: readonly SchemaElement[];
  private values: unknown[][];
  private rows = 0;
  private characters = 0;

  constructor(
    private readonly columns: readonly ParquetColumn[],
    emit: (bytes: Uint8Array) => void,
  ) {
    this.schema = columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL', ...STORED[type] }));
    this.values = columns.map(() => []);
    this.writer = new ParquetWriter({
      writer: new GroupWriter(emit),
      schema: [{ name: 'root', num_children: columns.length }, ...this.schema],
      createdBy: `etcd-postmortem ${VERSION}`,
    });
  }

  /** Values in the order of the columns. */
  add(row: readonly unknown[]): void {
    this.columns.forEach(({ type }, at) => {
      const value = stored(type, row[at]);
      this.values[at]?.push(value);
      if (typeof value === 'string') this.characters += value.length;
    });
    this.rows++;
    if (this.rows >= GROUP_ROWS || this.characters >= GROUP_CHARACTERS) this.endGroup();
  }

  /** Without this the file has no footer, and every reader refuses it. */
  end(): void {
    this.endGroup();
    void this.writer.finish();
  }

  private endGroup(): void {
    if (this.rows === 0) return;
    const columnData = this.columns.map(({ name }, at): ColumnSource => ({
      name,
      data: this.values[at] ?? [],
      // Pages are found through their row group: an index of them would be held in memory to the end.
      offsetIndex: false,
    }));
    void this.writer.write({ columnData, rowGroupSize: this.rows });
    this.writer.pendingIndexes.length = 0;
    this.values = this.columns.map(() => []);
    this.rows = 0;
    this.characters = 0;
  }
}

/** Whether a column of the type can hold the value as it is. */
export const fits = (type: ColumnType, value: unknown): boolean => stored(type, value) !== null;

function stored(type: ColumnType, value: unknown): string | number | bigint | boolean | null {
  switch (type) {
    case 'text':
      return typeof value === 'string' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    case 'integer':
      return Number.isSafeInteger(value) ? BigInt(value as number) : null;
    case 'time': {
      const time = typeof value === 'string' ? parseRfc3339(value) : null;
      return time === null ? null : BigInt(time);
    }
  }
}
