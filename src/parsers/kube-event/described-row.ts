import type { Row } from './row.js';

interface About {
  readonly namespace: string | null;
  readonly kind: string;
  readonly name: string | null;
}

const AGE = '(?:<unknown>|<invalid>|(?:\\d{1,9}[smhdy]){1,2})';
const ROW = new RegExp(
  `^\\s+(\\S+)(?:\\s{2,}|\\t)(\\S+)(?:\\s{2,}|\\t)(${AGE})(?:\\s+\\(x(\\d+) over (${AGE})\\))?(?:\\s{2,}|\\t)(\\S+(?:[^\\S\\t]\\S+)*)(?:\\s{2,}|\\t)(\\S.*)$`,
);
/** ≤1.7: FirstSeen LastSeen Count From SubObjectPath Type Reason Message; the path may be missing. */
const OLD_ROW = new RegExp(
  `^\\s+(${AGE})\\s+(${AGE})\\s+(\\d+)\\s+(\\{[^}]*\\}|\\S+(?:, \\S+)?)\\s+(?:(\\S+)\\s+)?(Normal|Warning)\\s+(\\S+)\\s+(\\S.*)?$`,
);
/** From 1.35 on the message begins with the container that it is about. */
const FIELD_PATH = /^spec\.(?:initContainers|ephemeralContainers|containers)\{[^}]*\}: /;

/** `Warning  BackOff    16s (x241 over 57m)   kubelet            Back-off restarting failed container …`. */
export function readDescribedRow(text: string, about: About): Row | null {
  const match = ROW.exec(text);
  if (match === null) return null;
  const [, type = '', reason = '', last = '', count, first, , message = ''] = match;
  return {
    event: null,
    ...about,
    last,
    // a single occurrence is printed with its first time
    first: first ?? last,
    count: count === undefined ? null : Number(count),
    type,
    reason,
    message: message.replace(FIELD_PATH, ''),
    eventName: null,
    ages: 'human',
  };
}

export function readOldDescribedRow(text: string, about: About): Row | null {
  const match = OLD_ROW.exec(text);
  if (match === null) return null;
  const [, first = '', last = '', count = '', , , type = '', reason = '', message = ''] = match;
  return {
    event: null,
    ...about,
    last,
    first,
    count: Number(count),
    type,
    reason,
    message: message.trimEnd(),
    eventName: null,
    ages: 'short',
  };
}

/** Fields that only one kind's description has: describe doesn't print the kind of a built-in. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:QoS Class|Node-Selectors|Start Time|Containers|Init Containers):/, 'Pod'],
  [/^(?:Non-terminated Pods|Allocated resources|System Info|Lease|PodCIDR):/, 'Node'],
  [/^(?:StrategyType|RollingUpdateStrategy|OldReplicaSets?|NewReplicaSet):/, 'Deployment'],
  [/^Desired Number of Nodes Scheduled:/, 'DaemonSet'],
  [/^(?:Update Strategy|Volume Claims):/, 'StatefulSet'],
  [/^(?:Parallelism|Completions|Completion Mode|Pods Statuses):/, 'Job'],
  [/^(?:Schedule|Concurrency Policy|Last Schedule Time):/, 'CronJob'],
  [/^(?:Min replicas|Max replicas|Metrics|Deployment pods):/, 'HorizontalPodAutoscaler'],
  [/^(?:VolumeMode|Used By|Volume):/, 'PersistentVolumeClaim'],
  [/^(?:Session Affinity|IP Families|Endpoints|TargetPort):/, 'Service'],
  [/^(?:Min available|Max unavailable|Allowed disruptions):/, 'PodDisruptionBudget'],
];

/** The kind that a line of a description shows, if it does: never that of the pods in its template. */
export function kindOfDescription(text: string): string | null {
  return FIELDS.find(([field]) => field.test(text))?.[1] ?? null;
}
