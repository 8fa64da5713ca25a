/**
 * The view `store`: what the program says of the recordings' databases, and of database and write-ahead log, with nothing
 * else at hand, held against what really happened. Prints `ok   NAME / VIEW` and `FAIL NAME / VIEW: what`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Report } from '../../../src/model/report.js';

const FOLDERS = ['../shared/data/etcd-lab', '../shared/cases/etcd-lab-2'];
const SECONDS = 2;

interface Truth {
  readonly first_nospace?: { readonly t_answer: string };
  readonly members: readonly { readonly name: string }[];
  readonly counts: { readonly put_attempts: { readonly ok: number } };
}
interface Expected {
  readonly workload: string | null;
  readonly trigger: string;
  readonly causes?: Readonly<Record<string, { readonly min?: string; readonly subject?: readonly string[] }>>;
  readonly onsets: { readonly writePressure: { readonly from: string } | 'any' | null };
}

const readJson = <Of>(file: string): Of => JSON.parse(readFileSync(file, 'utf8')) as Of;
const apart = (a: string | undefined, b: string): number => Math.abs(Date.parse(a ?? '') - Date.parse(b)) / 1000;

function analyze(files: readonly string[]): Report {
  const out = mkdtempSync(join(tmpdir(), 'store-score-'));
  try {
    spawnSync(process.execPath, ['dist/cli/main.js', 'analyze', ...files, '--out', out, '--quiet'], {
      timeout: 300_000,
    });
    return readJson<Report>(join(out, 'report.json'));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** What is wrong, a line each. */
function faults(report: Report, truth: Truth, expected: Expected, db: string, isComplete: boolean): string[] {
  const { onsets, space, causes, writes } = report;
  const found: string[] = [];
  const check = (holds: boolean, says: string): void => void (holds || found.push(says));
  const refused = truth.first_nospace?.t_answer ?? '';
  const at = onsets.spaceExceeded;
  check(apart(at?.time, refused) <= SECONDS, `refused at ${at?.time ?? 'no time'}, and not ${refused}`);
  const within =
    at !== null && (at.earliest === null || at.earliest <= refused) && (at.latest === null || at.latest >= refused);
  check(within, `the interval ${at?.earliest ?? ''} to ${at?.latest ?? ''} leaves out ${refused}`);
  const { writePressure } = expected.onsets;
  if (writePressure !== 'any' && writePressure !== null)
    check(
      apart(onsets.writePressure?.time, writePressure.from) <= SECONDS,
      `pressure from ${onsets.writePressure?.time ?? 'no time'}, and not ${writePressure.from}`,
    );
  const trigger = causes.find(({ role, verdict }) => role === 'trigger' && ['likely', 'confirmed'].includes(verdict));
  check(
    expected.trigger.split('|').includes(trigger?.id ?? ''),
    `the trigger is ${trigger?.id ?? 'none'}, and not ${expected.trigger}`,
  );
  const named = Object.entries(expected.causes ?? {}).find(([ids]) => ids.split('|').includes(trigger?.id ?? ''))?.[1];
  for (const part of named?.subject ?? [])
    check(trigger?.subject?.includes(part) === true, `the subject ${trigger?.subject ?? ''} has no ${part}`);
  if (expected.workload !== null)
    check(
      new RegExp(`^${expected.workload}$`).test(writes.byWorkload[0]?.key ?? ''),
      `the top workload is ${writes.byWorkload[0]?.key ?? 'none'}`,
    );
  const armed = report.timeline.filter(({ kind }) => kind.startsWith('nospace-alarm'));
  check(armed.length > 0, 'no alarm on the timeline');
  const size = gunzipSync(readFileSync(db)).length;
  check(space.dbSizeBytes?.value === size, `the file has ${space.dbSizeBytes?.value ?? 0} B, and not ${size}`);
  for (const figure of [space.liveBytes, space.historyBytes, space.freeBytes])
    check(figure?.basis === 'measured', 'a part of the file is not measured');
  const puts = truth.counts.put_attempts.ok;
  if (isComplete) check(Math.abs(writes.count - puts) <= 3, `${writes.count} puts, and not ${puts}`);
  return found;
}

let failed = 0;
let passed = 0;
for (const folder of FOLDERS)
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const data = join(folder, name, 'data');
    const db = join(data, 'at-nospace.master-1.db.gz');
    if (!existsSync(db)) continue;
    const truth = readJson<Truth>(join(folder, name, 'ground-truth.json'));
    const expected = readJson<Expected>(join(folder, name, 'expected.json'));
    const [wal, end] = [join(data, 'at-nospace.master-1.wal.tar.gz'), join(data, 'end.master-1.db.gz')];
    const views: readonly (readonly [string, readonly string[], boolean])[] = [
      ['db', [db], false],
      ...(existsSync(wal) ? [['db-and-wal', [db, wal], false] as const] : []),
      ...(existsSync(end) ? [['two-copies', [db, end], true] as const] : []),
    ];
    for (const [view, files, isComplete] of views) {
      const wrong = faults(analyze(files), truth, expected, db, isComplete);
      if (wrong.length > 0) failed += 1;
      else passed += 1;
      process.stdout.write(
        `${wrong.length > 0 ? 'FAIL' : 'ok  '} ${name} / ${view}${wrong.length > 0 ? `: ${wrong.join('; ')}` : ''}\n`,
      );
    }
  }
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
