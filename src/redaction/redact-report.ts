import type { Report, Share } from '../model/report.js';
import type { Postmortem } from '../pipeline/options.js';
import { EverydayMarker, withMarks, type SentenceWriter } from './everyday-names.js';
import { FIELDS, KEYED_BY_RESOURCE } from './fields.js';
import { inputNames } from './input-names.js';
import { Sightings, type Pseudonyms } from './pseudonyms.js';
import { Redactor } from './redactor.js';

/** A post-mortem without names, and who is who in it. */
export interface Redacted<Of> {
  readonly redacted: Of;
  readonly pseudonyms: Pseudonyms;
}

/**
 * The post-mortem with a pseudonym in place of each name, in every field, the cited lines among them: whatever is
 * rendered from it is redacted. Two walks: the first counts who is seen how often, the second writes. `writeSentences` writes
 * the sentences of the report again, for names that are everyday words.
 */
export function redactPostmortem(
  postmortem: Postmortem,
  writeSentences: SentenceWriter | null = null,
): Redacted<Postmortem> {
  const { pseudonyms, redactor, everyday } = redactorFor(postmortem.report, postmortem);
  const { file, resolved, exitCode, messages } = postmortem;
  const marker = new Redactor(new EverydayMarker(everyday), new Map());
  const report =
    writeSentences === null || everyday.size === 0
      ? postmortem.report
      : withMarks(postmortem.report, writeSentences(walk(file, marker, '', '')));
  const redacted: Postmortem = {
    report: resorted(walk(report, redactor, '', '')),
    file: walk(file, redactor, '', ''),
    resolved: walk(resolved, redactor, '', ''),
    exitCode,
    messages: messages.map((message) => redactor.text(message, 'own')),
    redacted: true,
  };
  return { redacted, pseudonyms };
}

/** The same of a report that was read from a file. */
export function redactReport(report: Report): Report {
  if (isRedacted(report)) return report;
  return resorted(walk(report, redactorFor(report, report).redactor, '', ''));
}

/** Of two reports that are held against each other: who is in both has one pseudonym in both. */
export function redactReports(a: Report, b: Report): [Report, Report] {
  const open = [a, b].filter((report) => !isRedacted(report));
  const inputs = new Map(open.flatMap((report) => report.inputs).map((input) => [input.path, input]));
  const { redactor } = redactorFor({ inputs: [...inputs.values()] }, open);
  const written = (report: Report): Report => (isRedacted(report) ? report : resorted(walk(report, redactor, '', '')));
  return [written(a), written(b)];
}

/** A redacted report shows no hashes, nor can it be redacted again. */
export function isRedacted(report: Pick<Report, 'inputs'>): boolean {
  return (
    report.inputs.length > 0 &&
    report.inputs.every(({ sha256, path }) => sha256 === '' && (path === '-' || /^input-\d+/.test(path)))
  );
}

/** Redacts a report and other results from the same inputs. */
export function redactorFor(
  report: Pick<Report, 'inputs'>,
  all: unknown,
): { readonly pseudonyms: Pseudonyms; readonly redactor: Redactor; readonly everyday: ReadonlySet<string> } {
  const inputs = inputNames(report.inputs);
  const paths = new Map(inputs);
  const sightings = new Sightings();
  const counting = new Redactor(sightings, paths);
  walk(all, counting, '', '', sightings);
  const pseudonyms = sightings.ranked(inputs);
  return { pseudonyms, redactor: new Redactor(pseudonyms, paths), everyday: sightings.everyday() };
}

/** RFC 3339 as the report writes it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** A copy with every string rewritten by the field that it is in. `list`: the nearest name around the object. */
export function walk<Value>(
  value: Value,
  redactor: Redactor,
  name: string,
  list: string,
  sightings?: Sightings,
): Value {
  return copy(value, redactor, name, list, {}, sightings) as Value;
}

function copy(
  value: unknown,
  redactor: Redactor,
  name: string,
  list: string,
  owner: Readonly<Record<string, unknown>>,
  sightings?: Sightings,
): unknown {
  if (typeof value === 'string') {
    if (TIME.test(value)) return value;
    const rewrite = FIELDS[`${list}.${name}`] ?? FIELDS[name];
    return rewrite === undefined ? redactor.text(value, 'input') : rewrite(value, redactor, owner);
  }
  if (Array.isArray(value)) return value.map((one) => copy(one, redactor, name, list, owner, sightings));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const object = value as Readonly<Record<string, unknown>>;
  const before = sightings?.weight ?? 1;
  if (sightings !== undefined && typeof object['key'] === 'string' && typeof object['count'] === 'number')
    sightings.weight = Math.max(1, Math.round(object['count']));
  const keys = KEYED_BY_RESOURCE.has(name) && Object.values(object).every((one) => typeof one === 'number');
  const out: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(object)) {
    if (inner === undefined) continue;
    // Beneath a share, lines and the like are worth no more than elsewhere.
    if (sightings !== undefined && typeof inner === 'object') sightings.weight = 1;
    out[keys ? redactor.resource(key) : key] = copy(inner, redactor, key, name === '' ? list : name, object, sightings);
  }
  if (sightings !== undefined) sightings.weight = before;
  return out;
}

/** Equal counts are listed by key, and the keys are others now. */
function resorted(report: Report): Report {
  const { writes } = report;
  return {
    ...report,
    writes: {
      ...writes,
      byResource: byCount(writes.byResource),
      byNamespace: byCount(writes.byNamespace),
      byWorkload: byCount(writes.byWorkload),
      byObject: byCount(writes.byObject),
      byClient: byCount(writes.byClient),
    },
  };
}

function byCount(shares: readonly Share[]): Share[] {
  const rest = shares.filter((share) => share.key === '(other)');
  const named = shares.filter((share) => share.key !== '(other)');
  return [...named.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)), ...rest];
}
