import fs from 'node:fs';
import path from 'node:path';
import type { Report } from '../model/report.js';

/** A report.json, or the folder that holds one. Throws an Error that says what is wrong with it. */
export function readReport(file: string): Report {
  const target = isFolder(file) ? path.join(file, 'report.json') : file;
  const json = readJson(target);
  if (
    typeof json !== 'object' ||
    json === null ||
    !('schemaVersion' in json) ||
    !('causes' in json) ||
    !Array.isArray(json.causes)
  ) {
    throw new Error(`${target}: not a report of etcd-postmortem`);
  }
  if (json.schemaVersion !== 1)
    throw new Error(`${target}: schemaVersion ${String(json.schemaVersion)}, this version reads 1`);
  return json as unknown as Report;
}

export function readJson(file: string): unknown {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${file}: not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function isFolder(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
