import type { LineParser, Payload } from '../../model/parser.js';
import type { AnyRecord } from '../../model/record.js';
import { bytes } from '../../model/units.js';
import { hexId } from '../etcdctl/output/json.js';
import { alarmRecord } from '../etcdctl/output/alarms.js';

const ID = 'k3s';

/**
 * What k3s and rke2 say of their embedded etcd in lines of their own (`pkg/etcd/etcd.go`, `pkg/cluster`): the message of a
 * logrus line, or a line of the journal whose stamp is taken off.
 *
 *     Alarm on etcd member 9639983885888023861: NOSPACE
 *     Connected to etcd v3.5.21 - datastore using 2147557376 of 2147483648 bytes
 */
export const k3s: LineParser = {
  id: ID,
  source: 'kubernetes',
  title: 'k3s and rke2 on their embedded etcd',
  sample: 'Connected to etcd v3.5.21 - datastore using 2147557376 of 2147483648 bytes',
  takes: [
    'nospace-alarm-active',
    'nospace-alarm-disarmed',
    'corrupt-alarm-raised',
    'member-status',
    'defragmentation-started',
    'defragmentation-failed',
  ],
  begins: 'ACEDNFf',
  parse(payload, _context, sink) {
    const { bytes: all, start, end } = payload;
    if (end - start > 2000 || end - start < 20) return false;
    // sixteen bytes tell: all that is read is a few lines in thousands
    const head = all.toString('latin1', start, Math.min(end, start + 16));
    const shape = SHAPES.find(({ begins }) => head.startsWith(begins.slice(0, 16)));
    if (shape === undefined || !payload.text.startsWith(shape.begins)) return false;
    const records = shape.read(payload.text.trimEnd(), payload);
    for (const record of records) sink.record(record);
    return records.length > 0;
  },
};

interface Shape {
  readonly begins: string;
  readonly read: (text: string, payload: Payload) => readonly AnyRecord[];
}

const SHAPES: readonly Shape[] = [
  {
    begins: 'Alarm on etcd member ',
    read: (text, { outerTime }) =>
      [...text.matchAll(/member (\d{1,20}): ([A-Z]+)/g)].flatMap(([, id, type]) => alarm(id, type, outerTime)),
  },
  {
    begins: 'Errors present on etcd cluster: ',
    read: (text, { outerTime }) =>
      [...text.matchAll(/memberID: ?(\d{1,20}) alarm: ?([A-Z]+)/g)].flatMap(([, id, type]) =>
        alarm(id, type, outerTime),
      ),
  },
  { begins: 'Connected to etcd v', read: statusOf },
  {
    begins: 'NOSPACE alarm disarmed',
    read: (_text, { outerTime }) => [{ ...common(outerTime), kind: 'nospace-alarm-disarmed' }],
  },
  {
    begins: 'Defragmenting etcd database',
    read: (_text, { outerTime }) => [
      { ...common(outerTime), kind: 'defragmentation-started', endpoint: null, duration: null },
    ],
  },
  { begins: 'Failed to defragment etcd', read: defragmentationFailed },
  { begins: 'failed to defragment etcd', read: defragmentationFailed },
];

const common = (time: Payload['outerTime']) => ({ format: ID, source: 'kubernetes', time }) as const;

function alarm(id: string | undefined, type: string | undefined, time: Payload['outerTime']): AnyRecord[] {
  const member = hexId(id);
  const record = member === null || type === undefined ? null : alarmRecord({ id: member, type }, ID, time);
  return record === null ? [] : [record];
}

/** The size of the file, and the quota that it is held against. */
function statusOf(text: string, { outerTime }: Payload): AnyRecord[] {
  const found = /^Connected to etcd v(\d+\.\d+\.\d[^ ]*) - datastore using (\d{1,15}) of (\d{1,15}) bytes$/.exec(text);
  if (found === null) return [];
  const [, version = '', size, quota] = found;
  return [
    {
      ...common(outerTime),
      ...{ kind: 'member-status', endpoint: null, version, isLeader: null, term: null, revision: null, errors: [] },
      dbSizeBytes: bytes(Number(size)),
      quotaBytes: Number(quota) === 0 ? null : bytes(Number(quota)),
      excerpt: text,
    },
  ];
}

function defragmentationFailed(text: string, { outerTime }: Payload): AnyRecord[] {
  const error = text.slice(text.indexOf(':') + 1).trim();
  return [{ ...common(outerTime), kind: 'defragmentation-failed', endpoint: null, duration: null, error }];
}
