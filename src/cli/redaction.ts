import fs from 'node:fs';
import path from 'node:path';
import type { Report } from '../model/report.js';
import type { Pseudonyms } from '../redaction/pseudonyms.js';
import { asRedactionMap, redactionMap, type RedactionMap } from '../redaction/redaction-map.js';
import { writeWholeFile } from '../sources/whole-file.js';
import { readJson } from './report-file.js';
import { UsageError } from './usage-error.js';

/** Of `--redact`: whether, and where the map goes. */
export interface Redaction {
  readonly map: string | null;
}

/** Before a long run: the map must lie outside the outputs, or it would be handed on with them, and destroy nothing. */
export function checkMapFile(map: string, out: string | null, inputs: readonly string[] = []): void {
  if (fs.statSync(map, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(`--redact-map: ${map} is a directory; specify a file outside of --out`);
  const target = realPath(map);
  if (out !== null && (target === realPath(out) || target.startsWith(`${realPath(out)}${path.sep}`)))
    throw new UsageError(
      `--redact-map: ${map} is inside --out ${out}, which is meant to be shared; specify a file outside of it`,
    );
  for (const input of inputs)
    if (input !== '-' && fs.existsSync(input) && realPath(input) === target)
      throw new UsageError(`--redact-map: ${map} is one of the inputs; specify another file`);
  if (fs.existsSync(map) && fs.statSync(map).size > 0 && !isMap(map))
    throw new UsageError(`--redact-map: ${map} exists and is not a redaction map; it is not overwritten`);
  try {
    fs.accessSync(path.dirname(target), fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw new UsageError(`--redact-map: cannot write to ${path.dirname(map)}: ${reasonOf(error)}`);
  }
}

/** In one step, for its owner's eyes only. */
export function writeMapFile(file: string, report: Pick<Report, 'inputs'>, pseudonyms: Pseudonyms): void {
  const text = `${JSON.stringify(redactionMap(report, pseudonyms), null, 2)}\n`;
  try {
    writeWholeFile(file, (into) => into.write(Buffer.from(text)), 0o600);
  } catch (error) {
    throw new Error(`cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Throws an Error that says what is wrong with it. */
export function readMapFile(file: string): RedactionMap {
  const map = asRedactionMap(readJson(file));
  if (map === null) throw new Error(`${file}: not a redaction map of etcd-postmortem`);
  return map;
}

function isMap(file: string): boolean {
  try {
    return asRedactionMap(readJson(file)) !== null;
  } catch {
    return false;
  }
}

/** Where it lies, links followed as far as the path is there. */
function realPath(name: string): string {
  let whole = path.resolve(name);
  const missing: string[] = [];
  for (;;) {
    try {
      return path.join(fs.realpathSync(whole), ...missing);
    } catch {
      missing.unshift(path.basename(whole));
      if (path.dirname(whole) === whole) return path.resolve(name);
      whole = path.dirname(whole);
    }
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Rows that come of no report, with pseudonyms of their own. */
export async function redactRows<Of>(rows: Of): Promise<Of> {
  const { rowRedactor } = await import('../redaction/redact-row.js');
  const { walk } = await import('../redaction/redact-report.js');
  return walk(rows, rowRedactor(null).redactor, '', '');
}
