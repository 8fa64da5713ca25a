import fc from 'fast-check';

/** Lines of etcd's request stats in their wrappings: as they should be, nearly so, and others between them. */

const varint = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4);
const field = (length: number): number => 1 + varint(length) + length;

const KEYS = [
  '/registry/pods/payments/checkout-api-7c9d8f6b54-vll49',
  '/registry/events/payments/checkout-api-7c9d8f6b54-vll49.18ea601abbc84c16',
  '/registry/leases/kube-node-lease/node-1',
  '/registry/minions/w1',
  'compact_rev_key',
  '/reg/a b<c>',
  'short',
  '/registry/configmaps/a/"b"\\c',
  '/registry/secrets/grüße/x',
];

/** As Go prints text of protobuf: quotes and backslashes escaped, what is no ASCII in octal. */
const printed = (key: string): string =>
  [...Buffer.from(key)]
    .map((byte) =>
      byte === 34 || byte === 92
        ? `\\${String.fromCharCode(byte)}`
        : byte < 32 || byte > 126
          ? `\\${byte.toString(8).padStart(3, '0')}`
          : String.fromCharCode(byte),
    )
    .join('');

interface Call {
  readonly type: string;
  readonly count: number;
  readonly size: number;
  readonly responseSize: number;
  readonly content: string;
}

const key = fc.oneof(
  { arbitrary: fc.constantFrom(...KEYS.slice(0, 5)), weight: 8 },
  { arbitrary: fc.constantFrom(...KEYS.slice(5)), weight: 1 },
  { arbitrary: fc.nat(300).map((n) => `/registry/pods/team-${n % 9}/web-6d4cf56db6-${1000 + n}`), weight: 4 },
);
const valueSize = fc.oneof(fc.nat(4000), fc.constantFrom(1, 127, 128, 16_383, 16_384, 2_097_152, 40_000_000));
const lease = fc.constantFrom('', '', '', ' lease:7893580914810803459', ' lease:1', ' lease:72057594037927936');
const leaseSize: Readonly<Record<string, number>> = {
  '': 0,
  ' lease:7893580914810803459': 10,
  ' lease:1': 2,
  ' lease:72057594037927936': 10,
};
/** By how much the sizes that are told differ from those that fit: of another branch, cut or from another version. */
const off = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 400);
const responseSize = fc.constantFrom(37, 37, 37, 37, 44, 151, 1056, 0);

const put = fc
  .tuple(key, valueSize, lease, off, responseSize, fc.nat(2 ** 40), fc.constantFrom('', 'read', 'read', 'other'))
  .map(([name, bytes, held, by, responseSize, revision, otherwise]): Call => {
    const k = printed(name);
    const length = k.length;
    const size = field(field(length) + 1 + varint(bytes) + bytes + (leaseSize[held] ?? 0)) + by;
    const failure = otherwise === '' ? '' : `request_range:<key:"${otherwise === 'read' ? k : `${k}x`}" > `;
    return {
      ...{ type: 'KV/Txn', count: by === 400 ? 2 : 1, size, responseSize },
      content:
        `compare:<target:MOD key:"${k}" mod_revision:${revision} > success:<request_put:<key:"${k}" value_size:${bytes}${held} >> ` +
        `failure:<${failure}>`,
    };
  });
const remove = fc.tuple(key, off, responseSize).map(([name, by, responseSize]): Call => {
  const k = printed(name);
  return {
    ...{ type: 'KV/Txn', count: 1, size: field(field(k.length)) + by, responseSize },
    content:
      `compare:<target:MOD key:"${k}" mod_revision:7 > success:<request_delete_range:<key:"${k}" > > ` +
      `failure:<request_range:<key:"${k}" > >`,
  };
});
const single = fc
  .tuple(
    key,
    fc.constantFrom('', ' value_size:12', ' value_size:12 lease:8', ' value_size:1 prev_kv:true', ' lease:3'),
    responseSize,
  )
  .map(([name, rest, size]): Call => ({
    ...{ type: 'KV/Put', count: 1, size: 20, responseSize: size },
    content: `key:"${printed(name)}"${rest} `,
  }));
const range = fc
  .tuple(
    key,
    fc.constantFrom(
      ...[
        '',
        'range_end:"/registry/pods0" limit:500 ',
        'limit:1 keys_only:true ',
        'range_end:"a\\"b" ',
        'limit',
        ' ',
        'x:<',
      ],
    ),
  )
  .map(([name, rest]): Call => ({
    ...{ type: 'KV/Range', count: 0, size: 37, responseSize: 100 },
    content: `key:"${printed(name)}" ${rest}`,
  }));
const others = fc.constantFrom<Call>(
  { type: 'Lease/LeaseGrant', count: -1, size: -1, responseSize: -1, content: '' },
  { type: 'Maintenance/Status', count: -1, size: -1, responseSize: -1, content: '' },
  { type: 'KV/Txn', count: 0, size: 0, responseSize: 0, content: '' },
  { type: 'KV/DeleteRange', count: 1, size: 9, responseSize: 9, content: 'key:"/registry/pods/a" ' },
);
const call = fc.oneof(
  { arbitrary: put, weight: 12 },
  { arbitrary: remove, weight: 4 },
  { arbitrary: single, weight: 2 },
  { arbitrary: range, weight: 3 },
  { arbitrary: others, weight: 2 },
);

