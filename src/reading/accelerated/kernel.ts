import fs from 'node:fs';
import { ENTRY, GROUP_ROW, KEY_ROW, type RequestSums, type SummedCells } from '../../model/request-batch.js';

/** Calls that a fold makes through `RequestSums`, and those of the feed. */
type SumCalls = Pick<
  RequestSums,
  'begin' | 'setLargest' | 'add' | 'stopReason' | 'close' | 'foundCount' | 'beginKeys' | 'setStem' | 'forgetStems'
>;
interface ScanCalls {
  scan(from: number, to: number, most: number): number;
  asideCount(): number;
  stoppedAt(): number;
  isFull(): number;
  keyCount(): number;
  forgetKeys(): void;
  forgetShapes(toPlain: boolean): void;
  setShape(shape: number, items: number): void;
  findSpan(from: number, to: number): void;
  spanFirst(): number;
  spanLast(): number;
}
interface TableCalls {
  widthOf(table: number): number;
  sizeOf(table: number): number;
  roomOf(table: number): number;
  idsOf(table: number): number;
  bucketsOf(table: number): number;
  slotsOf(table: number): number;
  slotCount(table: number): number;
  valuesOf(table: number, cell: number): number;
}

/** Places in the kernel's memory, and how many of a thing they hold. */
type Constant =
  | (
      | 'ASIDES'
      | 'ENTRIES'
      | 'ENTRY_LIMIT'
      | 'FOUND'
      | 'WINDOW'
      | 'WINDOW_LENGTH'
      | 'KEYS'
      | 'KEY_LIMIT'
      | 'GROUPS'
      | 'GROUP_LIMIT'
    )
  | ('COVERS' | 'WORKLOAD_LIMIT' | 'SIZE_COUNTS' | 'SIZE_BYTES' | 'SIZE_CLASSES')
  | ('CLIENTS' | 'CLIENT_IDS' | 'CLIENT_ROOM' | 'CLIENT_ROW')
  | ('SHAPE' | 'SHAPES' | 'SHAPE_OF' | 'SHAPE_LIMIT' | 'SHAPE_TEXT' | 'SHAPE_TEXT_LENGTH')
  | ('BODIES' | 'TEXTS' | 'TEXT_LIMIT')
  | ('MARK_CELLS' | 'PAIR_CELLS' | 'GROUP_CELLS' | 'CLIENT_CELLS');
/** What `src/kernel/assembly/request-lines.ts` exports. */
type Exports = SumCalls &
  ScanCalls &
  TableCalls & { readonly memory: { readonly buffer: ArrayBuffer } } & Readonly<
    Record<Constant, { readonly value: number }>
  >;

export interface ShapeMemory {
  readonly items: Int32Array;
  readonly text: Buffer;
  readonly textAt: number;
}

/** A kernel with views on its memory, which never grows. */
export interface Kernel {
  /** Where bytes to scan are put. */
  readonly window: Buffer;
  readonly entries: Int32Array;
  /** Entries of lines that the last scan couldn't prove. */
  readonly asides: Uint32Array;
  readonly entryLimit: number;
  /** Shapes of lines: items of four numbers, the literals that they name, and where these are for the kernel. */
  readonly shapes: readonly ShapeMemory[];
  /** By entry: its shape. */
  readonly shapeOf: Uint8Array;
  /** By number of a text of audit lines: where it is in the memory, and how long. */
  readonly texts: Int32Array;
  readonly memory: Buffer;
  /** By entry that is an audit line: the hash of the answered object, or NaN. */
  readonly bodies: Float64Array;
  readonly calls: ScanCalls;
  /** How often its keys were forgotten. */
  round: number;
  readonly sums: RequestSums;
}

