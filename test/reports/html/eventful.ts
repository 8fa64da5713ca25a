import type { Burst, EventGroup, SizeSample, SlowPoint, WriteShare } from '../../../src/model/case-file.js';
import type { Exemplar } from '../../../src/model/origin.js';
import type { AnyRecord, KubeEvent } from '../../../src/model/record.js';
import type { TimelineEntry } from '../../../src/model/report.js';
import { epochMicros, micros, type EpochMicros } from '../../../src/model/units.js';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { parseTime } from '../../../src/reports/times.js';
import { at, refusedWrites, withHostileText } from '../postmortem-fixture.js';

/** Post-mortems with something in every lane of the picture. */

const moment = (clock: string): EpochMicros => parseTime(at(clock));

function exemplar(line: number, text: string, time: EpochMicros | null): Exemplar {
  return { input: 'etcd.log', line, lines: 1, byteOffset: line * 100, time, text, excerpt: text };
}

function burst(clock: string, record: Partial<AnyRecord> & { readonly kind: string }, name: string): Burst {
  const time = moment(clock);
  const whole = { format: 'etcd-zap', source: 'etcd', time, ...record } as unknown as AnyRecord;
  const line = exemplar(4000 + (Math.floor(time / 1e6) % 1000), `${record.kind} ${name}`, time);
  return {
    ...{ kind: whole.kind, member: name, source: 'etcd', start: time, end: time, count: 1 },
    ...{ record: whole, worstRecord: whole, first: line, worst: line },
  };
}

function share(key: string, values: readonly number[]): WriteShare {
  const count = values.reduce((sum, value) => sum + value, 0);
  const during = { count, bytes: count * 3000, share: 0.5, shareOfBytes: 0.5 };
  return {
    ...{ key, count, bytes: count * 3000, share: 0.5, shareOfBytes: 0.5, countBeforeOnset: 40, duringPressure: during },
    ...{ series: values, exemplars: [exemplar(812, `PUT /registry/${key}`, moment('13:09:31.640'))] },
  };
}

function size(clock: string, name: string, dbSizeBytes: number, inUse: number): SizeSample {
  return {
    ...{ time: moment(clock), member: name, dbSizeBytes, dbSizeLow: dbSizeBytes, dbSizeHigh: dbSizeBytes },
    ...{ dbSizeInUseBytes: inUse, quotaBytes: 67_108_864, revision: null, term: 2, isLeader: name.endsWith('1') },
    ...{ version: null, errors: [], origin: 'status', exemplar: exemplar(3, 'status', moment(clock)) },
  };
}

function event(reason: string, type: string): EventGroup {
  const record = { kind: 'kube-event', reason, type } as unknown as KubeEvent;
  return {
    ...{
      workload: `payments/Deployment/${reason}`,
      namespace: 'payments',
      objectKind: 'Pod',
      reason,
      type,
      count: 412,
    },
    ...{ objects: 12, first: moment('13:09:40'), last: moment('13:11:00'), lastEarliest: null, message: reason },
    ...{ exemplar: exemplar(12, reason, moment('13:11:00')), record },
  };
}

/** What happens in every lane, with this name wherever a log may put one. */
export function eventful(base: Postmortem = refusedWrites, name = 'master-'): Postmortem {
  const { file } = base;
  const puts = file.writes.puts;
  const half = puts.map((count) => count / 2);
  const slow: SlowPoint[] = ['13:09:40', '13:10:01.5', '13:10:40'].map((clock, i) => ({
    ...{ kind: 'slow-apply', member: `${name}1`, time: moment(clock), duration: micros(130_000 * (i + 1)) },
    exemplar: exemplar(900 + i, `apply request took too long ${name}`, moment(clock)),
  }));
  return {
    ...base,
    file: {
      ...file,
      onsets: base === refusedWrites ? onsets() : file.onsets,
      writes: {
        ...file.writes,
        ...{ refusedSeries: puts.map((_, i) => (i >= 16 && i < 23 ? 30 : 0)) },
        byResource: [
          share(name === 'master-' ? 'pods' : name, half),
          share(
            'events',
            half.map((count) => count * 0.8),
          ),
        ],
      },
      coverage: { ...file.coverage, requests: { from: moment('13:08:35'), to: moment('13:13:00') } },
      sizes: [
        size('13:08:40', `${name}1`, 2_000_000, 2_000_000),
        size('13:10:30', `${name}1`, 40_000_000, 40_000_000),
        size('13:11:09', `${name}1`, 67_108_864, 67_000_000),
        size('13:12:20', `${name}1`, 3_000_000, 2_900_000),
      ],
      slow,
      bursts: [
        burst('13:08:36', { kind: 'leader-elected', leader: `${name}1`, term: 2 } as never, `${name}1`),
        burst('13:11:09.402', { kind: 'nospace-alarm-raised' }, `${name}1`),
        burst('13:11:50', { kind: 'leader-lost', leader: null, term: 2 } as never, `${name}2`),
        burst('13:11:53', { kind: 'leader-elected', leader: `${name}3`, term: 3 } as never, `${name}3`),
        burst('13:12:23.419', { kind: 'nospace-alarm-disarmed' }, `${name}1`),
      ],
      events: [event(name === 'master-' ? 'BackOff' : name, 'Warning'), event('Started', 'Normal')],
    },
  };
}

function onsets(): Postmortem['file']['onsets'] {
  const point = (clock: string, line: number): NonNullable<Postmortem['file']['onsets']['recovery']> => ({
    ...{ time: moment(clock), earliest: null, latest: null, member: 'master-1' },
    evidence: [{ ...exemplar(line, 'alarm', moment(clock)), input: 'stderr/master-1.etcd.stderr.log' }],
  });
  return {
    ...{ writePressure: point('13:09:31', 812), slowApply: null, leaderLoss: null },
    ...{ spaceExceeded: point('13:11:09.402', 4595), recovery: point('13:12:23.606', 5776) },
  };
}

/** Hostile text in every field of the report and of the picture. */
export const hostile = (text: string): Postmortem => eventful(withHostileText(text), text);

/** A timeline of so many entries. */
export function longTimeline(count: number, base: Postmortem = eventful()): Postmortem {
  const first = moment('13:08:33');
  const kinds = ['slow-apply', 'heartbeat-late', 'kube-event', 'request-timeout'];
  const timeline = Array.from({ length: count }, (_, i): TimelineEntry => {
    const time = new Date((first + i * 25_000) / 1000).toISOString();
    const text = `{"level":"warn","msg":"line ${i} of a long log","took":"${i % 977}ms","key":"/registry/pods/payments/pod-${i}"}`;
    return {
      ...{ time, end: null, count: 1 + (i % 7), source: 'etcd', member: `master-${(i % 3) + 1}` },
      ...{ kind: kinds[i % 4] as string, severity: i % 100 === 0 ? 'critical' : i % 3 === 0 ? 'warning' : 'info' },
      summary: `entry ${i} of pod-${i}`,
      evidence: [
        { input: 'etcd.log', line: i + 1, lines: 1, byteOffset: i * 100, time, text, excerpt: text.slice(0, 80) },
      ],
    };
  });
  return { ...base, report: { ...base.report, timeline } };
}

export const epoch = (clock: string): number => epochMicros(moment(clock)) / 1000;
