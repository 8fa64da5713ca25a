import { createHash } from 'node:crypto';
import { install } from './binaries.js';
import type { Member } from './cluster.js';
import { runProcess } from './processes.js';

/** What journald would hold of one line. */
export interface JournalEntry {
  /** When journald received it, microseconds since the epoch. */
  readonly time: number;
  readonly host: string;
  readonly identifier: string;
  readonly pid: number;
  readonly unit: string;
  readonly priority: number;
  readonly message: string;
  /** Others: `PACKAGE` of etcd's old logger, `UNIT` of a message of systemd's. */
  readonly fields?: Readonly<Record<string, string>>;
}

export const JOURNAL_MODES = [
  'short',
  'short-precise',
  'short-iso',
  'short-iso-precise',
  'short-full',
  'short-unix',
  'short-monotonic',
  'with-unit',
  'verbose',
  'json',
  'json-pretty',
  'json-sse',
  'export',
  'cat',
] as const;
export type JournalMode = (typeof JOURNAL_MODES)[number];

const REMOTE = '/lib/systemd/systemd-journal-remote';

/** Null: journalctl and journal-remote are there; else why not. */
export const findJournal = (): Promise<string | null> => install(['journalctl', REMOTE], ['systemd-journal-remote']);

/** Has systemd's own program write a journal file of the entries. */
export async function writeJournal(entries: readonly JournalEntry[], file: string): Promise<void> {
  const { status, stderr } = await runProcess([REMOTE, `--output=${file}`, '-'], { input: exportStream(entries) });
  if (status !== 0) throw new Error(`systemd-journal-remote: ${stderr}`);
}

/** What journalctl prints of a journal file, in UTC and in English. */
export async function printJournal(file: string, mode: JournalMode, ...args: readonly string[]): Promise<string> {
  const command = ['journalctl', `--file=${file}`, `--output=${mode}`, '--all', '--no-pager', ...args];
  const { status, stdout, stderr } = await runProcess(command, {
    env: { TZ: 'UTC', LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0' },
  });
  if (status !== 0) throw new Error(`journalctl -o ${mode}: ${stderr}`);
  return stdout;
}

/**
 * The lines of a member as journald would have received them, each right after its own stamp (lines without one after
 * the line before), and what systemd would have said of the starts and ends of its processes.
 */
export function entriesOf(member: Member, unit = 'etcd.service'): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  const base = { host: member.name, unit, priority: 6 };
  const systemd = { ...base, identifier: 'systemd', pid: 1, unit: 'init.scope', fields: { UNIT: unit } };
  const name = `${unit} - etcd`;
  for (const { startedAt, endedAt } of member.runs) {
    entries.push({ ...systemd, time: startedAt * 1000 - 1500, message: `Starting ${name}...` });
    if (endedAt === null) continue;
    entries.push({ ...systemd, time: endedAt * 1000 + 1700, message: `${unit}: Deactivated successfully.` });
    entries.push({ ...systemd, time: endedAt * 1000 + 1900, message: `Stopped ${name}.` });
  }
  let time = (member.runs[0]?.startedAt ?? 0) * 1000;
  member.log.split('\n').forEach((message, index) => {
    if (message === '') return;
    time = Math.max(time, (ownTime(message) ?? 0) + 120 + (index % 7) * 31);
    const run = member.runs.findLast(({ startedAt }) => startedAt * 1000 <= time);
    entries.push({ ...base, time, identifier: 'etcd', pid: run?.pid ?? 0, message });
  });
  return entries.sort((a, b) => a.time - b.time);
}

/** The stamp inside a line of etcd, with a zone (`"ts":"…Z"`, `…+0530`) or the old logger's, in UTC. */
function ownTime(line: string): number | null {
  const match = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)\.(\d{3,6})(Z|[+-]\d{4})?/.exec(line.slice(0, 80));
  if (match === null) return null;
  const [, day = '', clock = '', fraction = '', zone = 'Z'] = match;
  const seconds = Date.parse(`${day}T${clock}${zone.replace(/(\d\d)$/, ':$1')}`);
  return seconds * 1000 + Number(fraction.padEnd(6, '0'));
}

/** https://systemd.io/JOURNAL_EXPORT_FORMATS/ */
function exportStream(entries: readonly JournalEntry[]): Buffer {
  const start = entries[0]?.time ?? 0;
  return Buffer.concat(
    entries.map((entry, index) => {
      const system = entry.identifier === 'systemd';
      const fields: Record<string, string> = {
        __REALTIME_TIMESTAMP: String(entry.time),
        // each host has been up for a day or more
        __MONOTONIC_TIMESTAMP: String(entry.time - start + 86_400e6 * (1 + (idOf(entry.host).charCodeAt(0) % 9))),
        _BOOT_ID: idOf(`boot of ${entry.host}`),
        _MACHINE_ID: idOf(`machine ${entry.host}`),
        _HOSTNAME: entry.host,
        PRIORITY: String(entry.priority),
        SYSLOG_FACILITY: '3',
        SYSLOG_IDENTIFIER: entry.identifier,
        _TRANSPORT: system ? 'journal' : 'stdout',
        _PID: String(entry.pid),
        _UID: '0',
        _GID: '0',
        _COMM: entry.identifier,
        _EXE: system ? '/usr/lib/systemd/systemd' : '/usr/bin/etcd',
        _SYSTEMD_UNIT: entry.unit,
        ...entry.fields,
      };
      return Buffer.concat([
        Buffer.from(`__CURSOR=s=${idOf('sequence')};i=${(index + 1).toString(16)}\n`),
        ...Object.entries(fields).map(([name, value]) => fieldOf(name, value)),
        fieldOf('MESSAGE', entry.message),
        Buffer.from('\n'),
      ]);
    }),
  );
}

function fieldOf(name: string, value: string): Buffer {
  if (!/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return Buffer.from(`${name}=${value}\n`);
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([Buffer.from(`${name}\n`), length, bytes, Buffer.from('\n')]);
}

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
