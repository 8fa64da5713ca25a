import { expect } from 'chai';
import fc from 'fast-check';
import type { KubeEvent } from '../../../src/model/record.js';
import { kubeEventJson } from '../../../src/parsers/kube-event/kube-event-json.js';
import { kubeEventTable } from '../../../src/parsers/kube-event/kube-event-table.js';
import { at, fixture, readBlocks } from './reading.js';

const SECOND = 1_000_000;

/** The same events as JSON, by what a table shows of them. */
const truth = new Map<string, KubeEvent[]>();
for (const event of readBlocks(kubeEventJson, fixture('kube-event-json/get-list.json')).events) {
  truth.set(identityInTable(event), [...(truth.get(identityInTable(event)) ?? []), event]);
}

function identityInTable({ namespace, objectKind, name, reason, message }: KubeEvent): string {
  return [
    namespace,
    objectKind.toLowerCase(),
    name,
    reason,
    (message.split('\n')[0] ?? '').replace(/\.\.\.$/, '').slice(0, 60),
  ].join(' ');
}

interface Mode {
  readonly file: string;
  readonly capturedAt: string;
  readonly events: number;
  readonly namespace?: string;
  /** Whether rows tell counts. */
  readonly counts?: boolean;
  /** Rows of changes after the list was taken. */
  readonly changed?: number;
}

const MODES: readonly Mode[] = [
  { file: 'get-all.txt', capturedAt: '12:35:17', events: 11 },
  { file: 'get-no-headers.txt', capturedAt: '12:35:18', events: 11 },
  { file: 'get-namespace.txt', capturedAt: '12:35:18', events: 5, namespace: 'payments' },
  { file: 'get-wide.txt', capturedAt: '12:35:18', events: 11, counts: true },
  { file: 'get-watch-only.txt', capturedAt: '12:35:21', events: 3, changed: 2 },
  { file: 'get-output-watch-events.txt', capturedAt: '12:35:23', events: 7, namespace: 'payments', changed: 2 },
  { file: 'events-all.txt', capturedAt: '12:35:28', events: 11, counts: true },
  { file: 'events-no-headers.txt', capturedAt: '12:35:28', events: 7, counts: true },
  { file: 'events-watch.txt', capturedAt: '12:35:29', events: 3, namespace: 'payments', counts: true, changed: 3 },
  { file: 'old-1.11.txt', capturedAt: '12:35:30', events: 11 },
];

