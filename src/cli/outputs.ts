import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Postmortem } from '../pipeline/options.js';
import { MANIFEST_FILE, renderManifest, type WrittenFile } from '../reports/manifest.js';
import { figuresOf } from '../reports/picture/figures.js';
import { OUTPUTS } from '../reports/registry.js';
import type { FlavourName } from '../reports/flavours/registry.js';
import { reportMd } from '../reports/report-md.js';
import { writeWholeFile } from '../sources/whole-file.js';
import { UsageError } from './usage-error.js';

/** Makes sure before a long run that the folder is there and takes files. */
export function prepareFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw new UsageError(`--out: cannot write to ${folder}: ${reasonOf(error)}`);
  }
}

/**
 * Writes every output and then the manifest. Each file appears complete or not at all; other files stay. `figures`: the
 * pictures as files too.
 */
export function writeOutputs(
  folder: string,
  postmortem: Postmortem,
  figures = false,
  flavour: FlavourName = 'github',
): readonly WrittenFile[] {
  const outputs = OUTPUTS.map((output) => (output.name === 'markdown' ? reportMd(flavour) : output));
  const written = outputs.map((output) => writeFile(folder, output.file, output.render(postmortem)));
  if (figures) for (const { file, text } of figuresOf(postmortem)) written.push(writeFile(folder, file, [text]));
  return [...written, writeFile(folder, MANIFEST_FILE, renderManifest(postmortem, written))];
}

/** One file that appears complete or not at all. */
export const writeWhole = (file: string, pieces: Iterable<string>): WrittenFile =>
  writeFile(path.dirname(file), path.basename(file), pieces);

/** Into a file of another name in the same folder, and then in one step to its place. */
function writeFile(folder: string, name: string, pieces: Iterable<string>): WrittenFile {
  const target = path.join(folder, ...name.split('/'));
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    writeWholeFile(target, (into) => {
      for (const piece of pieces) {
        const chunk = Buffer.from(piece, 'utf8');
        into.write(chunk);
        hash.update(chunk);
        bytes += chunk.length;
      }
    });
  } catch (error) {
    throw new Error(`cannot write ${target}: ${reasonOf(error)}`, { cause: error });
  }
  return { path: name, bytes, sha256: hash.digest('hex') };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
