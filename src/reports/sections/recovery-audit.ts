import type { AuditedStep, AuditVerdict, BlockedStretch, RecoveryAudit } from '../../model/recovery-audit.js';
import type { Exemplar } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';
import { code, joined, list, paragraph, strong, table, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { formatTime } from '../times.js';
import { place } from './cite.js';
import type { View } from './view.js';

const ORDER: readonly AuditVerdict[] = ['dangerous', 'missing', 'without effect', 'not shown', 'right'];
const MOST_BLOCKED = 12;

/** What the recovery was worth: when it began, which steps were wrong, and what each of them stopped. */
export function auditBlocks(view: View): readonly Block[] {
  const audit = view.file.recoveryAudit ?? null;
  if (audit === null) return [];
  const lines = delays(audit, view);
  const steps = [...audit.steps].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  return [
    ...(lines.length === 0 ? [] : [list(lines)]),
    ...(steps.length === 0 ? [] : [paragraph('Review of the recovery steps:'), list(joinedSteps(steps))]),
    ...blocked(audit.blocked, view),
  ];
}

const time = (view: View, at: EpochMicros): string => view.times.exact(formatTime(at));

function delays({ refused, firstAction, firstLook, recovered }: RecoveryAudit, view: View): Text[] {
  const since = (at: EpochMicros): string => duration((at - refused) / 1000);
  const look: Text[] =
    firstLook === null
      ? []
      : [
          [
            `First diagnostic step ${since(firstLook.time)} after the first refusal: ${firstLook.what} (`,
            cited(firstLook.evidence),
            ').',
          ],
        ];
  const action: Text[] =
    firstAction === null
      ? ['No input shows the first step of the recovery.']
      : [
          [
            `First recovery step ${since(firstAction.time)} after the first refusal, at ${time(view, firstAction.time)}: ${firstAction.what} (`,
            cited(firstAction.evidence),
            ').',
          ],
        ];
  const back: Text[] =
    recovered === null
      ? ['No input shows that writes were accepted again.']
      : [
          `Writes were accepted again ${since(recovered)} after the first refusal${firstAction === null || recovered < firstAction.time ? '' : `, ${duration((recovered - firstAction.time) / 1000)} after the first step`}.`,
        ];
  return [...look, ...action, ...back];
}

const cited = (evidence: readonly Exemplar[]): Text =>
  joined(
    evidence.slice(0, 2).map((line) => code(place(line))),
    ', ',
  );

/** Members of which the same is said share a line. */
function joinedSteps(steps: readonly AuditedStep[]): Text[] {
  return steps.map((step): Text => [
    strong(step.verdict),
    `: ${step.says}`,
    step.evidence.length === 0 ? '' : [' (', cited(step.evidence), ')'],
    '.',
  ]);
}

/** A leader that is stopped in order hands over before: writes wait for the election, and the member for its start. */
function stopped(what: BlockedStretch['what'], wasLeader: boolean | null): string {
  if (what === 'election') return 'all writes';
  if (what === 'restart')
    return wasLeader === true ? 'this member, and all writes until another member became leader' : 'this member';
  return wasLeader === true ? 'all writes' : wasLeader === null ? 'at least this member' : 'this member';
}

function blocked(stretches: readonly BlockedStretch[], view: View): Block[] {
  if (stretches.length === 0) return [];
  const rows = stretches
    .slice(0, MOST_BLOCKED)
    .map(({ what, member, from, to, wasLeader, evidence }): Text[] => [
      time(view, from),
      member ?? '',
      what,
      duration((to - from) / 1000),
      stopped(what, wasLeader),
      cited(evidence),
    ]);
  const more = stretches.length - MOST_BLOCKED;
  return [
    paragraph('What each step blocked, and for how long:'),
    table(['from', 'member', 'step', 'duration', 'blocked', 'evidence'], rows),
    ...(more > 0 ? [paragraph(`${more} later steps are not shown.`)] : []),
  ];
}
