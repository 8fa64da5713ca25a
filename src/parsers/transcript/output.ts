import type { AnyRecord, StatementBody } from '../../model/record.js';
import { readSize, type SizeConvention } from '../../model/size-text.js';
import { bytes, revision } from '../../model/units.js';
import { hostPort } from '../etcdctl/output/addresses.js';
import { alarmsIn } from '../etcdctl/output/alarms.js';
import { parseGoDuration } from '../../model/go-duration.js';
import { claim, FORMAT, plain } from './statement.js';
import { etcdctlSubcommand } from './commands.js';
import { refusalIn } from '../etcdctl/output/refusal.js';

const COMMON = { format: FORMAT, source: 'etcdctl', time: null } as const;

/** What one line of a command's output says; null where it says nothing to us. `rest`: text that ran into the line. */
export interface Reading {
  readonly records: readonly AnyRecord[];
  readonly rest?: string;
}

/** Reads a line as output of the command above it. */
export function readOutput(text: string, command: string): Reading | null {
  const line = plain(text).trim();
  return (
    readNode(line, command) ??
    readDirectory(line, command) ??
    readFile(line, command) ??
    readDisarmed(line, command) ??
    readPut(line, command) ??
    readDate(line, command) ??
    readAnswer(line) ??
    readStatedSize(line) ??
    readRatio(line) ??
    readFailure(line) ??
    readService(line, command) ??
    readListing(line, command) ??
    readNumber(line, command)
  );
}

const said = (...bodies: readonly StatementBody[]): Reading => ({ records: bodies.map((body) => claim(body)) });

/** `k8s-master-1 Ready master 45d v1.19.3` of `kubectl get nodes`, and its header. */
function readNode(line: string, command: string): Reading | null {
  if (!/\b(?:kubectl|oc|k)\b.*\bget\s+(?:nodes?|no)\b/.test(command)) return null;
  if (/^NAME\s+STATUS\s+ROLES\s+AGE\s+VERSION/.test(line)) return { records: [] };
  const match =
    /^(\S+)\s+(?:Ready|NotReady|Unknown)(?:,\S+)?\s+(\S+)\s+(\d+[smhdy](?:\d+[smhd])?)\s+(v\d+\.\d+[\w.+-]*)/.exec(
      line,
    );
  if (match === null) return null;
  return said({
    what: 'node',
    name: match[1] ?? '',
    roles: match[2] ?? '',
    age: match[3] ?? '',
    version: match[4] ?? '',
  });
}

/** `8.4G /var/lib/etcd/` of `du -sh`: binary units, rounded up. Without -h in KiB, with -b in bytes. */
function readDirectory(line: string, command: string): Reading | null {
  const options = /\bdu\b((?:\s+-{1,2}[\w-]+(?:=\S+)?)*)/.exec(command)?.[1];
  const match = options === undefined ? null : /^(\d+(?:\.\d+)?[KMGTP]?i?B?)\s+(\.{0,2}\/\S*|\S+\/\S*|\.)/.exec(line);
  if (match === null || options === undefined) return null;
  const human = /h|-si/.test(options);
  const size = readSize(match[1] ?? '', /-si\b/.test(options) ? 'decimal' : 'binary');
  if (size === null) return null;
  const unit =
    human || /[KMGTP]/.test(match[1] ?? '') ? 1 : /b|apparent/.test(options) ? 1 : /m/.test(options) ? 1024 ** 2 : 1024;
  const scaled = (value: number) => bytes(value * unit);
  const low = human ? size.low - (size.high - size.value) : size.low;
  return said({
    what: 'size',
    of: 'directory',
    value: scaled(size.value),
    low: scaled(low),
    high: scaled(size.value),
    text: match[1] ?? '',
    units: 'binary',
  });
}

/** `-rw------- 1 root root 8.0G Dec 15 03:00 /var/lib/etcd/member/snap/db` of `ls -lh`, or bytes without -h. */
function readFile(line: string, command: string): Reading | null {
  if (!/\bls\b/.test(command)) return null;
  const match = /^-[rwxst-]{9}[.+@]?\s+\d+\s+\S+\s+\S+\s+(\d+(?:\.\d+)?[KMGT]?)\s.*(?:\/|\s)(db)$/.exec(line);
  const size = match === null ? null : readSize(match[1] ?? '', 'binary');
  if (match === null || size === null) return null;
  return said({
    what: 'size',
    of: 'database',
    value: size.value,
    low: size.low,
    high: size.value,
    text: match[1] ?? '',
    units: 'binary',
  });
}

/** `alarm disarm` prints the alarms that it took away, as `alarm list` prints those that are on. */
function readDisarmed(line: string, command: string): Reading | null {
  if (etcdctlSubcommand(command) !== 'alarm disarm') return null;
  const alarms = alarmsIn(line).filter((alarm) => alarm.type === 'NOSPACE');
  if (alarms.length === 0) return null;
  return {
    records: [
      claim({ what: 'answer', of: 'alarm-disarm', value: null }),
      ...alarms.map((alarm) => ({ ...COMMON, kind: 'nospace-alarm-disarmed', about: { id: alarm.id } }) as const),
    ],
  };
}

function readPut(line: string, command: string): Reading | null {
  return line === 'OK' && etcdctlSubcommand(command) === 'put'
    ? said({ what: 'answer', of: 'put', value: null })
    : null;
}

