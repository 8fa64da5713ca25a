import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Evidence } from '../model/report.js';
import { readCitedLines, readCitedMembers, type CitedLines } from '../reading/cited-lines.js';
import { MANIFEST_FILE, type Manifest, type ManifestInput } from '../reports/manifest.js';
import { redactorOf, type RedactionMap } from '../redaction/redaction-map.js';
import type { Redactor } from '../redaction/redactor.js';
import { readJson, readReport } from './report-file.js';
import { evidenceText } from '../model/evidence.js';
import { placeIn } from '../model/origin.js';

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
export async function verifyFolder(
  folder: string,
  inputs: readonly string[],
  map: RedactionMap | null = null,
): Promise<Verification> {
  const written = readManifest(path.join(folder, MANIFEST_FILE));
  const manifest = map === null ? written : unredacted(written, map);
  const findings: { ok: boolean; what: string }[] = [];
  const unchecked: string[] = [];
  for (const output of manifest.outputs) {
    const found = hashOf(path.join(folder, ...output.path.split('/')));
    findings.push({ ok: found === output.sha256, what: `${output.path}${found === null ? ': missing' : ''}` });
  }
  if (written.redacted === true && map === null) {
    unchecked.push('inputs and cited lines: the report is redacted; use --redact-map FILE to map pseudonyms to names');
    return { findings, unchecked };
  }
  const lineAs = map === null ? null : redactedLine(redactorOf(map));
  const cited = citedLines(readReport(path.join(folder, 'report.json')), map);
  const atHand = candidates(manifest, inputs);
  const wanted = (input: ManifestInput): ReadonlySet<number> =>
    new Set((cited.get(input.path) ?? []).map((one) => placeIn(one)));
  const inArchives = await readMembers(manifest, inputs, wanted);
  for (const input of manifest.inputs) {
    const member = inArchives.get(input);
    const file = member?.file ?? atHand.get(input);
    if (file === undefined) {
      unchecked.push(`${input.path}: not found`);
      continue;
    }
    const evidence = cited.get(input.path) ?? [];
    const { sha256, lines, problem } = member ?? (await readCitedLines(file, wanted(input)));
    findings.push({
      ok: sha256 === input.sha256,
      what: `${input.path}: hash${sha256 === input.sha256 ? '' : ` of ${file}`}`,
    });
    if (problem !== null && input.complete) findings.push({ ok: false, what: `${input.path}: ${problem}` });
    const wrong = evidence.filter((one) => !matches(lines.get(placeIn(one)), one.text, lineAs));
    for (const one of wrong) findings.push({ ok: false, what: `${input.path}${placed(one)}: the cited line differs` });
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
  const plain = manifest.inputs.filter((input) => input.container === null);
  const chosen = new Map<ManifestInput, string>();
  if (given.length === 0) {
    for (const input of plain) if (input.path !== '-' && isFile(input.path)) chosen.set(input, input.path);
    return chosen;
  }
  const files = given.flatMap((name) => [...walk(name)]);
  const hashes = new Map(files.map((file) => [file, hashOf(file)]));
  for (const input of manifest.inputs) {
    const same = files.filter((file) => hashes.get(file) === input.sha256);
    // A member may have been unpacked since: only its hash shows that.
    const named = input.container === null ? files.filter((file) => isNamed(file, input.path)) : [];
    const file = same.find((one) => named.includes(one)) ?? same[0] ?? named[0];
    if (file !== undefined) chosen.set(input, file);
  }
  return chosen;
}

/** Members of archives at hand, of the file that each came from, with what is cited of them. */
async function readMembers(
  manifest: Manifest,
  given: readonly string[],
  wanted: (input: ManifestInput) => ReadonlySet<number>,
): Promise<ReadonlyMap<ManifestInput, CitedLines & { readonly file: string }>> {
  const files = given.flatMap((name) => [...walk(name)]);
  const archives = new Map<
    string,
    { readonly file: string; readonly name: string; readonly inputs: ManifestInput[] }
  >();
  for (const input of manifest.inputs) {
    if (input.container === null) continue;
    for (const name of archiveNames(input.path)) {
      const atHand = given.length === 0 ? [name].filter(isFile) : files;
      for (const file of atHand) {
        const known = archives.get(`${file}\0${name}`);
        if (known === undefined) archives.set(`${file}\0${name}`, { file, name, inputs: [input] });
        else known.inputs.push(input);
      }
    }
  }
  const found = new Map<ManifestInput, CitedLines & { readonly file: string }>();
  for (const { file, name, inputs } of archives.values()) {
    const read = await readCitedMembers(file, name, new Map(inputs.map((input) => [input.path, wanted(input)])));
    for (const input of inputs) {
      const lines = read.get(input.path);
      if (lines === undefined || found.get(input)?.sha256 === input.sha256) continue;
      // One of another name is taken for it only where it holds the same.
      if (isNamed(file, name) || lines.sha256 === input.sha256) found.set(input, { ...lines, file });
    }
  }
  return found;
}

/** What may be the outermost archive in `a.zip!b.tar.gz!c.log`: names of files may have the mark too. */
function archiveNames(member: string): string[] {
  const names: string[] = [];
  for (let mark = member.indexOf('!'); mark !== -1; mark = member.indexOf('!', mark + 1))
    names.push(member.slice(0, mark));
  return names;
}

/** The file behind standard input is unknown. */
const isNamed = (file: string, name: string): boolean =>
  name === '-' || path.normalize(file) === path.normalize(name) || endsWithPath(file, name);

function endsWithPath(file: string, tail: string): boolean {
  const name = path.normalize(tail).replace(/^(?:\.\.\/)+|^\//, '');
  return path.normalize(file).endsWith(`/${name}`);
}

function* walk(name: string): Generator<string> {
  const stat = fs.statSync(name, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`${name}: no such file or directory`);
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

type CitedLine = Evidence;

const placed = ({ line, byteOffset }: CitedLine): string =>
  line === null ? ` at byte ${byteOffset ?? 0}` : `:${line}`;

/** All evidence of a report, wherever in it, by input. */
function citedLines(report: unknown, map: RedactionMap | null): ReadonlyMap<string, readonly CitedLine[]> {
  const byInput = new Map<string, CitedLine[]>();
  const paths = new Map(map?.inputs.map(({ pseudonym, path: real }) => [pseudonym, real]));
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isCited(value)) {
      const input = paths.get(value.input) ?? value.input;
      const before = byInput.get(input);
      if (before === undefined) byInput.set(input, [value]);
      else before.push(value);
    } else Object.values(value).forEach(visit);
  };
  visit(report);
  return byInput;
}

function isCited(value: object): value is CitedLine {
  return (
    'input' in value &&
    typeof value.input === 'string' &&
    'line' in value &&
    (typeof value.line === 'number' ||
      (value.line === null && 'byteOffset' in value && typeof value.byteOffset === 'number')) &&
    'text' in value &&
    typeof value.text === 'string'
  );
}

function matches(
  line: string | undefined,
  text: string,
  lineAs: ((line: string) => readonly string[]) | null,
): boolean {
  if (line === undefined) return false;
  if (lineAs !== null) return lineAs(line).some((shown) => shown === text);
  return line === text || (text.endsWith(CUT) && line.startsWith(text.slice(0, -CUT.length)));
}

/** A line as the redacted report cites it: whole, or cut as evidence is. */
const redactedLine =
  (redactor: Redactor) =>
  (line: string): readonly string[] =>
    [evidenceText(line), line].map((text) => redactor.text(text, 'input'));

/** The manifest as it would be without redaction. */
function unredacted(manifest: Manifest, map: RedactionMap): Manifest {
  const real = new Map(map.inputs.map((input) => [input.pseudonym, input]));
  return {
    ...manifest,
    inputs: manifest.inputs.map((input) => {
      const known = real.get(input.path);
      return known === undefined
        ? input
        : { ...input, path: known.path, container: known.container, sha256: known.sha256 };
    }),
  };
}
