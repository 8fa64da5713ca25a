import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { epochMicros, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { quotaInForce } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, etcdctl, firstLines, reachingAfter, refusalOf } from '../queries/event-bursts.js';
import { statementsOf } from '../queries/restarts.js';
import { exactSize, listed, size } from '../queries/phrases.js';

/** Flags that somebody may mistake for keys. */
const SETTING = '(?:quota-backend-bytes|auto-compaction-(?:retention|mode)|max-request-bytes)';
/** `etcdctl put quota-backend-bytes 12884901888`, with options anywhere. */
const PUT_COMMAND = new RegExp(String.raw`\betcdctl\b[^|;&]*\bput\s+(?:-\S+\s+)*["']?/?${SETTING}\b`);
const SETTING_KEY = new RegExp(`^(?:.*/)?${SETTING}$`);

/** A member that has just started still catches up, and the others wait for their turn. */
const SETTLED = 5 * SECOND;

/** Somebody raised the quota, and it did not rise, or not on all members. */
export const quotaChangeIneffective: Rule = {
  id: 'quota-change-ineffective',
  title: 'Quota change without effect',
  explains: 'recovery',
  judge(file) {
    return conclude({
      role: 'prolonged',
      subject: 'quota-backend-bytes',
      share: null,
      arguments: [...writtenAsKey(file), ...inForce(file)],
      remedies: [
        'Set --quota-backend-bytes with a flag, an environment variable or the configuration file (with a file, etcd ignores the other two) on every member, and restart them one at a time.',
        `Verify the change: check the line "enabled backend quota" after each restart, or etcd_server_quota_backend_bytes. Then run ${etcdctl(file)} alarm disarm.`,
      ],
      ask: quotaInForce(file),
    });
  },
};

/** A setting written with `put` becomes an ordinary key, and changes nothing. */
function writtenAsKey(file: CaseFile): Argument[] {
  const commands = statementsOf(file, 'command').filter(({ claim }) => PUT_COMMAND.test(claim.command));
  const keys = file.writes.byObject.filter((share) => SETTING_KEY.test(share.key));
  const key = keys[0]?.key;
  return [
    ...(commands.length === 0
      ? []
      : [
          {
            says: `a setting was written with etcdctl put, which creates an ordinary key and changes no setting (and is refused like any other write while the alarm is active)`,
            factor: 50,
            basis: 'pasted output' as const,
            evidence: commands.map((one) => one.exemplar),
          },
        ]),
    ...(key === undefined
      ? []
      : [
          {
            says: `the key ${key} was written, but a setting is not a key`,
            factor: 50,
            basis: 'request lines' as const,
            evidence: keys.flatMap((one) => one.exemplars),
          },
        ]),
  ];
}

interface Seen {
  readonly member: string | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly line: Burst['first'];
}

/** The quota that each member logged before the refusal and after it. */
function inForce(file: CaseFile): Argument[] {
  const refusal = refusalOf(file);
  const set = burstsOf(file, 'quota-set').filter(
    (burst) => burst.source === 'etcd' && burst.start !== null && quota(burst) !== null,
  );
  if (refusal === null) return agreement(file, latest(set));
  const seen: Seen[] = [...grouped(set, (burst) => burst.member)].map(([member, own]) => {
    const after = own.filter((burst) => (burst.start ?? 0) >= refusal).at(-1);
    const before = own.filter((burst) => (burst.start ?? 0) < refusal).at(-1);
    return { member, before: quota(before), after: quota(after), line: (after ?? before ?? own[0])?.first } as Seen;
  });
  const restarted = seen.filter((one) => one.after !== null);
  const wanted = wantedQuota(file);
  if (restarted.length === 0) return agreement(file, latest(set));
  const old = Math.max(...seen.map((one) => one.before ?? 0));
  const highest = Math.max(...restarted.map((one) => one.after ?? 0));
  const behind = seen.filter((one) => (one.after ?? one.before ?? 0) < highest);
  const evidence = seen.map((one) => one.line);
  const base = { basis: 'start lines' as const, evidence };
  if (highest > old && old > 0 && behind.length === 0) {
    const says = `every member that logged its quota after the restart had the raised quota, ${size(highest)} instead of ${size(old)}`;
    return [{ ...base, says, factor: 1 / 50 }];
  }
  if (highest > old && old > 0) {
    const names = listed(behind.map((one) => one.member ?? 'a member'));
    const says = `the quota is ${size(highest)} on some members and still lower on ${names}`;
    return [{ ...base, says, factor: 20 }, ...refusedAfter(file, restarted)];
  }
  const asked = askedFor(file);
  if (old === 0 && behind.length === 0 && asked.includes(highest)) {
    // The old logger prints a quota only above the suggested maximum, so the one before may not show.
    const says = `every member that logged its quota after the refusal had the configured ${size(highest)}`;
    return [{ ...base, says, factor: 1 / 50 }];
  }
  if (wanted !== null && wanted.bytes > highest) {
    const says = `a configuration sets ${size(wanted.bytes)}, but the members logged ${size(highest)} after the restart`;
    return [{ says, factor: 10, basis: 'start lines', evidence: [...evidence, ...wanted.lines] }];
  }
  return [];
}