/** `Sun Dec 15 03:18:52 UTC 2024` of `date`: when the commands around it ran. Other zones are not guessed at. */
function readDate(line: string, command: string): Reading | null {
  if (
    !/^(?:TZ=\S+ )?date\b/.test(command) ||
    !/^[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d (?:UTC|GMT) \d{4}$/.test(line)
  )
    return null;
  const value = Date.parse(line.replace(/^[A-Z][a-z]{2} +/, ''));
  return Number.isNaN(value) ? null : said({ what: 'statement', of: 'other', value, unit: 'date' });
}

/** Answers that show their command by themselves. */
function readAnswer(line: string): Reading | null {
  const compacted = /^compacted revision (\d{1,15})(.*)$/.exec(line);
  if (compacted !== null) {
    const value = Number(compacted[1]);
    return {
      records: [
        claim({ what: 'answer', of: 'compact', value }),
        { ...COMMON, kind: 'compaction-requested', revision: revision(value), duration: null, automatic: false },
      ],
      rest: compacted[2] ?? '',
    };
  }
  const defragmented = /^Finished defragmenting etcd (?:member|data)\[([^\]]*)\](?:\.? took (\S+))?/i.exec(line);
  if (defragmented !== null) {
    const endpoint = defragmented[1] ?? '';
    const duration = parseGoDuration(defragmented[2] ?? '');
    return {
      records: [
        claim({ what: 'answer', of: 'defrag', value: null }),
        { ...COMMON, kind: 'defragmentation-finished', endpoint, duration, about: { endpoint: hostPort(endpoint) } },
      ],
    };
  }
  const failed = /^Failed to defrag(?:ment)? etcd (?:member|data)(?:\[([^\]]*)\])?(.*)$/i.exec(line);
  if (failed === null) return null;
  const endpoint = failed[1] ?? null;
  const about = endpoint === null ? {} : { about: { endpoint: hostPort(endpoint) } };
  return {
    records: [
      {
        ...COMMON,
        kind: 'defragmentation-failed',
        endpoint,
        duration: null,
        error: refusalIn(failed[2] ?? ''),
        ...about,
      },
    ],
  };
}

const STATED_SIZE =
  /^((?:[A-Za-z][\w()/-]* ){0,4}(?:size|usage|used|quota|limit))\s*(?:[:=]|is)\s*(\d+(?:\.\d+)?\s?(?:[KMGT]i?B?|[kKMGT]i?B|bytes))\b\.?$/i;

/** `Actual data size: 156MB`: written by a person, so the unit (MB or MiB) is unknown. */
function readStatedSize(line: string): Reading | null {
  const match = STATED_SIZE.exec(line);
  if (match === null) return null;
  const [name, text] = [match[1] ?? '', match[2] ?? ''];
  const convention: SizeConvention = 'unknown';
  const size = readSize(text.replace(/\s?bytes$/i, ''), convention);
  if (size === null) return null;
  const of = /quota|limit/i.test(name)
    ? 'quota'
    : /actual|live|logical|in.?use|real/i.test(name)
      ? 'live'
      : /database|\bdb\b|file|backend|total|disk/i.test(name)
        ? 'database'
        : 'other';
  return said({
    what: 'size',
    of,
    value: size.value,
    low: size.low,
    high: size.high,
    text: text.trim(),
    units: size.units,
  });
}

/** `Fragmentation: (8.4GB-156MB) / 8.4GB = 98.1%`, `fragmentation rate: 98.1%` */
function readRatio(line: string): Reading | null {
  const match = /^[^.]{0,40}\bfragment\w*\b[^.%]{0,20}[:=](?:[^=%]{0,80}=)?\s*(\d{1,3}(?:\.\d+)?)\s*%/i.exec(line);
  if (match === null) return null;
  return said({ what: 'ratio', of: 'fragmentation', value: Number(match[1]) / 100 });
}

/** What etcdctl and kubectl print when they fail. */
function readFailure(line: string): Reading | null {
  if (/^Error:.*\bdatabase space exceeded\b/i.test(line))
    return { records: [{ ...COMMON, kind: 'nospace-error', clientSide: true, excerpt: line }] };
  const refused =
    /^The connection to the server (\S+) was refused|^Unable to connect to the server: (?:dial tcp (\S+):)?/.exec(line);
  if (refused === null) return null;
  const endpoint = refused[1] ?? refused[2] ?? null;
  return { records: [{ ...COMMON, source: 'kubernetes', kind: 'api-error', endpoint, message: line.slice(0, 300) }] };
}

/** `Active: active (running) …` under `systemctl status`, and what `kubectl cluster-info` says. */
function readService(line: string, command: string): Reading | null {
  const status =
    /\bsystemctl\s+status\b/.test(command) &&
    /^(?:[●○×*]\s+\S+\.service\b|(?:Loaded|Active|Main PID|Tasks|Memory|CPU|CGroup|Docs|Process):\s)/.test(line);
  const info = /\bcluster-info\b/.test(command) && /is running at \S+/.test(line);
  if (!status && !info) return null;
  return {
    records: [
      { ...COMMON, source: status ? 'system' : 'kubernetes', kind: 'log', level: null, message: line.slice(0, 300) },
    ],
  };
}

/** The columns of `kubectl get` and the rows below them, for any resource: kubectl pads with three blanks. */
function readListing(line: string, command: string): Reading | null {
  if (!/\b(?:kubectl|oc|k)\s(?:.{0,200}\s)?get\s/.test(command) || /\sget\s+(?:events?|ev)\b/.test(command))
    return null;
  const isHeader = /^(?:NAMESPACE {2,})?NAME {2,}[A-Z]/.test(line);
  return isHeader || /^[a-z0-9][a-z0-9.:-]{1,252} {2,}\S/.test(line) ? { records: [] } : null;
}

/** A number alone below a command that cuts one out: what it is of, only the command knows. */
function readNumber(line: string, command: string): Reading | null {
  return /^\d{1,15}$/.test(line) && /\|\s*(?:jq|wc|[ef]?grep|awk|cut)\b/.test(command) ? { records: [] } : null;
}
