import type { StatementBody } from '../../model/record.js';
import { plain } from './statement.js';
import { gluedPhase } from './statements.js';

const PROGRAMS = new Set(
  (
    'etcdctl etcdutl etcd etcd-dump-db etcd-dump-logs auger bbolt talosctl k3s k0s rke2 minikube docker-compose kubectl k oc kubeadm systemctl service journalctl docker crictl ctr nerdctl podman helm grep egrep fgrep zgrep rg cat zcat less tail head ' +
    'ls du df free top htop ps watch for while until if echo printf curl wget openssl ssh scp rsync vi vim nano sed awk jq sort uniq wc find stat ' +
    'rm cp mv mkdir tar gzip export source cd date uptime iostat iotop vmstat lsblk fio mount umount ip ss netstat ping nc dig crontab chmod chown tee sleep kill ' +
    'dmesg sysctl sync truncate bash sh sudo env time nohup xargs test set exit'
  ).split(' '),
);

/** Programs whose bare line, without a prompt, is a command: prose does not begin like this. */
const OURS = new Set(['etcdctl', 'etcdutl', 'kubectl', 'oc', 'systemctl', 'journalctl', 'crictl', 'kubeadm']);
const SUBCOMMANDS = new Set(
  (
    'get put del compact compaction defrag endpoint status health hashkv alarm list disarm member snapshot save restore move-leader watch lease txn check perf cluster-health ' +
    'describe delete apply exec logs scale rollout restart drain cordon uncordon top events cluster-info version config patch edit create run ' +
    'start stop enable disable daemon-reload is-active show cat ps inspect images pull reset init upgrade'
  ).split(' '),
);
const ENGLISH =
  /\s(?:is|was|were|are|the|a|an|to|that|and|then|shows?|showed|returned|can|will|has|had|does|did|it|which|when|because|before|after)\s/i;

