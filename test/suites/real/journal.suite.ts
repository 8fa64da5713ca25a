import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { playIncident, QUOTA_BYTES } from './incident.js';
import {
  type ClusterOptions,
  entriesOf,
  findEtcd,
  findJournal,
  JOURNAL_MODES,
  type JournalEntry,
  type JournalMode,
  printJournal,
  startCluster,
  writeJournal,
} from './lab.js';
import { type PrintedRecord, recordsOf, skip } from './program.js';

/** How fine the time of an entry is in a mode; `none`: since the boot, or not at all. */
const RESOLUTION: Readonly<Record<JournalMode, 'micros' | 'seconds' | 'none'>> = {
  export: 'micros',
  json: 'micros',
  'json-pretty': 'micros',
  'json-sse': 'micros',
  verbose: 'micros',
  'short-precise': 'micros',
  'short-iso-precise': 'micros',
  'short-unix': 'micros',
  short: 'seconds',
  'short-iso': 'seconds',
  'short-full': 'seconds',
  'with-unit': 'seconds',
  'short-monotonic': 'none',
  cat: 'none',
};
/** The modes that print the priority; in the others a line's level is only what it says itself. */
const WITH_PRIORITY: ReadonlySet<JournalMode> = new Set(['export', 'json', 'json-pretty', 'json-sse', 'verbose']);

interface Scenario {
  readonly title: string;
  readonly options: Omit<ClusterOptions, 'binaries' | 'quotaBytes'>;
  /** etcd's old logger as a direct child of systemd: bare messages, the package and the level in fields. */
  readonly native?: boolean;
}

const SCENARIOS: readonly Scenario[] = [
  { title: 'JSON log of three members', options: { members: 3, log: 'zap', level: 'debug' } },
  { title: 'old text log', options: { log: 'capnslog', level: 'debug' } },
  { title: 'old text log, sent to journald', options: { log: 'capnslog', level: 'debug' }, native: true },
];

describe('journals that systemd wrote and printed', () => {
  for (const { title, options, native = false } of SCENARIOS) {
    describe(title, () => {
      let folder: string | null = null;
      let base: readonly PrintedRecord[] = [];
      const file = (name: string): string => join(folder ?? '', name);

      before(async function () {
        this.timeout(600_000);
        const binaries = await findEtcd('3.4');
        if ('missing' in binaries) return skip(this, binaries.missing);
        const journal = await findJournal();
        if (journal !== null) return skip(this, journal);
        folder = mkdtempSync(join(tmpdir(), 'journal-suite-'));
        const cluster = await startCluster({ binaries, quotaBytes: QUOTA_BYTES, ...options });
        try {
          await playIncident(cluster);
          const lines = cluster.members.flatMap((member) => entriesOf(member)).sort((a, b) => a.time - b.time);
          await writeJournal(native ? lines.map(asNative) : lines, file('all.journal'));
        } finally {
          await cluster.remove();
        }
        for (const mode of JOURNAL_MODES) writeFileSync(file(mode), await printJournal(file('all.journal'), mode));
        base = (await recordsOf(file('json'))).map(withoutPlace);
      });

      after(() => {
        if (folder !== null) rmSync(folder, { recursive: true, force: true });
      });

      it('json: the whole incident is there', () => {
        const kinds = new Set(base.map(({ kind }) => kind));
        const expected = ['nospace-alarm-raised', 'nospace-alarm-disarmed', 'compaction-finished', 'request'];
        expect([...kinds]).to.include.members([...expected, 'service-starting', 'slow-apply', 'member-started']);
      });

      for (const mode of JOURNAL_MODES) {
        it(`${mode}: the same records as json`, async () => {
          const records = (await recordsOf(file(mode))).filter(isNoMarker).map(withoutPlace);
          expect(differences(native && mode === 'cat' ? base.filter(isTelling) : base, records, mode)).to.deep.equal(
            [],
          );
        });
      }

      it('no line is left over in any mode', async () => {
        const rows = await recordsOf(...JOURNAL_MODES.map(file), '--kind', 'unrecognised');
        const left = rows.filter(({ input, message }) => !(input === file('cat') && isUntelling(message)));
        expect(left).to.deep.equal([]);
      });

      it('the journal file itself: the same records as json', async function () {
        const records = await recordsOf(file('all.journal')).catch(() => []);
        if (records.length === 0) return skip(this, 'the program does not read binary journals yet');
        expect(differences(base, records.map(withoutPlace), 'json')).to.deep.equal([]);
      });
    });
  }
});

/** A bare message of the old logger that anybody could have written: `cat` shows nothing else of it. */
const isUntelling = (message: unknown): boolean => /^name = /.test(String(message));
const isTelling = ({ message }: PrintedRecord): boolean => !isUntelling(message);

const LEVELS: Readonly<Record<string, number>> = { C: 2, E: 3, W: 4, N: 5, I: 6, D: 7 };

/** `2026-11-22 13:14:51.398337 W | etcdserver: alarm NOSPACE …`: capnslog's journal formatter keeps only the message. */
function asNative(entry: JournalEntry): JournalEntry {
  const match = /^\S+ \S+ ([CEWNID]) \| ([\w/]+): (.*)$/s.exec(entry.message);
  if (match === null || entry.identifier !== 'etcd') return entry;
  const [, level = 'I', pkg = '', message = ''] = match;
  return { ...entry, priority: LEVELS[level] ?? 6, message, fields: { PACKAGE: pkg, SYSLOG_IDENTIFIER: 'etcd' } };
}

/** `-- Boot … --`, which text modes print where the host changes. */
const isNoMarker = ({ format }: PrintedRecord): boolean => format !== 'journal';

function withoutPlace({ input: _input, line: _line, lines: _lines, ...record }: PrintedRecord): PrintedRecord {
  return record as PrintedRecord;
}

/** What differs beyond what the mode leaves out, as text; the first few. */
function differences(base: readonly PrintedRecord[], records: readonly PrintedRecord[], mode: JournalMode): string[] {
  const found: string[] = [];
  if (records.length !== base.length) found.push(`${records.length} records, json has ${base.length}`);
  for (let i = 0; i < Math.min(base.length, records.length) && found.length < 5; i++) {
    const [expected, actual] = [base[i], records[i]];
    if (expected === undefined || actual === undefined) break;
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (same(name, expected, actual, mode)) continue;
      const told = JSON.stringify({ json: expected[name], [mode]: actual[name] });
      found.push(`${i}, ${expected.kind}, ${name}: ${told} in ${JSON.stringify(expected).slice(0, 300)}`);
    }
  }
  return found;
}

function same(name: string, expected: PrintedRecord, actual: PrintedRecord, mode: JournalMode): boolean {
  if (JSON.stringify(expected[name]) === JSON.stringify(actual[name])) return true;
  // messages alone don't say whose they are
  if (name === 'member' && mode === 'cat') return true;
  // a level that only the priority tells
  if (name === 'level' && !WITH_PRIORITY.has(mode)) return actual.level === null || isBare(expected);
  if (name !== 'time') return false;
  const resolution = RESOLUTION[mode];
  if (resolution === 'none') return actual.time === null;
  return resolution === 'seconds' && actual.time === `${expected.time?.slice(0, 19) ?? ''}.000000Z`;
}

/** `[WARNING] Deprecated '--logger=capnslog' flag is set`: printed around the logger, and journald calls it info. */
const isBare = ({ message }: PrintedRecord): boolean => typeof message === 'string' && message.startsWith('[WARNING]');
