import { corruptionChecks } from '../../model/advice/version-settings.js';
import type { CaseFile, StatementSighting, Rule } from '../../model/case-file.js';
import type { StatementBody } from '../../model/record.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { hashes } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { statusRounds } from '../queries/status-rounds.js';
import { burstsOf, firstLines, refusalOf, versionsOf } from '../queries/event-bursts.js';
import { statementsOf } from '../queries/restarts.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { count, counted } from '../queries/phrases.js';

type Hash = StatementSighting<Extract<StatementBody, { what: 'hash' }>>;

/** 3.5.0 to 3.5.2 lose consistency after a crash under load: withdrawn by their makers. */
const SUSPECT = /^3\.5\.[0-2]$/;

/** Members hold different data. Hashes say so only at one revision and one compacted revision, as `corrupt.go` compares them. */
export const dataInconsistency: Rule = {
  id: 'data-inconsistency',
  title: 'Data inconsistency between members',
  explains: 'other',
  judge: (file) =>
    conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: oddOne(file),
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Stop all writes, save a snapshot of each member under a separate name, find the differing member by its hash at one revision, and replace it: member remove, empty its data directory, member add. Do not disarm the CORRUPT alarm before that: it protects clients from bad data.',
        `Upgrade from 3.5.0 to 3.5.2, and turn on the checks: ${corruptionChecks(versionsOf(file))}.`,
      ],
      ask: hashes(file),
    }),
};

function argumentsFor(file: CaseFile): Argument[] {
  const alarms = burstsOf(file, 'corrupt-alarm-raised');
  const lines = indicatorsOf(file, 'hash-mismatch');
  const suspect = versionsOf(file).filter((version) => SUSPECT.test(version));
  const indicators: Argument[] = [
    ...(alarms.length === 0
      ? []
      : [
          {
            says: 'the CORRUPT alarm was raised',
            factor: 50,
            basis: 'alarm lines' as const,
            evidence: firstLines(alarms),
          },
        ]),
    ...(lines.length === 0
      ? []
      : [
          {
            says: `${counted(
              lines.reduce((sum, indicator) => sum + indicator.count, 0),
              'line',
            )} of etcd on data that differ`,
            // etcd compares only what may be compared
            factor: 50,
            basis: 'peer lines' as const,
            evidence: indicatorLines(lines),
          },
        ]),
    ...compared(file),
    ...appliedAlike(file),
  ];
  const started = burstsOf(file, 'member-started').filter(
    ({ record }) => record.kind === 'member-started' && SUSPECT.test(record.version ?? ''),
  );
  const known: Argument[] =
    indicators.some((one) => one.factor > 1) && suspect.length > 0
      ? [
          {
            says: `etcd ${suspect.join(', ')} has a known data inconsistency bug`,
            factor: 2,
            basis: 'start lines',
            evidence: firstLines(started),
          },
        ]
      : [];
  return [...indicators, ...known];
}

/** Hashes that may be compared: of one revision, and of one compacted revision. */
function groupsOf(file: CaseFile): Hash[][] {
  const usable = statementsOf(file, 'hash').filter(
    ({ claim }) => claim.revision !== null && claim.compactRevision !== null,
  );
  return [...grouped(usable, ({ claim }) => `${claim.revision ?? ''} ${claim.compactRevision ?? ''}`).values()].filter(
    (group) => new Set(group.map(({ claim }) => claim.endpoint)).size > 1,
  );
}

const different = (group: readonly Hash[]): boolean => new Set(group.map(({ claim }) => claim.hash)).size > 1;

