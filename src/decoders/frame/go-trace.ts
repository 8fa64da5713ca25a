import type { Payload } from '../../model/parser.js';

/** With what a trace of Go's runtime begins: the process dies; its goroutines are listed; in the middle of a stack. */
export type TraceStart = 'death' | 'dump' | 'stack';

/** Whose a trace is, as far as its frames tell. `other`: a program that has nothing to do with a control plane. */
export type TraceOwner = 'etcd' | 'kubernetes' | 'other';

/** Longer lines are looked at so far: arguments of a frame are printed in full. */
const LOOK = 2000;

const DEATH =
  /^(?:panic: |fatal error: |runtime: (?:out of memory|cannot allocate|goroutine stack exceeds|\w+ (?:of|with) )|SIG[A-Z]{3,5}: |unexpected fault address (?:0x)?[0-9a-f]+|\[signal SIG)/;
const GOROUTINE = /^(?:goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[^\]]{1,200}\]:|runtime stack:)$/;
/** `	/go/src/go.etcd.io/etcd/server/etcdmain/main.go:40 +0x1a5`, without the offset where zap prints the stack. */
const FILE = /^\s*(?:[A-Z]:)?[^\s:]+\.(?:go|s|c|h|cc|cpp):\d+(?: \+0x[0-9a-f]+)?(?: [fs]p=0x.*)?$/;
/** `go.etcd.io/bbolt.(*DB).freepages(0xc0000b4d80)`, `main.main()`, `panic({0x1a2b3c?, 0xc0001})` */
const CALL = /^(?:(?:[\w./~%@-]+\.)?\(\*?[^()\s]+\)\.)?[^\s(){}"]+\((?:|\.\.\.|[?{}0x].*)\)(?: [fs]p=0x.*)?$/;
/** The same in zap's `stacktrace`, which leaves the arguments out. */
const NAME = /^[\w./~%@-]*\w\.(?:\(\*?[^()\s]+\)\.?)?[\w.·[\]-]*(?:\.func\d[\w.]*)?$/;
const REST =
  /^(?:created by \S|\[signal |\[originating from |\.\.\.(?:\d+ frames|additional frames) |goroutine running on other thread|PC=0x|signal arrived during|stack: frame=|stack=\[0x|runtime: |exit status \d|[a-z][a-z0-9]{1,6}\s+0x[0-9a-f]+$|gp=0x|\w+=0x)/;

/**
 * Server packages of etcd, of all times. Not the client's and those it shares with it: any program may call etcd.
 * `go.etcd.io/bbolt` and `go.etcd.io/raft` too are in other programs.
 */
const ETCD =
  /(?:^|[\s/])[\w.-]+\/etcd\/(?:raft|wal|snap|mvcc|etcdserver|rafthttp|etcdmain)[./]|(?:^|[\s/])(?:go\.etcd\.io|github\.com\/(?:coreos|etcd-io))\/etcd\/(?!(?:v3\/)?(?:client|clientv3|api|pkg)[/.v])/;
const KUBERNETES = /(?:^|[\s/])k8s\.io\/kubernetes\//;
/** A module path of somebody who is neither. */
const HOSTED = /(?:^|\s)([a-z0-9-]+(?:\.[a-z0-9-]+)+\/[\w.~-]+)/;
/** What etcd, kube-apiserver and Go itself are on. */
const SHARED =
  /^(?:go\.etcd\.io\/|k8s\.io\/|sigs\.k8s\.io\/|golang\.org\/|google\.golang\.org\/|go\.uber\.org\/|go\.opentelemetry\.io\/|gopkg\.in\/|github\.com\/(?:coreos|etcd-io|grpc-ecosystem|spf13|soheilhy|gogo|golang|prometheus|xiang90|tmc|jonboulle|google)$)/;
/** What etcd says when it gives up, where nothing else shows whose the trace is. */
const WORDS =
  /^(?:panic|fatal error): .*(?:etcd|raft|tocommit|state\.commit|mvcc|wal|freepages|bolt|backend|lease|snapshot)/i;

const FIRSTS = new Uint8Array(128);
for (const first of 'pfrSug[') FIRSTS[first.charCodeAt(0)] = 1;

/** By its first bytes, whether a text may begin a trace: nearly all lines end here. */
export function mayBeginTrace({ bytes, start, end }: Payload): boolean {
  const first = bytes[start] ?? 0;
  if (FIRSTS[first] !== 1 || end - start < 8) return false;
  const second = bytes[start + 1];
  const third = bytes[start + 2];
  switch (first) {
    case 0x70: // panic
      return second === 0x61 && third === 0x6e;
    case 0x66: // fatal error
      return second === 0x61 && third === 0x74;
    case 0x72: // runtime
      return second === 0x75 && third === 0x6e;
    case 0x53: // SIGSEGV
      return second === 0x49 && third === 0x47;
    case 0x75: // unexpected fault address
      return second === 0x6e && third === 0x65;
    case 0x67: // goroutine
      return second === 0x6f && third === 0x72;
    default: // [signal SIGBUS
      return second === 0x73 && third === 0x69;
  }
}

/** How a trace begins with this text; null: with something else. */
export function traceStart(text: string): TraceStart | null {
  const head = text.slice(0, LOOK);
  if (DEATH.test(head)) return 'death';
  return GOROUTINE.test(head.trimEnd()) ? 'dump' : null;
}

/** Whether a text that no dialect knows is a line of a stack whose beginning was elsewhere. */
export function isStackLine(text: string): boolean {
  if (text.length > LOOK || !/[:(]/.test(text)) return false;
  const line = text.trimEnd();
  return /^\s+\S/.test(line)
    ? FILE.test(line) && /\/|\+0x/.test(line)
    : (CALL.test(line) && /^[\w.-]+\/|^(?:main|runtime|panic)\b/.test(line)) || /^created by [\w./-]+\.\S+/.test(line);
}

/** By its first word, whether a text may be a line of a stack, or of a function's name: prose ends here. */
export function mayBeStack({ bytes, start, end }: Payload): boolean {
  let at = start;
  while (at < end && (bytes[at] === 32 || ((bytes[at] as number) - 9) >>> 0 < 5)) at += 1;
  const indented = at > start;
  for (let i = at; i < end; i += 1) {
    const byte = bytes[i] as number;
    // `…/main.go:40`, `main.main(`, blanks beyond ASCII
    if (byte > 127 || (indented ? byte === 58 : byte === 40)) return true;
    // `created by main.main`
    if (byte === 32) return !indented && i === at + 7 && bytes[at] === 99 && bytes[at + 1] === 114;
    if (byte < 32) return false;
  }
  return false;
}

/** A function's name alone on a line, as zap prints stacks below a console line. Only telling below such a line. */
export function isStackName(text: string): boolean {
  return text.length < LOOK && /^[\w.-]+\/\S*\.|^(?:main|runtime)\./.test(text) && NAME.test(text.trimEnd());
}

/** What has come of a trace so far decides what may come: a reason, then stacks. Holds no line. */
export class GoTrace {
  private stacks: boolean;
  /** Whether the runtime lists goroutines: it says why before. A logger's own stack comes before that. */
  private listed: boolean;

  constructor(start: TraceStart | 'logged') {
    this.stacks = start === 'dump' || start === 'stack';
    this.listed = start !== 'logged' && start !== 'death';
  }

  /** Whether the text continues with it. */
  take(whole: string): boolean {
    const text = whole.slice(0, LOOK).trimEnd();
    if (text === '') return true;
    if (GOROUTINE.test(text)) return (this.listed = this.stacks = true);
    if (/^(?:panic|fatal error): /.test(text)) return !this.listed;
    if (FILE.test(text) || CALL.test(text) || NAME.test(text)) return (this.stacks = true);
    if (REST.test(text)) return true;
    // a reason of several lines, and one panic while another unwinds, are indented
    return !this.stacks && (whole.startsWith('\t') || /^\s+(?:panic|fatal error): /.test(whole) || DEATH.test(text));
  }
}

/** Whose a line of a trace shows it to be; null: it doesn't. */
export function traceOwner(whole: string): TraceOwner | null {
  const text = whole.slice(0, LOOK);
  if (ETCD.test(text)) return 'etcd';
  if (KUBERNETES.test(text)) return 'kubernetes';
  const hosted = HOSTED.exec(text)?.[1];
  return hosted !== undefined && CALL.test(text.trimEnd()) && !SHARED.test(hosted) ? 'other' : null;
}

/** Whether the reason alone sounds like etcd. */
export const soundsLikeEtcd = (text: string): boolean => WORDS.test(text.slice(0, LOOK));

/** Whether the runtime was asked for the stacks from outside: no failure of the program. */
export const isAskedFor = (text: string): boolean => text.startsWith('SIGQUIT: ');