/** The parts of the WebAssembly interface that are used here: the types of Node.js don't declare it. */
interface WebAssemblyLike {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** Unused kernels; null: kernels are not available. */
let idle: Kernel[] | null = [];

/**
 * A kernel for requests; null where it wasn't built, where WebAssembly with SIMD is not available, or where
 * ETCD_POSTMORTEM_KERNEL is `off`: everything works without it, slower. The caller releases it after use.
 */
export function borrowKernel(): Kernel | null {
  if (idle === null || process.env['ETCD_POSTMORTEM_KERNEL'] === 'off') return null;
  const kernel = idle.pop() ?? loadKernel(new URL('../../kernel/request-lines.wasm', import.meta.url));
  if (kernel === null) idle = null;
  return kernel;
}

export const returnKernel = (kernel: Kernel): void => void idle?.push(kernel);

/** All is read: the memory of kernels (37 MiB each) goes to what comes after. */
export function dropKernels(): void {
  if (idle !== null) idle = [];
}

export function hasKernel(): boolean {
  const kernel = borrowKernel();
  if (kernel !== null) returnKernel(kernel);
  return kernel !== null;
}

/** null: it can't be loaded. */
export function loadKernel(file: URL): Kernel | null {
  try {
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
    const exports = new Instance(new Module(fs.readFileSync(file)), {}).exports as Exports;
    const { buffer } = exports.memory;
    const value = (name: Constant): number => exports[name].value;
    const ints = (name: Constant, length: number): Int32Array => new Int32Array(buffer, value(name), length);
    const floats = (name: Constant, length: number): Float64Array => new Float64Array(buffer, value(name), length);
    exports.forgetKeys();
    const { begin, setLargest, add, stopReason, close, foundCount, beginKeys, setStem, forgetStems } = exports;
    return {
      window: Buffer.from(buffer, value('WINDOW'), value('WINDOW_LENGTH')),
      entries: ints('ENTRIES', (value('ENTRY_LIMIT') + 1) * ENTRY),
      asides: new Uint32Array(buffer, value('ASIDES'), value('ENTRY_LIMIT')),
      entryLimit: value('ENTRY_LIMIT'),
      shapes: Array.from({ length: value('SHAPES') }, (_, i) => {
        const length = value('SHAPE_TEXT_LENGTH');
        const textAt = value('SHAPE_TEXT') + i * length;
        const itemCount = value('SHAPE_LIMIT') * 4;
        const items = new Int32Array(buffer, value('SHAPE') + i * itemCount * 4, itemCount);
        return { items, text: Buffer.from(buffer, textAt, length), textAt };
      }),
      shapeOf: new Uint8Array(buffer, value('SHAPE_OF'), value('ENTRY_LIMIT')),
      texts: ints('TEXTS', value('TEXT_LIMIT') * 2),
      memory: Buffer.from(buffer),
      bodies: floats('BODIES', value('ENTRY_LIMIT')),
      calls: exports,
      round: 0,
      sums: {
        ...{ begin, setLargest, add, stopReason, close, foundCount, beginKeys, setStem, forgetStems },
        found: ints('FOUND', value('ENTRY_LIMIT') * 2),
        keys: ints('KEYS', value('KEY_LIMIT') * KEY_ROW),
        keyBytes: floats('KEYS', (value('KEY_LIMIT') * KEY_ROW) / 2),
        groups: ints('GROUPS', value('GROUP_LIMIT') * GROUP_ROW),
        groupLimit: value('GROUP_LIMIT'),
        covers: floats('COVERS', value('WORKLOAD_LIMIT') * 2),
        workloadLimit: value('WORKLOAD_LIMIT'),
        sizeCounts: floats('SIZE_COUNTS', value('SIZE_CLASSES')),
        sizeBytes: floats('SIZE_BYTES', value('SIZE_CLASSES')),
        marks: tableOf(exports, value('MARK_CELLS')),
        pairCells: tableOf(exports, value('PAIR_CELLS')),
        groupCells: tableOf(exports, value('GROUP_CELLS')),
        clientCells: tableOf(exports, value('CLIENT_CELLS')),
        clientIds: ints('CLIENT_IDS', value('CLIENT_ROOM')),
        clients: new Uint8Array(buffer, value('CLIENTS'), value('CLIENT_ROOM') * value('CLIENT_ROW')),
      },
    };
  } catch {
    return null;
  }
}

function tableOf(calls: TableCalls & Pick<Exports, 'memory'>, table: number): SummedCells {
  const { buffer } = calls.memory;
  const room = calls.roomOf(table);
  const values = calls.valuesOf(table, 0);
  const columns = (calls.valuesOf(table, 1) - values) / 8;
  return {
    get width() {
      return calls.widthOf(table);
    },
    get size() {
      return calls.sizeOf(table);
    },
    get slots() {
      return new Int32Array(buffer, calls.slotsOf(table), calls.slotCount(table));
    },
    columns,
    ids: new Int32Array(buffer, calls.idsOf(table), room),
    buckets: new Int32Array(buffer, calls.bucketsOf(table), room),
    values: new Float64Array(buffer, values, room * columns),
  };
}
