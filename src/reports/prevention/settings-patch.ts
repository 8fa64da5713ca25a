import { visible } from '../../model/evidence.js';
import type { Exemplar } from '../../model/origin.js';
import type { Output } from '../output.js';
import { fileLine } from '../../model/advice/version-settings.js';
import { type Made, versionsOf } from './made.js';
import { settingChanges, type SettingChange } from './settings.js';

/** Inputs that are nothing but a configuration: a line of a report or of a terminal is no file to patch. */
const FORMATS: ReadonlySet<string> = new Set(['etcd-conf', 'kube-manifest', 'systemd-unit-file']);

/** The changes as a unified diff (without context) of the configurations that were read. */
export const settingsPatch: Output = {
  name: 'prevention-settings-patch',
  file: 'prevention/settings.patch',
  *render(made) {
    const files = patches(made);
    if (files.length === 0) {
      yield '# The inputs contain no configuration line to change; see settings.md for recommended settings.\n';
      return;
    }
    yield '# Review it before you apply it: patch -p1 --dry-run < settings.patch, or git apply --unidiff-zero.\n';
    yield '# Restart one member at a time, the leader last, and check health between restarts.\n';
    for (const { input, hunks } of files) {
      // A member of an archive by its own path.
      const path = visible(input.split('!').at(-1) ?? input).replace(/^\/+/, '');
      yield `--- a/${path}\n+++ b/${path}\n`;
      for (const hunk of hunks) yield hunk;
    }
  },
};

interface Line {
  readonly name: string;
  readonly exemplar: Exemplar;
  readonly program: SettingChange['program'];
  /** Of the line with the retention: the mode that its file sets, on a line that isn't at hand. */
  readonly mode?: string | null;
}

/** `"quota-backend-bytes": 8589934592,`: commas would have to be set right around it. */
const JSON_MEMBER = /^\s*"[\w-]+"\s*:/;

/** The lines of configurations at hand that set something which a change is about, or beside which it can stand. */
function linesOf({ file, report }: Made): Map<string, Line[]> {
  const whole = new Set(
    report.inputs
      .filter(
        ({ records }) => Object.keys(records).length > 0 && Object.keys(records).every((format) => FORMATS.has(format)),
      )
      .map((input) => input.path),
  );
  const found = new Map<string, Line[]>();
  const add = (name: string, exemplar: Exemplar, program: Line['program'], mode?: string | null): void => {
    const { text } = exemplar;
    const usable = exemplar.line !== null && exemplar.lines === 1 && !text.endsWith('…') && !JSON_MEMBER.test(text);
    if (usable && whole.has(exemplar.input))
      found.set(exemplar.input, [
        ...(found.get(exemplar.input) ?? []),
        { name, exemplar, program, ...(mode === undefined ? {} : { mode }) },
      ]);
  };
  for (const { record, first, source } of file.bursts) {
    if (source !== 'config') continue;
    if (record.kind === 'quota-set') add('quota-backend-bytes', first, 'etcd');
    if (record.kind === 'auto-compaction-set') add('auto-compaction-retention', first, 'etcd', record.mode);
  }
  for (const { claim, record, exemplar } of file.claims)
    if (claim.what === 'setting' && record.source === 'config' && claim.name === 'etcd-compaction-interval')
      add(claim.name, exemplar, 'kube-apiserver');
  return found;
}

/** Of several configurations of one member, those with another quota than the one that it started with last. */
function outdatedInputs({ file }: Made): Set<string> {
  const quotas = file.bursts.flatMap(({ record, member, first, source, start }) =>
    record.kind === 'quota-set' ? [{ quota: record.quotaBytes, member, input: first.input, source, start }] : [],
  );
  const configured = quotas.filter((one) => one.source === 'config' && one.member !== null);
  return new Set(
    configured.flatMap(({ member, input, quota }) => {
      const last = quotas.findLast((one) => one.source === 'etcd' && one.member === member && one.start !== null);
      const others = configured.some((one) => one.member === member && one.quota === last?.quota);
      return last !== undefined && others && quota !== last.quota ? [input] : [];
    }),
  );
}

function patches(made: Made): { readonly input: string; readonly hunks: readonly string[] }[] {
  const changes = settingChanges(made);
  const outdated = outdatedInputs(made);
  return [...linesOf(made)]
    .filter(([input]) => !outdated.has(input))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([input, lines]) => {
      const edits = editsOf(lines, changes, versionsOf(made)[0] ?? '3.5');
      return edits.length === 0 ? [] : [{ input, hunks: hunksOf(edits) }];
    });
}

