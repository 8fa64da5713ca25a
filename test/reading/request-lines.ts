import fc from 'fast-check';

/** Lines of plain request logs: as they should be, nearly so, and others, some of them with a carriage return. */

const word = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

const DIGITS = '0123456789';
const two = (most: number): fc.Arbitrary<string> => fc.nat(most).map((n) => String(n).padStart(2, '0'));

const date = fc.oneof(
  { arbitrary: fc.constantFrom('2024-12-15', '2024-12-15', '2024-12-14', '2024-02-31'), weight: 6 },
  {
    arbitrary: fc
      .tuple(fc.integer({ min: 1969, max: 2039 }), two(13), two(32))
      .map(([year, month, day]) => `${year}-${month}-${day}`),
    weight: 1,
  },
);

const time = fc
  .tuple(
    date,
    fc.constantFrom('T', 'T', 'T', ' '),
    two(24),
    fc.oneof(fc.constant('15'), two(60)),
    two(60),
    fc.oneof(
      fc.constant(''),
      word(DIGITS, 0, 11).map((digits) => `.${digits}`),
    ),
    fc.constantFrom('Z', 'Z', 'Z', '+01:00', ''),
  )
  .map(([day, t, hour, minute, second, fraction, zone]) => `${day}${t}${hour}:${minute}:${second}${fraction}${zone}`);

const key = fc.oneof(
  { arbitrary: fc.nat(40).map((n) => `/registry/pods/payments/worker-7c9d8f6b54-x2${n}`), weight: 5 },
  { arbitrary: fc.nat(40).map((n) => `/registry/leases/kube-node-lease/node-${n}`), weight: 2 },
  { arbitrary: fc.nat(9).map((n) => `/registry/minions/w${n}`), weight: 1 },
  { arbitrary: word('abcdefgh/-.:', 0, 90).map((rest) => `/registry/${rest}`), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map((rest) => `/registry/pods/${rest}`), weight: 1 },
  { arbitrary: fc.constantFrom('/registry', '/kubernetes.io/pods/a/b', '/calico/ipam', 'compact_rev_key'), weight: 1 },
);

const duration = fc.oneof(
  { arbitrary: fc.nat(9_999_999).map((n) => `${n / 1e6}ms`), weight: 3 },
  {
    arbitrary: fc
      .tuple(
        word(DIGITS, 0, 12),
        fc.constantFrom('', '.', '.5', '.123456789'),
        fc.constantFrom('s', 'ms', 'µs', 'us', 'ns', 'm3s', 'x', ''),
      )
      .map((parts) => parts.join('')),
    weight: 2,
  },
);

const size = fc.oneof(fc.nat(5_000_000).map(String), word(DIGITS, 1, 12));

const request = fc
  .tuple(
    fc.oneof({ arbitrary: time, weight: 9 }, { arbitrary: time.map((t) => `[${t}]`), weight: 1 }),
    fc.constantFrom('PUT', 'PUT', 'PUT', 'DELETE', 'RANGE', 'GET', 'TXN', 'PATCH', 'put'),
    key,
    fc.oneof(
      fc.constant(''),
      size.map((n) => ` ${n}`),
    ),
    fc.oneof(
      fc.constant(''),
      duration.map((d) => ` ${d}`),
    ),
    fc.constantFrom('', '', '', '', ' ', '\r', '\r\r'),
  )
  .map(([at, verb, name, bytes, took, end]) => `${at} ${verb} ${name}${bytes}${took}${end}`);

/** One byte of a request is another, is missing or is one too many. */
const broken = fc
  .tuple(
    request,
    fc.nat(120),
    fc.constantFrom('', ' ', '\t', '\0', '\u001b', '/', 'Z', '0', '\u00e9', '\u00a0'),
    fc.boolean(),
  )
  .map(([text, at, byte, more]) => text.slice(0, at) + byte + text.slice(more ? at : at + 1));

const other = fc.constantFrom(
  '',
  '   ',
  '==> /var/log/requests.log <==',
  'Dec 15 03:15:23 cp1 etcd[1234]: 2024-12-15T03:15:23.190Z PUT /registry/pods/a/b 12 1ms',
  '{"level":"warn","ts":"2024-12-15T03:15:23.190Z","caller":"x.go:1","msg":"apply request took too long","took":"1s"}',
  '{',
  'NAME   READY   STATUS',
  '{"level":"info","ts":"2024-12-15T03:15:23.190Z","caller":"embed/etcd.go:1","msg":"starting etcd server","local-member-id":"1","name":"etcd-1"}',
);

/** A text of some dozen lines; `longest`: with a few as long as that, 0: without. */
export function requestLines(longest: number): fc.Arbitrary<string> {
  const long = fc
    .integer({ min: 1, max: Math.max(1, longest) })
    .map((length) => `2024-12-15T03:15:23.190Z PUT /registry/pods/long/${'a'.repeat(length)} 7 1ms`);
  const line = fc.oneof(
    { arbitrary: request, weight: 60 },
    { arbitrary: broken, weight: 15 },
    { arbitrary: other, weight: 5 },
    { arbitrary: long, weight: longest > 0 ? 2 : 0 },
  );
  return fc
    .tuple(fc.constantFrom('', '\ufeff'), fc.array(line, { maxLength: 60 }), fc.constantFrom('\n', '\n', ''))
    .map(([start, lines, end]) => start + lines.join('\n') + (lines.length > 0 ? end : ''));
}

/** Lines of the common shape alone, in great number and cheaply: `count` of them, a few a second. */
export function plainLines(count: number, keys: number): string {
  const lines: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const stamp = new Date(Date.UTC(2024, 11, 15) + i * 370).toISOString();
    const verb = i % 17 === 0 ? 'DELETE' : i % 11 === 0 ? 'RANGE' : 'PUT';
    const name = (i * 2654435761) % keys;
    lines.push(
      `${stamp} ${verb} /registry/pods/ns-${name % 7}/worker-${name % 31}-7c9d8f6b54-${1000 + name} ${name * 13} 1.5ms`,
    );
  }
  return `${lines.join('\n')}\n`;
}
