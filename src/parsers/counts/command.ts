import type { ObjectCount } from '../../model/record.js';
import { countedName, resourceOfApi } from './names.js';

/** What the rows are that a command prints. */
export interface Counting {
  readonly command: string;
  readonly of: ObjectCount['of'];
  /** Of what all rows are, where the command says it. */
  readonly resource: string | null;
  readonly namespace: string | null;
  /** A row's word: a piece of a key's path below `above`, a resource's name, a namespace, or a part of the resource. */
  readonly label: 'path' | 'name' | 'namespace' | 'part';
  readonly above: string;
  /** The command prints rows (`uniq -c`), or one number (`wc -l`). */
  readonly prints: 'rows' | 'number';
  /** Lines that the number counts too much: a header. */
  readonly extra: number;
}

/** One program of a pipe with its arguments, without their quotes. */
type Stage = readonly string[];

const COUNTS_IN_AWK = /\+\+|\+= ?1/;
const COUNTS_IN_CODE = /Counter\(|group_by\(|datamash/;
const HISTORY = /etcd-dump-|iterate-bucket|scan-keys|key-?dump|bbolt|request_put|\bPUT\b|\bwatch\b|\bseq \d|--rev\b/i;
const MOST_LENGTH = 2000;

/** What a command's output counts; null where it counts no keys or objects. */
export function countingCommand(command: string): Counting | null {
  if (command.length > MOST_LENGTH) return null;
  const stages = stagesOf(command);
  const prints =
    stages.some(isHistogram) || COUNTS_IN_CODE.test(command)
      ? 'rows'
      : stages.some(isNumber) || isCountOnly(stages)
        ? 'number'
        : null;
  if (prints === null) return null;
  for (const stage of stages) {
    const got = argumentsOf(stage, ['kubectl', 'oc', 'k'], 'get');
    if (got !== null) return ofKubectl(command, stages, stage, got, prints);
  }
  const got = stages.map((stage) => argumentsOf(stage, ['etcdctl'], 'get')).find((words) => words !== null) ?? null;
  if (got !== null || command.includes('registry')) return ofKeys(command, stages, got, prints);
  return null;
}

/** The programs of a pipe or of a list of commands, in words. */
function stagesOf(command: string): Stage[] {
  const stages: string[][] = [[]];
  let word = '';
  let quote = '';
  const end = (): void => {
    if (word !== '') stages.at(-1)?.push(word);
    word = '';
  };
  for (const char of command) {
    if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '|' || char === ';' || char === '&' || char === '(' || char === ')') {
      end();
      stages.push([]);
    } else if (char === ' ' || char === '\t') end();
    else word += char;
  }
  end();
  // `sh -c "etcdctl get / --prefix --keys-only"`: a command inside a word
  return stages.flatMap((stage) => [
    stage,
    ...stage.filter((one) => one.includes(' ') && !COUNTS_IN_AWK.test(one)).map((one) => one.split(' ')),
  ]);
}

const program = (stage: Stage): string => (stage[0] ?? '').slice((stage[0] ?? '').lastIndexOf('/') + 1);
const hasFlag = (stage: Stage, letter: string, long: string): boolean =>
  stage.some((word) => word === long || (word[0] === '-' && word[1] !== '-' && word.includes(letter)));

/** `etcdctl get /registry/pods --prefix --count-only`, in any form of output. In a loop its subject is unknown. */
const isCountOnly = (stages: readonly Stage[]): boolean =>
  stages.some((stage) => stage.includes('--count-only') && !stage.some((word) => word.includes('$')));

const isHistogram = (stage: Stage): boolean =>
  (program(stage) === 'uniq' && hasFlag(stage, 'c', '--count')) ||
  (/^[gm]?awk$/.test(program(stage)) && stage.some((word) => COUNTS_IN_AWK.test(word)));

const isNumber = (stage: Stage): boolean =>
  (program(stage) === 'wc' && hasFlag(stage, 'l', '--lines')) ||
  (/^z?[ef]?grep$|^rg$/.test(program(stage)) && hasFlag(stage, 'c', '--count')) ||
  (program(stage) === 'jq' && stage.some((word) => word.includes('length')));

/** The words behind a subcommand of a program, wherever it stands (`docker exec etcd etcdctl get …`). */
function argumentsOf(stage: Stage, programs: readonly string[], subcommand: string): readonly string[] | null {
  const at = stage.findIndex((word) => programs.includes(word.slice(word.lastIndexOf('/') + 1)));
  const then = at === -1 ? -1 : stage.indexOf(subcommand, at);
  return then === -1 ? null : stage.slice(then + 1);
}

/** `etcdctl get /registry/netvista.io --prefix --keys-only | cut -d/ -f4,5 | sort | uniq -c` */
function ofKeys(
  command: string,
  stages: readonly Stage[],
  got: readonly string[] | null,
  prints: Counting['prints'],
): Counting | null {
  const isListing =
    got?.some((word) => word === '--keys-only' || word === '--count-only' || word.includes('json')) !== false;
  if (!isListing && !HISTORY.test(command)) return null;
  const prefix = got?.find((word) => word !== '' && !word.startsWith('-')) ?? '';
  const base = { command, of: HISTORY.test(command) ? 'revisions' : 'objects', prints, extra: 0 } as const;
  if (prints === 'number') {
    const within = stages.flat().find((word) => word.includes('registry/') && word.length > 10) ?? '';
    const named = countedName(within.slice(Math.max(0, within.indexOf('registry/'))));
    return {
      ...base,
      resource: named?.resource ?? null,
      namespace: named?.namespace ?? null,
      label: 'name',
      above: '',
    };
  }
  const field = firstField(stages);
  const segments = prefix.split('/').filter((part) => part !== '');
  // awk and cut count the empty piece before the first slash
  const above = field === null || field < 3 ? '' : behindRoot(segments.slice(0, field - 2)).join('/');
  return { ...base, resource: null, namespace: null, label: 'path', above };
}

/** Without the prefix of all of Kubernetes' keys. */
const behindRoot = (segments: readonly string[]): readonly string[] =>
  /^(?:registry|kubernetes\.io|openshift\.io)$/.test(segments[0] ?? '') ? segments.slice(1) : segments;

/** The first piece of a key that `cut -d/ -f4,5`, `awk -F/ '{print $3}'` or `h[$3]++` keeps; null: the whole key, or unknown. */
function firstField(stages: readonly Stage[]): number | null {
  for (const stage of stages) {
    if (program(stage) === 'cut') {
      const field = /^-f(\d)/.exec(stage.find((word) => word.startsWith('-f') && word.length > 2) ?? '')?.[1];
      return Number(field ?? stage[stage.indexOf('-f') + 1]?.[0] ?? NaN) || null;
    }
    if (!/^[gm]?awk$/.test(program(stage))) continue;
    const isOfPath = stage.some(
      (word) => word === '-F/' || word === '/' || word === '-F[/]' || word.includes('FS="/"'),
    );
    const field = /\$(\d)/.exec(stage.join(' '))?.[1];
    if (isOfPath && field !== undefined) return Number(field);
  }
  return null;
}

const TAKES_VALUE: ReadonlySet<string> = new Set([
  ...['-n', '--namespace', '-o', '--output', '-l', '--selector', '--sort-by', '--context', '--kubeconfig'],
  ...['--field-selector', '--chunk-size', '-L', '--cluster', '--user', '--as', '-s', '--server', '--template'],
]);

/** `kubectl get pods -A --no-headers | awk '{print $4}' | sort | uniq -c` */
function ofKubectl(
  command: string,
  stages: readonly Stage[],
  stage: Stage,
  got: readonly string[],
  prints: Counting['prints'],
): Counting | null {
  const first = got.find((word, i) => !word.startsWith('-') && !TAKES_VALUE.has(got[i - 1] ?? ''));
  if (first === undefined || !/^[A-Za-z][\w./-]*$/.test(first)) return null;
  const name = first.split('/')[0] ?? '';
  if (name === 'all') return null;
  const isAll = stage.some((word) => word === '-A' || word.startsWith('--all-namespaces'));
  const value = (short: string, long: string): string | null => {
    const joined = stage.find(
      (word) => word.startsWith(`${long}=`) || (word.startsWith(short) && word.length > 2 && word[1] !== '-'),
    );
    if (joined !== undefined) return joined.slice(joined.startsWith(long) ? long.length + 1 : 2).replace(/^=/, '');
    const at = stage.findIndex((word) => word === short || word === long);
    return at === -1 ? null : (stage[at + 1] ?? null);
  };
  const output = value('-o', '--output') ?? '';
  const isBare = /^(?:name|json|yaml|go-template)/.test(output) || stage.includes('--no-headers');
  const isCut =
    command.includes('NR>1') ||
    stages.some(
      (one) =>
        (program(one) === 'tail' && one.some((word) => word.includes('+2'))) ||
        (program(one) === 'grep' && hasFlag(one, 'v', '--invert-match') && one.some((word) => word.includes('NAME'))) ||
        (program(one) === 'sed' && one.includes('1d')),
    );
  const isFiltered =
    prints === 'number' &&
    stages.some(
      (one) =>
        /^[ef]?grep$|^rg$|awk$/.test(program(one)) &&
        !one.some((word) => word.includes('NAME') || word === '.' || word === ''),
    );
  return {
    command,
    of: 'objects',
    resource: resourceOfApi(name),
    namespace: isAll ? null : value('-n', '--namespace'),
    label: prints === 'rows' ? labelOf(command, stages, isAll) : isFiltered ? 'part' : 'name',
    above: '',
    prints,
    extra: prints === 'number' && !isBare && !isCut && !isFiltered ? 1 : 0,
  };
}

/** With `-A` the first column is the namespace. What comes from elsewhere (a status, a stem of names) is a part of them. */
function labelOf(command: string, stages: readonly Stage[], isAll: boolean): Counting['label'] {
  if (command.includes('metadata.namespace')) return 'namespace';
  const column = stages.find((stage) => /awk$|^cut$/.test(program(stage)))?.join(' ') ?? '';
  return isAll && /\$1(?!\d)|-f ?1(?!\d)/.test(column) ? 'namespace' : 'part';
}