const remote = fc.oneof(
  fc.nat(9).map((n) => `10.0.1.${n}:${41_000 + n}`),
  fc.constantFrom('', 'No remote client info.', '[fd00::1]:443', '@', `unix:${'x'.repeat(70)}`, '10.0.0.1', ':1'),
);
const spent = fc.constantFrom('1.118822ms', '66.529µs', '2s', '1m0.5s', '', 'now');
const zone = fc.constantFrom('Z', 'Z', 'Z', '+0800', '-03:30', '');
const millis = fc.oneof({ arbitrary: fc.nat(7_300_000), weight: 9 }, { arbitrary: fc.nat(9e10), weight: 1 });

const stamps = fc.tuple(millis, zone, fc.constantFrom(23, 23, 23, 19, 21)).map(([ms, of, cut]) => {
  const time = new Date(Date.UTC(2024, 11, 15, 3) + ms);
  return { time, ts: time.toISOString().slice(0, cut) + of };
});

interface Line {
  readonly time: Date;
  readonly message: string;
}

/** Up to 3.4, without `--logger zap`. */
const oldText = (
  time: Date,
  { type, count, size, responseSize: answered, content }: Call,
  from: string,
  took: string,
): string =>
  `${time.toISOString().slice(0, 23).replace('T', ' ')}172 D | etcdserver/api/v3rpc: start time = ` +
  `${time.toISOString().slice(0, 19).replace('T', ' ')}.498143221 +0000 UTC m=+0.755604582, time spent = ${took}, remote = ${from}, ` +
  `response type = /etcdserverpb.${type}, request count = ${count}, request size = ${size}, response count = 0, ` +
  `response size = ${answered}, request content = ${content}`;
interface MetadataField {
  readonly from: string;
  readonly took: string;
  readonly at: number;
  readonly level: string;
}
const statsText = (
  ts: string,
  { type, count, size, responseSize: answered, content }: Call,
  { from, took, at, level }: MetadataField,
): string =>
  `{"level":"${level}","ts":"${ts}","caller":"v3rpc/interceptor.go:${at}","msg":"request stats","start time":"${ts}",` +
  `"time spent":"${took}","remote":"${from}","response type":"/etcdserverpb.${type}","request count":${count},` +
  `"request size":${size},"response count":0,"response size":${answered},"request content":${JSON.stringify(content)}}`;

const stats = fc
  .tuple(
    stamps,
    call,
    fc.record({
      from: remote,
      took: spent,
      at: fc.constantFrom(181, 181, 181, 181, 186),
      level: fc.constantFrom('debug', 'debug', 'debug', 'warn'),
    }),
  )
  .map(([{ time, ts }, one, rest]): Line => ({ time, message: statsText(ts, one, rest) }));
const old = fc
  .tuple(stamps, call, remote, spent)
  .map(([{ time }, one, from, took]): Line => ({ time, message: oldText(time, one, from, took) }));
const told = stamps.map(({ time, ts }): Line => ({
  time,
  message: `{"level":"info","ts":"${ts}","caller":"etcdserver/server.go:1","msg":"applied snapshot","x":1}`,
}));
/** One byte is another, is missing or is one too many. */
const broken = fc
  .tuple(
    stats,
    fc.nat(560),
    fc.constantFrom('', ' ', '"', '\\', '\0', '\u001b', '>', '0', '9', 'é', '\t'),
    fc.boolean(),
  )
  .map(([{ time, message }, at, byte, more]): Line => ({
    time,
    message: message.slice(0, at) + byte + message.slice(more ? at : at + 1),
  }));
const prose = stamps.map(({ time }): Line => ({ time, message: 'panic: runtime error' }));

