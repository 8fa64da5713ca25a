import type { Postmortem } from '../pipeline/options.js';
import type { Input, Report } from '../model/report.js';

/** A post-mortem as people read it: paths are relative to `sharedFolder`, which the report names once. */
export interface ReadablePostmortem extends Postmortem {
  /** The folder of all inputs without a slash at the end, `/data/incident`; null: there is none, paths are as given. */
  readonly sharedFolder: string | null;
}

/** Sentences of the report that may name an input. Commands, cited lines and excerpts stay as they are. */
const SENTENCES: ReadonlySet<string> = new Set(['because', 'statement', 'question', 'summary', 'assumption', 'notes']);
const VERBATIM: ReadonlySet<string> = new Set(['text', 'excerpt', 'command', 'remedies', 'key', 'subject']);

/**
 * Removes the folder that all inputs share from every path and every sentence. report.json, the CSV files and the
 * manifest keep paths as given.
 */
export function withoutSharedFolder(postmortem: Postmortem): ReadablePostmortem {
  const sharedFolder = sharedFolderOf(postmortem.report.inputs);
  if (sharedFolder === null) return { ...postmortem, sharedFolder };
  const prefix = `${sharedFolder}/`;
  const paths = new Set(
    postmortem.report.inputs.flatMap(({ path, container }) => (container === null ? [path] : [path, container])),
  );
  const inSentence = new RegExp(`(?<![\\w./-])${prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'g');
  const shorten = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      if (VERBATIM.has(key)) return value;
      if (paths.has(value)) return value.slice(prefix.length);
      return SENTENCES.has(key) && value.includes(prefix) ? value.replace(inSentence, '') : value;
    }
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value))
      return typeof value[0] === 'number' ? value : value.map((one: unknown) => shorten(one, key));
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shorten(inner, name)]));
  };
  return {
    ...postmortem,
    report: shorten(postmortem.report, '') as Report,
    file: shorten(postmortem.file, '') as Postmortem['file'],
    sharedFolder,
  };
}

/** The longest folder that holds all inputs; archives count with the folder that they are in, and `-` has none. */
export function sharedFolderOf(inputs: readonly Pick<Input, 'path' | 'container'>[]): string | null {
  let shared: readonly string[] | null = null;
  for (const input of inputs) {
    const folders = onDisk(input).split('/').slice(0, -1);
    if (shared === null) {
      shared = folders;
      continue;
    }
    const differs = shared.findIndex((name, i) => name !== folders[i]);
    if (differs >= 0) shared = shared.slice(0, differs);
  }
  const folder = (shared ?? []).join('/');
  return folder === '' || folder === '.' ? null : folder;
}

/** `dir/bundle.tar.gz` of `dir/bundle.tar.gz!a.zip!b.log`. */
function onDisk({ path, container }: Pick<Input, 'path' | 'container'>): string {
  if (container === null) return path;
  const end = path.indexOf('!');
  return end < 0 ? path : path.slice(0, end);
}