/** Refusals that come again some time after the last raise: it did not help. */
function refusedAfter(file: CaseFile, raised: readonly Seen[]): Argument[] {
  const since = Math.max(...raised.map((one) => one.line.time ?? 0)) + SETTLED;
  const again = [
    ...firstLines(reachingAfter(burstsOf(file, 'nospace-error', 'nospace-alarm-raised'), epochMicros(since))),
    ...(file.writes.lastRefused === null ? [] : [file.writes.lastRefused]),
  ];
  const last = Math.max(
    file.writes.lastRefused?.time ?? 0,
    ...reachingAfter(burstsOf(file, 'nospace-error', 'nospace-alarm-raised'), epochMicros(since)).map(
      (burst) => burst.end ?? 0,
    ),
  );
  if (since <= SETTLED || last < since) return [];
  return [{ says: 'writes were still refused after that change', factor: 3, basis: 'refusals', evidence: again }];
}

const quota = (burst: Burst | undefined): number | null =>
  burst?.record.kind === 'quota-set' ? burst.record.quotaBytes : null;

const latest = (set: readonly Burst[]): Burst[] =>
  [...grouped(set, (burst) => burst.member).values()].flatMap((own) => own.at(-1) ?? []);

/** Members that run with different quotas refuse together, at the lowest; with one, there is nothing that took no effect. */
function agreement(file: CaseFile, set: readonly Burst[]): Argument[] {
  const values = [...new Set(set.map(quota))];
  const evidence = set.map((burst) => burst.first);
  if (values.length > 1) {
    const says = `members run with different quotas: ${listed(set.map((burst) => `${burst.member ?? 'one'} ${size(quota(burst) ?? 0)}`))}`;
    return [{ says, factor: 5, basis: 'start lines', evidence }];
  }
  const [only] = values;
  const wanted = wantedQuota(file);
  if (only == null || (wanted !== null && wanted.bytes !== only)) return [];
  const says = `every member that logged its quota had ${exactSize(only)}, and no input configures another quota`;
  return [{ says, factor: 1 / 10, basis: 'start lines', evidence }];
}

/** The quotas that commands name, also those that couldn't set one. */
const askedFor = (file: CaseFile): number[] =>
  statementsOf(file, 'command').flatMap(({ claim }) => {
    const value = /quota-backend-bytes[=\s"':]+(\d{6,15})\b/.exec(claim.command)?.[1];
    return value === undefined ? [] : [Number(value)];
  });

/** The highest quota that a configuration at hand asks for. */
function wantedQuota(file: CaseFile): { readonly bytes: number; readonly lines: Argument['evidence'] } | null {
  const configured = burstsOf(file, 'quota-set').filter((burst) => burst.source === 'config' && quota(burst) !== null);
  const highest = [...configured].sort((a, b) => (quota(b) ?? 0) - (quota(a) ?? 0))[0];
  return highest === undefined ? null : { bytes: quota(highest) ?? 0, lines: [highest.first] };
}