interface Edit {
  readonly line: number;
  readonly old: string;
  readonly text: readonly string[];
}

/** Lines that have the setting get the new value; else it follows a line of the same program, in its manner. */
function editsOf(lines: readonly Line[], changes: readonly SettingChange[], version: string): Edit[] {
  const edits = new Map<number, { old: string; text: string[] }>();
  const mode = lines.find((line) => line.mode !== undefined)?.mode ?? null;
  for (const { program, name, value } of changes) {
    if (name === 'auto-compaction-mode' && mode !== null) continue;
    if (name === 'auto-compaction-retention' && mode !== null && mode !== 'periodic') continue;
    const own = lines.filter((line) => line.program === program);
    const set = own.find((line) => line.name === name);
    const anchor = set ?? own.at(-1);
    if (anchor === undefined || anchor.exemplar.line === null) continue;
    const at = anchor.exemplar.line;
    const edit = edits.get(at) ?? { old: anchor.exemplar.text, text: [anchor.exemplar.text] };
    if (set !== undefined) edit.text[0] = withValue(edit.text[0] ?? '', name, value) ?? edit.text[0] ?? '';
    else {
      const [first = ''] = edit.text;
      // Several flags on one line: the new one joins them.
      const joined = FLAGS_ON_ONE_LINE.test(first);
      const added = joined
        ? `${first} --${name}=${value}`
        : like(anchor.exemplar.text, anchor.name, name, value, version);
      if (added === null) continue;
      if (joined) edit.text[0] = added;
      else edit.text.push(added);
    }
    edits.set(at, edit);
  }
  return [...edits]
    .filter(([, edit]) => edit.text.length > 1 || edit.text[0] !== edit.old)
    .map(([line, { old, text }]) => ({ line, old, text }))
    .sort((a, b) => a.line - b.line);
}

const FLAGS_ON_ONE_LINE = /--[a-z][\w-]*[= ]\S+\s+--[a-z]/;

/** `name: value`, `--name=value`, `ETCD_NAME=value`, with the quotes that were there. */
function settingPattern(name: string): RegExp {
  const upper = `ETCD_${name.toUpperCase().replaceAll('-', '_')}`;
  return new RegExp(`((?:--)?\\b${name}(?:["']?\\s*[:=]\\s*|\\s+)|\\b${upper}=)(["']?)([^\\s"'#]+)\\2`);
}

function withValue(text: string, name: string, value: string): string | null {
  const found = settingPattern(name).exec(text);
  if (found === null) return null;
  return `${text.slice(0, found.index)}${found[1] ?? ''}${found[2] ?? ''}${value}${found[2] ?? ''}${text.slice(found.index + found[0].length)}`;
}

const withoutComment = (text: string): string =>
  text.includes('#') ? text.slice(0, text.indexOf('#')).trimEnd() : text;

/** The anchor's line with another name and value. */
function like(text: string, anchor: string, name: string, value: string, version: string): string | null {
  const found = settingPattern(anchor).exec(text);
  if (found === null) return null;
  const renamed = (found[1] ?? '')
    .replace(anchor, name)
    .replace(/ETCD_[A-Z0-9_]+/, `ETCD_${name.toUpperCase().replaceAll('-', '_')}`);
  const rest = withoutComment(text.slice(found.index + found[0].length));
  if (renamed.includes(':') && !renamed.includes('--')) {
    // A key of the file: durations are integers there, and the file has the last word on quotes.
    const line = fileLine({ name, value }, version);
    return line === null ? null : `${text.slice(0, found.index)}${line}${rest}`;
  }
  const quote = found[2] ?? '';
  return `${text.slice(0, found.index)}${renamed}${quote}${value}${quote}${rest}`;
}

/** No context: of a configuration only the lines that set something are at hand. */
function hunksOf(edits: readonly Edit[]): string[] {
  let shift = 0;
  return edits.map(({ line, old, text }) => {
    const head = `@@ -${line} +${line + shift}${text.length === 1 ? '' : `,${text.length}`} @@`;
    shift += text.length - 1;
    return [head, `-${old}`, ...text.map((one) => `+${one}`), ''].join('\n');
  });
}
