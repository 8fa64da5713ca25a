import { openRandom } from '../reading/random-input.js';
import { listInputs, type InputFile } from '../sources/input-list.js';
import { openInputs } from '../sources/open-inputs.js';
import { headOf, type Source } from '../sources/reader.js';
import { readArchiveStream } from '../sources/archives/archive.js';
import { isBolt } from '../stores/bbolt/meta.js';
import { readStore, type StoreReading } from '../stores/read-store.js';

/** One input of `store` and `object`, with what it holds. `reading` null: it is no database of etcd, or can't be read. */
export interface OpenStore {
  readonly path: string;
  readonly reading: StoreReading | null;
  /** What kept it from being read, or from being read to its end. */
  readonly problems: readonly string[];
}

const NO_FORMATS: ReadonlySet<string> = new Set();

/**
 * Reads every database and snapshot of etcd among the inputs, one after another: folders and archives are walked, other
 * files in them are passed over. `use` is called while the file is open.
 */
export async function eachStore(
  given: readonly string[],
  use: (store: OpenStore) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  for await (const { input, raw } of openInputs(listInputs(given, NO_FORMATS), signal)) {
    if (input.problem !== null) {
      await use({ path: input.path, reading: null, problems: [input.problem] });
      continue;
    }
    const isDatabase = isBolt(await headOf(raw, 4096));
    if (!isDatabase) {
      if (!input.found) await use({ path: input.path, reading: null, problems: [NOT_A_STORE] });
      continue;
    }
    await readOne(input, raw, use, signal);
  }
}

const NOT_A_STORE =
  'no database of etcd (member/snap/db) and no snapshot of one; name such a file, or the folder or archive that holds it';

async function readOne(
  input: InputFile,
  raw: Buffer,
  use: (store: OpenStore) => void | Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const problems: string[] = [];
  try {
    const open = await openRandom(await sourceOf(input), isBolt, {
      ...(signal === undefined ? {} : { signal }),
      ...(input.file === null ? { head: raw } : {}),
    });
    try {
      if (open.isCut) problems.push(`more than ${MEMORY} MiB unpacked: unpack it to a file, and name that`);
      const steps = readStore(open.bytes, input.path, (what, offset) => problems.push(`byte ${offset}: ${what}`));
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) {
        await new Promise((resolve) => setImmediate(resolve));
        if (signal?.aborted === true) return;
      }
      await use({ path: input.path, reading: step.value, problems });
    } finally {
      open.close();
    }
  } catch (error) {
    await use({
      path: input.path,
      reading: null,
      problems: [...problems, String(error instanceof Error ? error.message : error)],
    });
  }
}

const MEMORY = 256;

/** Of a member that only comes by as its archive is read, the bytes as they come. */
async function sourceOf(input: InputFile): Promise<Source> {
  if (input.archiveStream === null) return input.place ?? input.file;
  for await (const member of readArchiveStream(input.archiveStream, () => undefined))
    if (member.path === input.path) return member.read();
  throw new Error('no longer present: its archive has changed since it was listed');
}
