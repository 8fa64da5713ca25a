import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { argumentsIn, programOf, settingOfEnvironment, wordsOf } from './start-flags/arguments.js';
import { emitArguments, type PlacedArgument } from './start-flags/emit-arguments.js';
import { beginsWith } from '../begins-with.js';

const FORMAT = 'systemd-unit-file';

/**
 * systemd units and drop-ins that start etcd or kube-apiserver, as files or printed by `systemctl cat`.
 *
 *     [Service]
 *     Environment="ETCD_QUOTA_BACKEND_BYTES=8589934592"
 *     ExecStart=/usr/local/bin/etcd --name master-1 \
 *       --auto-compaction-retention=5m
 */
export const systemdUnitFile: BlockParser = {
  id: FORMAT,
  source: 'config',
  title: 'systemd units that start etcd or kube-apiserver',
  sample: '[Service]\nExecStart=/usr/local/bin/etcd --name master-1 --quota-backend-bytes=8589934592',
  takes: ['quota-set', 'auto-compaction-set', 'member-identity', 'claim'],
  begins: '[#',
  mayOpen: beginsWith('[Unit]', '[Service]', '[Install]', '# /'),
  open: (line, _context, sink) => (BEGINS.test(line.text) ? new UnitFile(line, sink) : null),
};

/** A section, or the path that `systemctl cat` prints above each file. */
const BEGINS = /^(?:\[(?:Unit|Service|Install)\]|# \/\S*systemd\S*\.(?:service|conf))\s*$/;
const ANY_SECTION = /^\[[A-Z][A-Za-z-]*\]\s*$/;
const ENTRY = /^([A-Z][A-Za-z0-9]{2,60})\s*=(.*)$/s;
const MOST_LINES = 5000;

interface Joined {
  readonly text: string;
  readonly lines: readonly LineRef[];
}

/** One unit. It stands if it starts a program of ours or sets its environment; other units are released. */
class UnitFile implements Block {
  private taken = 0;
  /** Lines of an entry that continues behind a backslash. */
  private pending: LineRef[] = [];
  private readonly entries: Joined[] = [];

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.take(first);
  }

  take(line: LineRef): 'more' | 'over' {
    const text = line.text.trimEnd();
    if (this.taken >= MOST_LINES) return 'over';
    const comment = /^\s*[#;]/.test(text);
    if (this.pending.length > 0) {
      if (!comment) this.pending.push(line);
      if (!comment && !text.endsWith('\\')) this.finish();
    } else if (ENTRY.test(text)) {
      this.pending.push(line);
      if (!text.endsWith('\\')) this.finish();
    } else if (!comment && text !== '' && !ANY_SECTION.test(text)) {
      return 'over';
    }
    this.taken += 1;
    return 'more';
  }

  close(): number {
    this.finish();
    const environment: PlacedArgument[] = [];
    let any = false;
    for (const entry of this.entries) {
      const [, key = '', value = ''] = ENTRY.exec(entry.text) ?? [];
      if (key === 'Environment') environment.push(...environmentIn(value, entry));
    }
    for (const entry of this.entries) {
      const [, key = '', value = ''] = ENTRY.exec(entry.text) ?? [];
      if (!key.startsWith('Exec')) continue;
      // `-`, `@`, `+`, `!` before the path change how systemd runs it
      const words = wordsOf(value.trim().replace(/^[-@:+!]+/, ''));
      const at = words.findIndex((word) => programOf(word) !== null);
      const program = at === -1 ? null : programOf(words[at] ?? '');
      if (program === null) continue;
      const flags = argumentsIn(words.slice(at + 1)).map((flag) => ({ ...flag, at: lineOf(flag.name, entry) }));
      const rest = program === 'etcd' ? environment.splice(0) : [];
      const kept = rest.filter(({ name }) => !flags.some((flag) => flag.name === name));
      emitArguments(program, [...flags, ...kept], FORMAT, this.sink);
      any = true;
    }
    // a drop-in may hold nothing but the environment
    if (environment.length > 0) any = emitArguments('etcd', environment, FORMAT, this.sink) || any;
    return any ? 0 : this.taken;
  }

  private finish(): void {
    if (this.pending.length === 0) return;
    const text = this.pending.map(({ text: part }) => part.trimEnd().replace(/\\$/, ' ')).join('');
    this.entries.push({ text: text.trimStart(), lines: this.pending });
    this.pending = [];
  }
}

/** `Environment="ETCD_NAME=master-1" ETCD_QUOTA_BACKEND_BYTES=8589934592` */
function environmentIn(value: string, entry: Joined): PlacedArgument[] {
  return wordsOf(value).flatMap((word) => {
    const equals = word.indexOf('=');
    const name = settingOfEnvironment(word.slice(0, Math.max(0, equals)));
    if (name === null) return [];
    return [{ name, value: word.slice(equals + 1), at: lineOf(word.slice(0, equals), entry) }];
  });
}

function lineOf(word: string, entry: Joined): LineRef {
  return (entry.lines.find(({ text }) => text.includes(word)) ?? entry.lines[0]) as LineRef;
}