function compared(file: CaseFile): Argument[] {
  const basis = 'pasted output' as const;
  const all = statementsOf(file, 'hash');
  const groups = groupsOf(file);
  const odd = groups.filter(different);
  const [first] = odd;
  if (first !== undefined) {
    const says = `hashes differ at revision ${count(first[0]?.claim.revision ?? 0)}, all compacted at ${count(first[0]?.claim.compactRevision ?? 0)}`;
    return [{ says, factor: 20, basis, evidence: first.map((one) => one.exemplar) }];
  }
  const asked = ofOneRevision(file, all);
  if (asked !== null && different(asked.hashes)) {
    const says = `hashes differ where the command asked for revision ${count(asked.revision)} on each (whether all were compacted alike, it does not print)`;
    return [{ says, factor: 5, basis, evidence: asked.hashes.map((one) => one.exemplar) }];
  }
  const endpoints = new Set(all.map(({ claim }) => claim.endpoint));
  const [same] = groups;
  if (same !== undefined) {
    const agree = new Set(same.map(({ claim }) => claim.endpoint)).size;
    const says = `${count(agree)} members have one hash at revision ${count(same[0]?.claim.revision ?? 0)}`;
    const evidence = same.map((one) => one.exemplar);
    // Those that agree say nothing of one that was not compared with them.
    const members = Math.max(endpoints.size, file.members.length);
    if (agree < members) {
      const others = `${says}; ${counted(members - agree, 'other is', 'others are')} not compared with them`;
      return [{ says: others, factor: 1, basis, evidence }];
    }
    return [{ says, factor: 1 / 20, basis, evidence }];
  }
  const values = new Set(all.map(({ claim }) => claim.hash));
  if (endpoints.size < 2 || values.size < 2) return [];
  const says = 'the different hashes were taken at different or unknown revisions: they prove nothing';
  return [{ says, factor: 1, basis, evidence: all.map((one) => one.exemplar) }];
}

/** Hashes below a command that says at which revision: `endpoint hashkv --cluster --rev 687950000`. */
function ofOneRevision(file: CaseFile, all: readonly Hash[]): { revision: number; hashes: Hash[] } | null {
  for (const { claim, exemplar } of statementsOf(file, 'command')) {
    const rev = /\bhashkv\b.*--rev[= ](\d{1,15})/.exec(claim.command)?.[1];
    if (rev === undefined || exemplar.line === null) continue;
    const from = exemplar.line;
    const next = statementsOf(file, 'command')
      .filter((one) => one.exemplar.input === exemplar.input && (one.exemplar.line ?? 0) > from)
      .reduce((least, one) => Math.min(least, one.exemplar.line ?? Infinity), Infinity);
    const hashes = all.filter(
      (one) =>
        one.exemplar.input === exemplar.input && (one.exemplar.line ?? 0) > from && (one.exemplar.line ?? 0) < next,
    );
    if (new Set(hashes.map((one) => one.claim.endpoint)).size > 1) return { revision: Number(rev), hashes };
  }
  return null;
}

/** Revisions this far apart are no writes that continued between two answers. */
const APART = 100;

/**
 * What is applied is the same on each member: at one applied index there is one revision. Writes continue while members are
 * asked one after the other, so that a few revisions are nothing.
 */
function appliedAlike(file: CaseFile): Argument[] {
  for (const round of statusRounds(file)) {
    const known = round.filter((one) => one.applied !== null && one.sample.revision !== null);
    for (const own of grouped(known, (one) => one.applied).values()) {
      const revisions = own.map((one) => one.sample.revision ?? 0);
      const [most, least] = [Math.max(...revisions), Math.min(...revisions)];
      if (own.length < 2 || most === least) continue;
      const says = `at one applied index, ${count(own[0]?.applied ?? 0)}, members are at revisions ${count(most)} and ${count(least)} (measured): what they applied is the same, and what they hold is not`;
      const evidence = own.map((one) => one.sample.exemplar);
      return [{ says, factor: most - least > APART ? 50 : 2, basis: 'size samples', evidence }];
    }
  }
  return [];
}

/** The member whose hash is not that of the majority. */
function oddOne(file: CaseFile): string | null {
  const group = groupsOf(file).find(different);
  if (group === undefined) return null;
  const byHash = [...grouped(group, ({ claim }) => claim.hash).values()].sort((a, b) => a.length - b.length);
  const [least, next] = byHash;
  return least?.length === 1 && (next?.length ?? 0) > 1 ? (least[0]?.claim.endpoint ?? null) : null;
}
