import type { Report } from '../model/report.js';
import { Pseudonyms } from './pseudonyms.js';
import { Redactor } from './redactor.js';

/** What `--redact-map FILE` holds: who is who, and the hashes that a redacted report leaves out. */
export interface RedactionMap {
  readonly schemaVersion: 1;
  readonly kind: 'etcd-postmortem redaction map';
  readonly inputs: readonly MappedInput[];
  /** By pseudonym. */
  readonly names: Readonly<Record<string, string>>;
}

export interface MappedInput {
  readonly pseudonym: string;
  readonly path: string;
  readonly container: string | null;
  readonly sha256: string;
}

export function redactionMap(report: Pick<Report, 'inputs'>, pseudonyms: Pseudonyms): RedactionMap {
  const paths = new Set(report.inputs.map((input) => input.path));
  return {
    schemaVersion: 1,
    kind: 'etcd-postmortem redaction map',
    inputs: report.inputs.map(({ path, container, sha256 }) => ({
      pseudonym: pseudonyms.known(path) ?? path,
      path,
      container,
      sha256,
    })),
    names: Object.fromEntries(
      pseudonyms.entries().flatMap(([original, pseudonym]) => (paths.has(original) ? [] : [[pseudonym, original]])),
    ),
  };
}

/** The map in a file's JSON; null: it is none. */
export function asRedactionMap(json: unknown): RedactionMap | null {
  if (typeof json !== 'object' || json === null) return null;
  const { kind, schemaVersion, inputs, names } = json as Readonly<Record<string, unknown>>;
  if (kind !== 'etcd-postmortem redaction map' || schemaVersion !== 1) return null;
  if (!Array.isArray(inputs) || typeof names !== 'object' || names === null) return null;
  if (!inputs.every(isMappedInput) || !Object.values(names).every((name) => typeof name === 'string')) return null;
  return json as RedactionMap;
}

/** Redacts as the run did that wrote the map. */
export function redactorOf(map: RedactionMap): Redactor {
  const inputs = map.inputs.map(({ path, pseudonym }) => [path, pseudonym] as const);
  const names = Object.entries(map.names).map(([pseudonym, original]) => [original, pseudonym] as const);
  return new Redactor(new Pseudonyms([...inputs, ...names]), new Map(inputs));
}

function isMappedInput(value: unknown): value is MappedInput {
  if (typeof value !== 'object' || value === null) return false;
  const { pseudonym, path, container, sha256 } = value as Readonly<Record<string, unknown>>;
  return (
    [pseudonym, path, sha256].every((one) => typeof one === 'string') &&
    (container === null || typeof container === 'string')
  );
}
