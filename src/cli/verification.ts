import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Evidence } from '../model/report.js';
import { readCitedLines } from '../pipeline/cited-lines.js';
import { MANIFEST_FILE, type Manifest, type ManifestInput } from '../reports/manifest.js';
import { readJson, readReport } from './report-file.js';

export interface Verification {
  readonly findings: readonly { readonly ok: boolean; readonly what: string }[];
  /** Inputs that aren't at hand, or of a kind whose lines can't be read back here. */
  readonly unchecked: readonly string[];
}

/** A line of text ends in this where it was cut. */
const CUT = '…';

/**
 * Checks the files that the manifest names, the hashes of the inputs at hand, and every cited line. `inputs` may lie
 * elsewhere than they did then: one is recognised by its hash, else by its name. Without any, the manifest's own paths
 * are tried.
 */
export async function verifyFolder(folder: string, inputs: readonly string[]): Promise<Verification> {
  const manifest = readManifest(path.join(folder, MANIFEST_FILE));
  const findings: { ok: boolean; what: string }[] = [];
  const unchecked: string[] = [];
  for (const output of manifest.outputs) {
    const found = hashOf(path.join(folder, ...output.path.split('/')));
    findings.push({ ok: found === output.sha256, what: `${output.path}${found === null ? ': missing' : ''}` });
  }
  const cited = citedLines(readReport(path.join(folder, 'report.json')));
  const atHand = candidates(manifest, inputs);
  for (const input of manifest.inputs) {
    const file = atHand.get(input);
    if (file === undefined) {
      unchecked.push(`${input.path}: ${input.container === null ? 'not at hand' : 'inside an archive'}`);
      continue;
    }
    const evidence = cited.get(input.path) ?? [];
    const { sha256, lines, problem } = await readCitedLines(file, new Set(evidence.map((one) => one.line)));
    findings.push({
      ok: sha256 === input.sha256,
      what: `${input.path}: hash${sha256 === input.sha256 ? '' : ` of ${file}`}`,
    });
    if (problem !== null && input.complete) findings.push({ ok: false, what: `${input.path}: ${problem}` });
    const wrong = evidence.filter((one) => !matches(lines.get(one.line), one.text));
    for (const one of wrong)
      findings.push({ ok: false, what: `${input.path}:${one.line}: the cited line reads differently` });
    if (wrong.length === 0 && evidence.length > 0)
      findings.push({ ok: true, what: `${input.path}: ${evidence.length} cited lines` });
  }
  return { findings, unchecked };
}

function readManifest(file: string): Manifest {
  const json = readJson(file);
  if (typeof json !== 'object' || json === null || !('outputs' in json) || !('inputs' in json)) {
    throw new Error(`${file}: not a manifest of etcd-postmortem`);
  }
  if (!Array.isArray(json.outputs) || !Array.isArray(json.inputs))
    throw new Error(`${file}: not a manifest of etcd-postmortem`);
  return json as unknown as Manifest;
}

/** Which file at hand is which input of the manifest. */
function candidates(manifest: Manifest, given: readonly string[]): ReadonlyMap<ManifestInput, string> {
  const plain = manifest.inputs.filter((input) => input.container === null && (input.path !== '-' || given.length > 0));
  const chosen = new Map<ManifestInput, string>();
  if (given.length === 0) {
    for (const input of plain) if (isFile(input.path)) chosen.set(input, input.path);
    return chosen;
  }
  const files = given.flatMap((name) => [...walk(name)]);
  const hashes = new Map(files.map((file) => [file, hashOf(file)]));
  for (const input of plain) {
    const same = files.filter((file) => hashes.get(file) === input.sha256);
    const named = files.filter(
      (file) => path.normalize(file) === path.normalize(input.path) || endsWithPath(file, input.path),
    );
    const file = same.find((one) => named.includes(one)) ?? same[0] ?? named[0];
    if (file !== undefined) chosen.set(input, file);
  }
  return chosen;
}

function endsWithPath(file: string, tail: string): boolean {
  const name = path.normalize(tail).replace(/^(?:\.\.\/)+|^\//, '');
  return path.normalize(file).endsWith(`/${name}`);
}

function* walk(name: string): Generator<string> {
  const stat = fs.statSync(name, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`${name}: no such file or folder`);
  if (!stat.isDirectory()) {
    yield name;
    return;
  }
  for (const entry of fs.readdirSync(name, { withFileTypes: true })) {
    const inside = path.join(name, entry.name);
    if (entry.isDirectory()) yield* walk(inside);
    else if (isFile(inside)) yield inside;
  }
}

function isFile(name: string): boolean {
  return fs.statSync(name, { throwIfNoEntry: false })?.isFile() === true;
}

function hashOf(file: string): string | null {
  if (!isFile(file)) return null;
  const hash = createHash('sha256');
  const descriptor = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (let read = fs.readSync(descriptor, buffer); read > 0; read = fs.readSync(descriptor, buffer))
      hash.update(buffer.subarray(0, read));
  } finally {
    fs.closeSync(descriptor);
  }
  return hash.digest('hex');
}

type CitedLine = Evidence & { readonly line: number };

/** All evidence of a report, wherever in it, by input. */
function citedLines(report: unknown): ReadonlyMap<string, readonly CitedLine[]> {
  const byInput = new Map<string, CitedLine[]>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isCited(value)) byInput.set(value.input, [...(byInput.get(value.input) ?? []), value]);
    else Object.values(value).forEach(visit);
  };
  visit(report);
  return byInput;
}

function isCited(value: object): value is CitedLine {
  return (
    'input' in value &&
    typeof value.input === 'string' &&
    'line' in value &&
    typeof value.line === 'number' &&
    'text' in value &&
    typeof value.text === 'string'
  );
}

function matches(line: string | undefined, text: string): boolean {
  if (line === undefined) return false;
  return line === text || (text.endsWith(CUT) && line.startsWith(text.slice(0, -CUT.length)));
}
