import { compactCommand } from '../../model/advice/space-recovery.js';
import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { epochMicros, MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { compactionFailures } from '../queries/open-questions.js';
import { cadenceUntil, roundsOf } from '../queries/compactions.js';
import { burstsOf, etcdctl, infoCovers, recoveryOf, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { counted, duration } from '../queries/phrases.js';

const NO_SPACE = /space exceeded|no space/;

/**
 * An API server puts `compact_rev_key` before it compacts, and that put is refused: what would make room waits for
 * room. It begins with the refusal, so it shows why the cluster does not heal by itself, and never why it filled.
 */
export const compactionBlockedByNospace: Rule = {
  id: 'compaction-blocked-by-nospace',
  title: 'Compaction blocked by the NOSPACE alarm',
  explains: 'recovery',
  judge: (file) =>
    conclude({
      role: 'consequence',
      subject: 'kube-apiserver',
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        `Compact manually, which etcd does not refuse: ${compactCommand(clusterSeen(file))}; then defragment one member at a time, and ${etcdctl(file)} alarm disarm.`,
      ],
      ask: compactionFailures(file),
    }),
};

function argumentsFor(file: CaseFile): Argument[] {
  const refusal = refusalOf(file);
  const failed = burstsOf(file, 'compaction-failed').filter(
    ({ record }) => 'error' in record && NO_SPACE.test(record.error ?? ''),
  );
  if (refusal === null) return failed.length > 0 ? [said(failed)] : neverRefused(file);
  const until = recoveryOf(file) ?? file.window?.to ?? refusal;
  if (failed.length > 0) return [said(failed), ...quiet(file, refusal, until)];
  return succeeded(file, refusal, until) ?? quiet(file, refusal, until);
}

function said(failed: ReturnType<typeof burstsOf>): Argument {
  const says = `${counted(total(failed), 'attempt')} to compact failed with "database space exceeded"`;
  return { says, factor: 50, basis: 'client lines', evidence: worstLines(failed) };
}

/** Rounds that came before and stopped with the refusal. */
function quiet(file: CaseFile, refusal: EpochMicros, until: EpochMicros): Argument[] {
  const { rounds, usual } = cadenceUntil(file, refusal);
  const last = rounds.at(-1);
  if (usual === null || last === undefined || rounds.some((round) => round.isAutomatic === true)) return [];
  const first = roundsOf(file).find((round) => round.time >= refusal);
  const end = Math.min(until, first?.time ?? until);
  const enough = file.thresholds.compactionHoleFactor * usual;
  const wasRegular = refusal - last.time <= enough;
  if (!wasRegular || end - refusal < enough || !infoCovers(file, refusal, end)) return [];
  const says = `compactions ran about every ${duration(usual)} before the refusal, and none in the ${duration(end - refusal)} after it`;
  const evidence = [last.line, ...(file.onsets.spaceExceeded?.evidence ?? [])];
  return [{ says, factor: 10, basis: 'log silence', evidence }];
}

/**
 * Compactions while writes were refused. One alone may be the operator's, which is what helps and proves nothing; etcd's
 * own compactor, and rounds that continue, show that none was needed.
 */
function succeeded(file: CaseFile, refusal: EpochMicros, until: EpochMicros): Argument[] | null {
  const inside = roundsOf(file).filter((round) => round.time > refusal && round.time < until);
  const own = inside.filter((round) => round.isAutomatic === true);
  if (own.length === 0 && inside.length < 3) return null;
  const evidence = (own.length > 0 ? own : inside).slice(-3).map((round) => round.line);
  const who = own.length > 0 ? ' of etcd itself' : '';
  const says = `${counted(own.length > 0 ? own.length : inside.length, 'compaction')}${who} finished while writes were refused`;
  return [{ says, factor: 1 / 20, basis: 'compaction lines', evidence }];
}

/** Nothing was refused, in logs that would show it, and compactions ran: nothing blocked them. */
function neverRefused(file: CaseFile): Argument[] {
  const rounds = roundsOf(file);
  const last = rounds.at(-1);
  const span = file.window;
  if (last === undefined || rounds.length < 2 || span === null) return [];
  if (!infoCovers(file, Math.max(span.from, last.time - MINUTE), epochMicros(last.time))) return [];
  const says = `no write was refused for lack of space, and ${counted(rounds.length, 'compaction')} ran`;
  return [{ says, factor: 1 / 20, basis: 'compaction lines', evidence: [last.line] }];
}