const HOST_PROMPT =
  /^\s*(?:\([^()\s]{1,40}\)\s*)?(?:\[[^\]]{1,80}\]|[\w.-]+@[\w.-]+(?::[^\s#$%]{0,80}| [~/][^\s#$%]{0,80})?)\s?[#$%]\s+(\S.*)$/;
/** As Gentoo's shells have it, and so CoreOS: `core-01 ~ # …`. */
const FOLDER_PROMPT = /^[\w.-]{1,80} (?:~|[\w./~-]{1,80}) [#$] (\S.*)$/;
/** Some prompts begin with the time. */
const DOLLAR_PROMPT = /^\s*(?:\d{1,2}:\d\d(?::\d\d)? )?[$❯➜]\s+(\S.*)$/;
const ROOT_PROMPT = /^\s*#\s+(\S.*)$/;

/** The command behind a prompt (`$ etcdctl alarm list`, `[root@cp1 ~]# …`, `# etcdctl …`), null where the line is none. */
export function promptedCommand(text: string): string | null {
  const host = HOST_PROMPT.exec(text)?.[1];
  if (host !== undefined) return host;
  const folder = FOLDER_PROMPT.exec(text)?.[1];
  if (folder !== undefined && isBareCommand(folder)) return folder;
  const dollar = DOLLAR_PROMPT.exec(text)?.[1];
  if (dollar !== undefined) return isCommand(dollar) ? dollar : null;
  const root = ROOT_PROMPT.exec(text)?.[1];
  return root !== undefined && isBareCommand(root) ? root : null;
}

/** Whether the first word is a program, a path, an assignment or a loop. */
export function isCommand(text: string): boolean {
  const word = programOf(text);
  return PROGRAMS.has(word) || /^\.{0,2}\/[\w./-]+$/.test(word) || /^[A-Za-z_]\w*=/.test(text);
}

/** A command on a line of its own, without a prompt: it has to be unlike prose. */
export function isBareCommand(text: string): boolean {
  const line = text.trim();
  if (/^[A-Za-z_]\w*=\$\(/.test(line)) return true;
  if (/^for \w+ in /.test(line) && /[$:;]/.test(line)) return true;
  const word = programOf(line);
  if (!OURS.has(word) || ENGLISH.test(line) || /[.:,]$/.test(line)) return false;
  const rest = line
    .slice(line.indexOf(word) + word.length)
    .trim()
    .split(/\s+/);
  return rest.some((token) => SUBCOMMANDS.has(token)) || rest[0]?.startsWith('-') === true;
}

/** The first word behind `sudo`, variables and paths: `sudo ETCDCTL_API=3 /usr/local/bin/etcdctl` is `etcdctl`. */
export function programOf(text: string): string {
  for (const word of text.trim().split(/\s+/)) {
    if (
      word === 'sudo' ||
      word === 'env' ||
      word === 'time' ||
      /^[A-Za-z_]\w*=(?!\$\()/.test(word) ||
      /^-[A-Z]$/.test(word)
    )
      continue;
    return /^\/\S*\/(\w[\w.-]*)$/.exec(word)?.[1] ?? word;
  }
  return '';
}

/** A sentence that begins right behind a quote or a bracket, as in `| jq '.[0]')More than a million keys remained.` */
const GLUED_SENTENCE = /(?<=['"`)])(?=[A-Z][a-z]+ (?:[\w.,%-]+ ){3,}.*\.$)/;

/** Without a comment behind it, and without the heading or the sentence that a copy from a page ran into it. */
export function cleanCommand(text: string): string {
  const phase = gluedPhase(text);
  const command = phase === -1 ? text : text.slice(0, phase);
  return withoutComment(command.split(GLUED_SENTENCE)[0] ?? '').trim();
}

/** Cuts ` # 12 GB`, outside quotes. */
export function withoutComment(text: string): string {
  let quote = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '#' && (i === 0 || /\s/.test(text[i - 1] ?? ''))) return text.slice(0, i);
  }
  return text;
}

/** Lines of shell grammar that say nothing by themselves. */
export function isShellGrammar(text: string): boolean {
  return (
    /^\s*(?:done|fi|esac|do|then|else|;;|[{}])\s*(?:[;&|>].*)?$/.test(text) ||
    /^\s*}(?=[A-Z])/.test(text) ||
    /^\s*(?:function\s+)?[\w-]+\s*\(\)\s*(?:\{\s*)?$/.test(text)
  );
}

/** How many loops, branches and functions a line opens less those that it closes. */
export function shellDepth(text: string): number {
  const line = withoutComment(text);
  const count = (pattern: RegExp): number => line.match(pattern)?.length ?? 0;
  const opened =
    count(/(?:^|[;&|]\s*|\s)(?:for|while|until)\s/g) +
    count(/(?:^|[;&|])\s*if\s/g) +
    count(/(?:^|\s)case\s/g) +
    count(/\)\s*\{\s*$/g);
  const closed = count(/(?:^|[;\s])(?:done|fi|esac)(?=$|[\s;&|)>])/g) + count(/^\s*\}/g);
  return opened - closed;
}

/** What a `… | wc -l` or `grep -c` counts; null where the command counts nothing. */
export function countedBy(command: string): Omit<Extract<StatementBody, { what: 'count' }>, 'value'> | null {
  const isAnswer = /\betcdctl\b.*\bget\b[^|;]*\s--count-only(?![^|;]*(?:fields|protobuf))/.test(command);
  if (
    !isAnswer &&
    !/\|\s*wc\s+(?:-l|--lines)\b/.test(command) &&
    !/\bgrep\s+(?:-[abd-zA-Z0-9_]*c\w*|--count)\b/.test(command)
  )
    return null;
  const counted = { what: 'count', command, resource: null, reason: null } as const;
  if (/\b(?:kubectl|oc|k)\b.*\bget\s+(?:\S+,)?(?:events?|ev)\b/.test(command)) {
    const reason =
      /\breason=+["']?([A-Za-z]+)/.exec(command)?.[1] ??
      /grep\s+(?:-\w+\s+)*["']?([A-Z][A-Za-z]+)/.exec(command)?.[1] ??
      null;
    return { ...counted, of: 'event-rows', reason };
  }
  if (/\betcdctl\b.*\bget\b.*--(?:keys|count)-only/.test(command))
    return { ...counted, of: 'keys', resource: resourceIn(command) };
  const searches = /\b(?:z?[ef]?grep|rg|awk|ag)\b/.test(command) && !/^\s*kubectl\b/.test(command);
  if (searches && /\/registry\/|\bPUT\b|KV\/(?:Put|Txn)|request_put|"put"/.test(command)) {
    return { ...counted, of: 'request-lines', resource: resourceIn(command) };
  }
  return { ...counted, of: 'other' };
}

/** The resource of the first key in a command: `PUT /registry/pods` is pods, `/registry/services/endpoints/` both words. */
function resourceIn(command: string): string | null {
  return (
    /\/registry\/(services\/(?:specs|endpoints)|[a-z0-9-]+(?:\.[a-z0-9.-]+\/[a-z0-9-]+)?)/.exec(command)?.[1] ?? null
  );
}

/** The etcdctl subcommand of a command: `endpoint status`, `defrag`, `put`; null where it runs none. */
export function etcdctlSubcommand(command: string): string | null {
  const after =
    /\betcd(?:ctl|utl)\b((?:\s+-(?:[^\s"']|"[^"]*"|'[^']*')+(?:\s+(?:=\s*)?(?:"[^"]*"|'[^']*'))?)*)\s+([a-z][a-z-]*)(?:\s+(?:-\S+\s+)*([a-z][a-z-]*))?/.exec(
      command,
    );
  if (after === null) return null;
  const [first, second] = [after[2] ?? '', after[3]];
  const nested = ['endpoint', 'alarm', 'member', 'snapshot', 'lease', 'auth', 'user', 'role', 'check'].includes(first);
  return nested && second !== undefined ? `${first} ${second}` : first;
}

/** The paths that jq programs take on etcdctl's JSON: `.Status.dbSize`, `.[0].Status.header.revision`; behind `.[] |` with it. */
export function jqPaths(command: string): { readonly over: string; readonly path: string }[] {
  const paths: { over: string; path: string }[] = [];
  const line = plain(command);
  for (const match of line.matchAll(
    /\betcd(?:ctl|utl)\b((?:(?!\betcdctl\b)[^|])*)\|\s*jq\b((?:\s+-{1,2}[\w-]+)*)\s+(?:'([^']*)'|"([^"]*)"|(\.\S+))/g,
  )) {
    const over = etcdctlSubcommand(`etcdctl${match[1] ?? ''}`);
    const program = match[3] ?? match[4] ?? match[5] ?? '';
    if (over === null) continue;
    const iterated = /^\s*(?:\.\[|map\b|first\b|last\b|to_entries\b|reduce\b|foreach\b|\[\s*\.\[)|\.\[\]\s*\|/.test(
      program,
    )
      ? '.[] | '
      : '';
    const found = program.match(/(?<![\w\])."$])\.(?:\[[^\]]*\]|[A-Za-z_]\w*)(?:\.[A-Za-z_]\w*|\[[^\]]*\])*/g) ?? [];
    for (const path of new Set(found)) paths.push({ over, path: path.startsWith('.[') ? path : `${iterated}${path}` });
  }
  return paths;
}