type Wrap = (line: Line) => string;
const two = (value: number): string => String(value).padStart(2, '0');
const clockOf = (time: Date): string => time.toISOString().slice(11, 19);
const journalJson = (host: string, loose: boolean, tail: string): Wrap => {
  const colon = loose ? ' : ' : ':';
  const comma = loose ? ', ' : ',';
  return ({ time, message }) => {
    const micros = time.getTime() * 1000 + 412;
    const fields: [string, string][] = [
      ['__CURSOR', `s=5f3c;i=${micros.toString(16)};b=446a`],
      ['__REALTIME_TIMESTAMP', String(micros)],
      ['__MONOTONIC_TIMESTAMP', String(micros % 1e9)],
      ['_SELINUX_CONTEXT', 'unconfined\n'],
      ['SYSLOG_IDENTIFIER', 'etcd'],
      ['_PID', '1532'],
      ['MESSAGE', message + tail],
      ['_HOSTNAME', host],
    ];
    const text = fields.map(([name, value]) => `"${name}"${colon}${JSON.stringify(value)}`).join(comma);
    return loose ? `{ ${text} }` : `{${text}}`;
  };
};
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const WRAPPINGS: readonly Wrap[] = [
  ({ message }) => message,
  ({ time, message }) => `Dec ${String(time.getUTCDate()).padStart(2)} ${clockOf(time)} cp1 etcd[1532]: ${message}`,
  ({ time, message }) => `Dec ${two(time.getUTCDate())} ${clockOf(time)}.123456 cp1 etcd[1532]: ${message}`,
  ({ time, message }) => `Dec ${two(time.getUTCDate())} ${clockOf(time)} etcd[1532]: ${message}`,
  ({ time, message }) => `${time.toISOString().slice(0, 19)}+0000 cp1 etcd[1532]: ${message}`,
  ({ time, message }) => `${time.toISOString().slice(0, 19)}.123456+01:00 cp1 etcd[1532]: ${message}`,
  ({ time, message }) =>
    `${DAYS[time.getUTCDay()] ?? ''} ${time.toISOString().slice(0, 10)} ${clockOf(time)} UTC cp1 etcd[1532]: ${message}`,
  ({ time, message }) => `${Math.floor(time.getTime() / 1000)}.123456 cp1 etcd[1532]: ${message}`,
  ({ time, message }) =>
    `${time
      .toISOString()
      .slice(0, 23)
      .replace(/\.?0+$/, '')}Z stderr F ${message}`,
  ({ time, message }) => `${time.toISOString().slice(0, 23)}000001+01:00 stderr F ${message}`,
  ({ time, message }) => `${time.toISOString().slice(0, 23)}Z stderr P ${message}`,
  journalJson('cp1', false, ''),
  journalJson('cp2', false, '\n'),
  journalJson('cp1', true, ''),
];

const lineOf = (usual: fc.Arbitrary<Line>): fc.Arbitrary<Line> =>
  fc.oneof(
    { arbitrary: usual, weight: 40 },
    { arbitrary: stats, weight: 6 },
    { arbitrary: old, weight: 3 },
    { arbitrary: broken, weight: 8 },
    { arbitrary: told, weight: 3 },
    { arbitrary: prose, weight: 1 },
  );
const foreign = fc.constantFrom(
  ...[
    '',
    '   ',
    '2024-12-15T03:15:23.190Z PUT /registry/pods/a/b 12 1ms',
    '{',
    'NAME   READY   STATUS',
    '-- Reboot --',
  ],
  ...['goroutine 1 [running]:', '==> cp3.log <==', 'Dec 15 03:15:23 cp1 kubelet[9]: E1215 03:15:23.000000 1 a.go:1] x'],
);

/** A text of some dozen lines, most of them in one wrapping. */
const texts = (usualLine: fc.Arbitrary<Line>): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('', '\ufeff'),
      fc.nat(WRAPPINGS.length - 1),
      fc.array(
        fc.tuple(
          usualLine,
          fc.option(fc.nat(WRAPPINGS.length - 1), { freq: 12 }),
          fc.option(foreign, { freq: 15 }),
          fc.constantFrom('\n', '\n', '\n', '\n', '\n', '\r\n', '\n\n'),
        ),
        { maxLength: 50 },
      ),
      fc.boolean(),
    )
    .map(([start, usual, lines, open]) => {
      const text = lines
        .map(([one, other, instead, end]) => (instead ?? (WRAPPINGS[other ?? usual] as Wrap)(one)) + end)
        .join('');
      return start + (open ? text.replace(/\r?\n+$/, '') : text);
    });

export const statsLines = fc.oneof(texts(lineOf(stats)), texts(lineOf(stats)), texts(lineOf(old)));

/** Lines of the common shape alone, in great number: `count` of them, a few a second, in one of the wrappings. */
export function plainStats(count: number, keys: number, wrapping: 'bare' | 'short' | 'cri' | 'json' | 'old'): string {
  const wrap = WRAPPINGS[{ bare: 0, short: 1, cri: 8, json: 11, old: 0 }[wrapping]] as Wrap;
  const lines: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const time = new Date(Date.UTC(2024, 11, 15) + i * 370);
    const number = (i * 2654435761) % keys;
    const name = `/registry/pods/ns-${number % 7}/worker-${number % 31}-7c9d8f6b54-${1000 + number}`;
    const bytes = 300 + (number % 3000);
    const size = field(field(name.length) + 1 + varint(bytes) + bytes);
    const content =
      `compare:<target:MOD key:"${name}" mod_revision:${i} > success:<request_put:<key:"${name}" value_size:${bytes} >> ` +
      `failure:<request_range:<key:"${name}" > >`;
    const one = { type: 'KV/Txn', count: 1, size, responseSize: 37, content };
    const from = `10.0.1.${i % 5}:${41_000 + (i % 11)}`;
    const message =
      wrapping === 'old'
        ? oldText(time, one, from, '1.5ms')
        : statsText(time.toISOString(), one, { from, took: '1.5ms', at: 181, level: 'debug' });
    lines.push(wrap({ time, message }));
  }
  return `${lines.join('\n')}\n`;
}
