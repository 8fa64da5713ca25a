import type { CaseFile, StatementSighting } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { StatementBody } from '../../model/record.js';
import { placeIn } from '../../model/origin.js';

export type Of<What extends StatementBody['what']> = StatementSighting<Extract<StatementBody, { what: What }>>;
export type Command = Of<'command'>;

/** The claims of one sort, in the order of the text. */
export function statementsOf<What extends StatementBody['what']>(file: CaseFile, what: What): Of<What>[] {
  return file.claims.filter((sighting): sighting is Of<What> => sighting.claim.what === what);
}

/** Commands that were run, as against those written down for later. */
export function commandsRun(file: CaseFile): Command[] {
  return statementsOf(file, 'command').filter(({ claim }) => claim.proposed !== true);
}

/** Whether a precedes b in the same text. */
export function isBefore(a: Exemplar, b: Exemplar): boolean {
  return a.input === b.input && placeIn(a) < placeIn(b);
}

/** Whether the command runs this etcdctl subcommand: `defrag`, `alarm disarm`. Flags may be between the words. */
export function runsEtcdctl(command: string, ...words: readonly string[]): boolean {
  const flags = String.raw`(?:\s+-{1,2}[\w-]+(?:[= ](?:"[^"]*"|'[^']*'|[^\s-]\S*))?)*?\s+`;
  return new RegExp(String.raw`\betcd(?:ctl|utl)\b${flags}${words.join(flags)}(?![\w-])`).test(command);
}

/** The lines that evidence a statement, each once. */
export function evidence(...lists: readonly (readonly Exemplar[])[]): Exemplar[] {
  const seen = new Set<string>();
  return lists.flat().filter((line) => {
    const key = `${line.input}\0${placeIn(line)}`;
    return !seen.has(key) && seen.add(key).size > 0;
  });
}

export const lineOf = ({ exemplar }: { readonly exemplar: Exemplar }): Exemplar => exemplar;