describe('kubeEventTable', () => {
  for (const { file, capturedAt, events, namespace = null, counts = false, changed = 0 } of MODES) {
    it(`${file}: the events of the list, their times inside what the ages allow`, () => {
      const captured = at(`2026-11-22T${capturedAt}Z`);
      const reading = readBlocks(kubeEventTable, fixture(`kube-event-table/${file}`), {
        capturedAt: captured,
        namespace,
      });
      expect([reading.events.length, reading.unrecognised, reading.problems]).to.deep.equal([events, 0, []]);
      let different = 0;
      for (const event of reading.events) {
        const same = truth.get(identityInTable(event)) ?? [];
        expect(same, event.excerpt).not.to.have.length(0);
        if (event.time === null) continue;
        const { time, timeEarliest = time } = event;
        // the moments of capture are known to the second, as are most stamps; names have nanoseconds
        const fits = same.some(
          (one) => one.time !== null && one.time >= timeEarliest - SECOND && one.time <= time + 2 * SECOND,
        );
        if (!fits) different++;
        else if (counts) expect(same.map((one) => one.count)).to.include(event.count);
      }
      expect(different).to.be.at.most(changed);
    });
  }

  it('events-all.txt: a message of several lines', () => {
    const { found } = readBlocks(kubeEventTable, fixture('kube-event-table/events-all.txt'));
    const long = found.find(({ lines }) => lines > 1);
    expect(long?.lines).to.equal(4);
    expect(long?.record)
      .to.have.property('message')
      .that.matches(/^Startup probe failed: Traceback[^]*\nSystemExit: db \| cache, both down$/);
  });

  it('old-1.12.txt: no object names', () => {
    const { events } = readBlocks(kubeEventTable, fixture('kube-event-table/old-1.12.txt'));
    expect(events).to.have.length(7);
    expect(events[0]).to.include({ objectKind: 'Job', name: null, namespace: 'batch', time: null });
  });

  it('no-server-table.txt: says what to ask for instead', () => {
    const { events, problems, unrecognised } = readBlocks(
      kubeEventTable,
      fixture('kube-event-table/no-server-table.txt'),
    );
    expect([events.length, problems.length, unrecognised]).to.deep.equal([0, 1, 0]);
    expect(problems[0]).to.include('-o json');
  });

  it('has no time without a capture, but the first occurrence from the name in wide rows', () => {
    const all = readBlocks(kubeEventTable, fixture('kube-event-table/get-all.txt')).events;
    expect(all.map(({ time, first }) => [time, first])).to.deep.equal(all.map(() => [null, null]));
    for (const wide of readBlocks(kubeEventTable, fixture('kube-event-table/get-wide.txt')).events) {
      const [same] = truth.get(identityInTable(wide)) ?? [];
      expect(Math.abs((wide.first ?? 0) - (same?.first ?? 0)), wide.excerpt).to.be.below(SECOND);
      expect(wide.time === null).to.equal(wide.count > 1);
    }
  });

  /** [name, lines, namespace option, expected fields of the first record] */
  const rows: readonly (readonly [string, string, object])[] = [
    [
      'an age back from the capture',
      'NAMESPACE   LAST SEEN   TYPE      REASON    OBJECT    MESSAGE\nshop        5m          Warning   BackOff   pod/a-0   x',
      {
        namespace: 'shop',
        time: at('2026-11-22T11:55:00Z'),
        timeEarliest: at('2026-11-22T11:54:58Z'),
        count: 1,
        first: null,
      },
    ],
    [
      'a namespace that looks like an age',
      'NAMESPACE   LAST SEEN   TYPE      REASON    OBJECT    MESSAGE\n5m          7s          Warning   BackOff   pod/a-0   x',
      { namespace: '5m', time: at('2026-11-22T11:59:53Z') },
    ],
    [
      'spaces lost in a paste',
      'NAMESPACE LAST SEEN TYPE REASON OBJECT MESSAGE\nshop 7s Warning BackOff pod/a-0 Back-off restarting it',
      { namespace: 'shop', reason: 'BackOff', name: 'a-0', message: 'Back-off restarting it' },
    ],
    [
      'a repeated event of kubectl events',
      'LAST SEEN             TYPE      REASON    OBJECT    MESSAGE\n10s (x12 over 2m5s)   Warning   BackOff   Pod/a-0   x',
      { namespace: 'given', count: 12, objectKind: 'Pod', first: at('2026-11-22T11:57:55Z') },
    ],
    [
      'a row without a header, as grep leaves it',
      'shop   10s (x12 over 2m5s)   Warning   BackOff   Pod/a-0   x',
      { namespace: 'shop', count: 12, reason: 'BackOff' },
    ],
    [
      'a row without header and namespace',
      '10s   Normal   Pulled   pod/a-0   Container image already present',
      { namespace: 'given', reason: 'Pulled' },
    ],
    [
      'a type of a third party',
      'LAST SEEN   TYPE    REASON   OBJECT    MESSAGE\n10s         Error   Broken   pod/a-0   x',
      { type: 'Error', reason: 'Broken', name: 'a-0' },
    ],
    [
      'an object without a name',
      'LAST SEEN   TYPE      REASON   OBJECT   MESSAGE\n10s         Warning   Broken   pod      x',
      { objectKind: 'pod', name: null },
    ],
    [
      'labels after the message',
      'LAST SEEN   TYPE      REASON   OBJECT    MESSAGE      LABELS\n10s         Warning   Broken   pod/a-0   it is down   app=a,tier=b',
      { message: 'it is down' },
    ],
    [
      'no stamp',
      'LAST SEEN   TYPE      REASON   OBJECT    MESSAGE\n<unknown>   Warning   Broken   pod/a-0   x',
      { time: null, first: null },
    ],
    [
      'early 1.x: the object in NAME, no TYPE',
      'FIRSTSEEN   LASTSEEN   COUNT   NAME    KIND   SUBOBJECT   REASON      SOURCE                MESSAGE\n4m          3m         7       a-0     Pod                scheduled   {kubelet 10.0.0.1}    x y',
      {
        name: 'a-0',
        count: 7,
        message: 'x y',
        time: at('2026-11-22T11:57:00Z'),
        timeEarliest: at('2026-11-22T11:55:59Z'),
      },
    ],
    [
      'a wide row with characters of several bytes',
      'LAST SEEN   TYPE      REASON   OBJECT    SUBOBJECT   SOURCE    MESSAGE     FIRST SEEN   COUNT   NAME\n10s         Warning   Broken   pod/a-0               kubelet   größer: ü   10s          3       a-0.18ea5ddfbf5a3655',
      { message: 'größer: ü', count: 3, identity: 'given/a-0.18ea5ddfbf5a3655' },
    ],
    [
      'a wide row that is not below its header',
      'LAST SEEN   TYPE   REASON   OBJECT   SUBOBJECT   SOURCE   MESSAGE   FIRST SEEN   COUNT   NAME\n10s   Warning   Broken   pod/a-0   spec.containers{a}   kubelet, n1   it is   down   12s   3   a-0.18ea5ddfbf5a3655',
      { message: 'it is   down', count: 3 },
    ],
    ['a carriage return', 'shop   10s   Warning   BackOff   pod/a-0   x\r', { message: 'x' }],
  ];
  for (const [name, text, expected] of rows) {
    it(name, () => {
      const { events } = readBlocks(kubeEventTable, text, {
        capturedAt: at('2026-11-22T12:00:00Z'),
        namespace: 'given',
      });
      expect(events).to.have.length(1);
      expect(events[0]).to.deep.include(expected);
    });
  }

  it('gives two sightings of an event one identity', () => {
    const one = readBlocks(kubeEventTable, 'shop   10s   Warning   BackOff   pod/a-0   x').events[0];
    const other = readBlocks(kubeEventTable, 'shop   3m (x9 over 1h)   Warning   BackOff   Pod/a-0   x').events[0];
    expect(one?.identity).to.equal(other?.identity);
  });

  it('takes an empty answer as one', () => {
    const { found, unrecognised } = readBlocks(
      kubeEventTable,
      'No resources found in payments namespace.\nNo events found.\n',
    );
    expect([found.map(({ record }) => record.kind), unrecognised]).to.deep.equal([['log', 'log'], 0]);
  });

  const row =
    'NAMESPACE   LAST SEEN   TYPE      REASON      OBJECT    MESSAGE\nshop        5m          Warning   Unhealthy   pod/a-0   Liveness probe failed:';
  const after: readonly string[] = [
    '',
    '$ etcdctl endpoint status',
    '# and then',
    '2026-11-22T12:00:00Z something',
    'Nov 22 12:00:00 master-1 etcd[1]: ready',
    'I1122 12:00:00.000000       1 x.go:1] hello',
    '{"level":"info"}',
    '[root@master-1 ~]# ls',
    'root@master-1:~# ls',
    'NAME       READY   STATUS',
    '+-----+-----+',
    '```',
  ];
  for (const text of after) {
    it(`ends before ${JSON.stringify(text)}`, () => {
      const { events, unrecognised } = readBlocks(kubeEventTable, `${row}\n${text}\n`);
      expect([events.length, events[0]?.message, unrecognised]).to.deep.equal([1, 'Liveness probe failed:', 1]);
    });
  }

  it('ends before prose that follows a finished message', () => {
    const { events, unrecognised } = readBlocks(
      kubeEventTable,
      `${row.replace('failed:', 'failed')}\nEach node held over 8 GB.\n`,
    );
    expect([events[0]?.message, unrecognised]).to.deep.equal(['Liveness probe failed', 1]);
  });

  it('does not count what a watch deletes', () => {
    const text =
      'EVENT     LAST SEEN   TYPE     REASON   OBJECT    MESSAGE\nADDED     5m          Normal   Pulled   pod/a-0   x\nDELETED   5m          Normal   Pulled   pod/a-0   x\n';
    const { events, unrecognised } = readBlocks(kubeEventTable, text);
    expect([events.length, unrecognised]).to.deep.equal([1, 0]);
  });

  for (const text of [
    'NAME   READY   STATUS   RESTARTS   AGE',
    'NAME   AGE\nweb    5d',
    'Warning: deprecated',
    'shop 5m Normal things happen',
    'LAST SEEN',
  ]) {
    it(`leaves ${JSON.stringify(text)} alone`, () => {
      const { found, problems, unrecognised } = readBlocks(kubeEventTable, text);
      expect([found.length, problems.length, unrecognised]).to.deep.equal([0, 0, text.split('\n').length]);
    });
  }

  it('never throws, whatever comes', () => {
    const words = fc.constantFrom(
      ...[
        'NAMESPACE',
        'LAST SEEN',
        'TYPE',
        'REASON',
        'OBJECT',
        'MESSAGE',
        'FIRST SEEN',
        'COUNT',
        'NAME',
        'SUBOBJECT',
        'SOURCE',
      ],
      ...[
        'KIND',
        'EVENT',
        'Normal',
        'Warning',
        'BackOff',
        'pod/a-0',
        '5m',
        '<unknown>',
        '(x3 over 5m)',
        '\n',
        '   ',
        '\t',
        'ü',
      ],
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(words, fc.string())).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { unrecognised } = readBlocks(kubeEventTable, text, { capturedAt: at('2026-11-22T12:00:00Z') });
        expect(unrecognised).to.be.within(0, text.split('\n').length);
      }),
      { numRuns: 500 },
    );
  });
});
