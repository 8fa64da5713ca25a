import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { VERSION } from '../../model/version.js';
import type { ClockSpec } from '../../reading/clock/clock.js';
import type { Shard } from '../../reading/shard/shard.js';
import { unitsOf, type Unit } from '../../reading/unit.js';
import type { InputFile } from '../../sources/input-list.js';
import type { Options } from '../options.js';
import type { PlannedInput } from '../plan.js';

/** What is settled before anything is read, and is the same for every piece. */
export type SettledOptions = Omit<Options, 'jobs' | 'thresholds'>;

/** How inputs are cut into pieces that are folded apart. */
export interface Plan {
  /** Of the plan's content: a tally names the plan that it belongs to. */
  readonly id: string;
  readonly options: SettledOptions;
  readonly planned: readonly PlannedInput[];
  /** All shards that are read, in the order in which their tallies are merged. */
  readonly shards: readonly Shard[];
  /** What each piece reads; some pieces may have nothing. */
  readonly pieces: readonly (readonly Unit[])[];
  /** Sizes in bytes of the files on disk, to notice that one has changed. */
  readonly sizes: ReadonlyMap<string, number>;
}

const SCHEMA = 1;
const KIND = 'etcd-postmortem plan';

/** One input as the file holds it: its shards differ in nothing but their ranges. */
interface StoredInput {
  readonly input: InputFile;
  readonly clock: ClockSpec;
  readonly shard: Shard;
  readonly ranges: readonly NonNullable<Shard['range']>[] | null;
}

interface StoredPlan {
  readonly kind: typeof KIND;
  readonly schema: number;
  readonly version: string;
  readonly id: string;
  readonly pieces: number;
  readonly options: SettledOptions;
  readonly sizes: Readonly<Record<string, number>>;
  readonly inputs: readonly StoredInput[];
}

/** The text of a plan file (JSON). `pieces`: how many, at least 1. */
export function planText(planned: readonly PlannedInput[], options: Options, pieces: number): string {
  const { jobs: _jobs, thresholds: _thresholds, ...settled } = options;
  const content = {
    kind: KIND,
    schema: SCHEMA,
    version: VERSION,
    pieces,
    options: settled,
    sizes: Object.fromEntries(sizesOf(planned)),
    inputs: planned.map(stored),
  } as const;
  const id = createHash('sha256').update(json(content)).digest('hex').slice(0, 32);
  return `${json({ ...content, id } satisfies StoredPlan, 1)}\n`;
}

/** Throws an error that says what is wrong with it. */
export function readPlan(text: string): Plan {
  const found = parsed(text);
  if (found.schema !== SCHEMA || found.version !== VERSION)
    throw new Error(`made by version ${found.version}, and this is ${VERSION}: plan, fold and merge with one version`);
  const { id, ...content } = found;
  const planned = found.inputs.map(restored);
  const shards = planned.flatMap((one) => (one.input.problem === null ? one.shards : []));
  const { kind, schema, version, pieces, options, sizes, inputs } = content;
  const ordered = { kind, schema, version, pieces, options, sizes, inputs };
  if (createHash('sha256').update(json(ordered)).digest('hex').slice(0, 32) !== id)
    throw new Error('its content is not what its id says: it was changed');
  return {
    id,
    options,
    planned,
    shards,
    pieces: inPieces(unitsOf(shards), pieces, new Map(Object.entries(sizes))),
    sizes: new Map(Object.entries(sizes)),
  };
}

function parsed(text: string): StoredPlan {
  let found: unknown;
  try {
    found = JSON.parse(text, revive);
  } catch {
    throw new Error('not JSON');
  }
  if (typeof found !== 'object' || found === null || !('kind' in found) || found.kind !== KIND)
    throw new Error('not a file that `etcd-postmortem plan` wrote');
  return found as StoredPlan;
}

function stored({ input, clock, shards }: PlannedInput): StoredInput {
  const [shard] = shards;
  if (shard === undefined) throw new Error(`${input.path} has no shard`);
  const ranges = shards.flatMap(({ range }) => (range === null ? [] : [range]));
  return { input, clock, shard: { ...shard, range: null }, ranges: ranges.length === 0 ? null : ranges };
}

function restored({ input, clock, shard, ranges }: StoredInput): PlannedInput {
  return {
    input,
    clock,
    shards: ranges === null ? [shard] : ranges.map((range) => ({ ...shard, range })),
    head: null,
    identities: [],
  };
}

function sizesOf(planned: readonly PlannedInput[]): Map<string, number> {
  const files = [...new Set(planned.flatMap(({ input: { file, problem } }) => (problem === null ? (file ?? []) : [])))];
  return new Map(files.sort().map((file) => [file, fs.statSync(file).size]));
}

/** Units side by side, about equally many bytes a piece: which piece a unit is in depends on nothing but the plan. */
function inPieces(units: readonly Unit[], count: number, sizes: ReadonlyMap<string, number>): Unit[][] {
  const bytes = units.map((unit) => Math.max(1, ...unit.map((shard) => sizeOf(shard, sizes))));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  const pieces: Unit[][] = Array.from({ length: count }, () => []);
  let before = 0;
  units.forEach((unit, i) => {
    const middle = before + (bytes[i] as number) / 2;
    (pieces[Math.min(count - 1, Math.floor((middle / total) * count))] as Unit[]).push(unit);
    before += bytes[i] as number;
  });
  return pieces;
}

function sizeOf({ range, file, place }: Shard, sizes: ReadonlyMap<string, number>): number {
  const size = sizes.get(file ?? '') ?? 0;
  const end = place === null || place.to === Infinity ? size : place.to - place.from;
  return range === null ? end : Math.min(range.to, end) - range.from;
}

/** JSON has no endless range and no bytes. */
const json = (value: unknown, indent?: number): string => JSON.stringify(value, replace, indent);

function replace(_name: string, value: unknown): unknown {
  if (value === Infinity) return END;
  if (typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value)
    return { base64: Buffer.from(value.data as number[]).toString('base64') };
  return value;
}

const END = 'end';

function revive(name: string, value: unknown): unknown {
  if (name === 'to' && value === END) return Infinity;
  if (name === 'held' && typeof value === 'object' && value !== null && 'base64' in value)
    return Buffer.from(String(value.base64), 'base64');
  return value;
}
