import type { CaseFile } from '../../model/case-file.js';
import { lengthWithout } from '../../model/leadership.js';
import type { Exemplar } from '../../model/origin.js';
import type { Evidence, TimelineEntry } from '../../model/report.js';
import { MINUTE, SECOND, type EpochMicros } from '../../model/units.js';

interface Tellers {
  readonly iso: (time: EpochMicros) => string;
  readonly evidenceOf: (exemplar: Exemplar) => Evidence;
}
type Story = Pick<CaseFile, 'leadership' | 'cadences' | 'recoveryAudit'>;

/** A shorter election is shown by its own lines. */
const NOTICEABLE = SECOND;

/** What no single line says: stretches without a leader, holes between compactions, the beginning of the recovery. */
export function storyEntries(story: Story, tell: Tellers): TimelineEntry[] {
  return [...leaderless(story, tell), ...holes(story, tell), ...begun(story, tell)];
}

function leaderless({ leadership }: Story, { iso, evidenceOf }: Tellers): TimelineEntry[] {
  return (leadership?.without ?? []).flatMap((one): TimelineEntry[] => {
    const { from, to, last, elections, down, evidence } = one;
    const end = to ?? last;
    const { least, most } = lengthWithout(one);
    if (most < NOTICEABLE || end - from < NOTICEABLE) return [];
    const tried = elections > 1 ? `, ${elections} elections` : '';
    const why = down.length === 0 ? '' : `: ${down.join(', ')} ${down.length === 1 ? 'was' : 'were'} down`;
    const bounds = least === 0 ? `at most ${length(most)}` : between(length(least), length(most));
    const open = to === null ? ', to the end of the inputs' : '';
    return [
      {
        ...{ time: iso(from), end: iso(end), count: 1, source: 'etcd', member: null, kind: 'without-leader' },
        severity: 'critical',
        summary: `no leader for ${bounds}${open}${why}${tried}`,
        evidence: evidence.map(evidenceOf),
      },
    ];
  });
}

const between = (least: string, most: string): string => (least === most ? least : `${least} to ${most}`);

/** The members' holes that begin together are one. */
function holes({ cadences }: Story, { iso, evidenceOf }: Tellers): TimelineEntry[] {
  const all = (cadences ?? []).flatMap((cadence) => cadence.holes.map((hole) => ({ cadence, hole })));
  all.sort((a, b) => a.hole.from - b.hole.from || ((a.cadence.member ?? '') < (b.cadence.member ?? '') ? -1 : 1));
  const groups: (typeof all)[] = [];
  for (const one of all) {
    const group = groups.find(([first]) => first !== undefined && Math.abs(first.hole.from - one.hole.from) <= MINUTE);
    if (group === undefined) groups.push([one]);
    else group.push(one);
  }
  return groups.flatMap((group): TimelineEntry[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { cadence, hole } = first;
    const members = [...new Set(group.flatMap((one) => one.cadence.member ?? []))];
    return [
      {
        ...{ time: iso(hole.from), end: iso(hole.to), count: group.length, source: 'etcd', kind: 'compaction-hole' },
        member: members.length === 1 ? (members[0] ?? null) : null,
        severity: 'warning',
        summary: `no compaction for ${length(hole.to - hole.from)}, usual interval ${length(cadence.usual ?? 0)}${hole.isOpen ? ', to the end of the log' : ''}`,
        evidence: [evidenceOf(cadence.last)],
      },
    ];
  });
}

function begun({ recoveryAudit: audit }: Story, { iso, evidenceOf }: Tellers): TimelineEntry[] {
  const first = audit?.firstAction;
  if (audit == null || first == null) return [];
  return [
    {
      ...{ time: iso(first.time), end: null, count: 1, source: 'etcd', member: null, kind: 'recovery-begun' },
      severity: 'info',
      summary: `first recovery step, ${length(first.time - audit.refused)} after the first refusal: ${first.what}`,
      evidence: first.evidence.map(evidenceOf),
    },
  ];
}

function length(span: number): string {
  const seconds = span / SECOND;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
