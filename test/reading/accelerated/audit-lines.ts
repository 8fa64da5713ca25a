import fc from 'fast-check';

/** Lines of kube-apiserver's audit log in their wrappings: as they should be, nearly so, and others between them. */

type Json = Readonly<Record<string, unknown>>;

const WORDS = ['payments', 'kube-system', 'checkout-db-0', 'widget-7', 'a', 'grüße', 'a"b', 'x\\y', '<none>', ''];
const word = fc.constantFrom(...WORDS);
const plain = fc.constantFrom('payments', 'kube-system', 'checkout-db-0', 'widget-7', 'a');
const USERS = ['system:node:w1', 'kubernetes-admin', 'system:serviceaccount:shop:operator', 'oidc:grüße', 'a"b', ''];
const AGENTS = [
  'kubelet/v1.29.6 (linux/amd64) kubernetes/062798d',
  'kubectl/v1.29.2 (linux/amd64) kubernetes/4b8e819',
  'operator',
  'Mozilla <5.0>',
];
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'connect', ''];

const leaf = fc.oneof(
  ...[word, fc.string({ maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 5 })],
  fc.constantFrom('2026-11-22T13:00:00Z', '2026-11-22T13:00:0', '😀', '\u2028', '\u0001', '\ufffd', 'Status'),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 12, 1.5, 1e21, -0, 123456789012345, 123456789012345680),
);
const NAMES = ['name', 'kind', 'metadata', 'spec', '10', '9', 'managedFields', 'generation', 'a b', 'grün', 'k:{"x"}'];
const body: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
})).object;
const answer = fc.oneof(
  ...[body, leaf, fc.array(leaf, { maxLength: 2 })],
  body.map((one) => ({ kind: 'Widget', metadata: { name: 'w', resourceVersion: '7' }, ...(one as Json) })),
  body.map((spec) => ({ kind: 'Widget', metadata: { name: 'w' }, spec })),
  fc.constant({ kind: 'Status', metadata: {}, status: 'Failure' }),
);

const option = <T>(value: fc.Arbitrary<T>, freq = 3): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq });
const user = fc.record(
  { username: fc.constantFrom(...USERS), groups: fc.array(word, { maxLength: 2 }), extra: body },
  { requiredKeys: ['username'] },
);
const reference = fc.record(
  {
    ...{ resource: fc.constantFrom('pods', 'nodes', 'widgets', 'tokenreviews', 'namespaces'), namespace: plain },
    ...{ name: fc.oneof(plain, word), uid: plain, apiGroup: fc.constantFrom('apps', 'stable.example.com') },
    ...{ apiVersion: fc.constant('v1'), resourceVersion: fc.constant('7') },
    subresource: fc.constantFrom('status', 'eviction', 'exec', 'binding'),
  },
  { requiredKeys: ['resource'] },
);
const status = fc.record(
  {
    metadata: fc.constant({}),
    message: fc.constantFrom('etcdserver: mvcc: database space exceeded', 'the object was modified', '<x>'),
    code: fc.constantFrom<unknown>(200, 201, 404, 409, 500, '200', 200.5),
  },
  { requiredKeys: ['metadata'] },
);
const URIS = [
  '/api/v1/namespaces/payments/pods/checkout-db-0/status?timeout=10s&fieldManager=x',
  '/api/v1/namespaces/payments/pods?dryRun=All',
  '/api/v1/nodes/w1/status',
  '/api/v1/pods?watch=true&limit=500',
  '/apis/stable.example.com/v1/namespaces/shop/widgets',
  '/api/v1/namespaces/a',
  '/healthz',
  '',
];
const second = fc.integer({ min: 0, max: 5 });
const stampAt = (at: number): string => `2026-11-22T13:1${at}:0${at}.00000${at}Z`;

/** In the order of Go's audit.Event. */
const event = fc
  .record({
    level: fc.constantFrom('Metadata', 'RequestResponse'),
    auditID: plain,
    stage: fc.constantFrom(
      'ResponseComplete',
      'ResponseComplete',
      'RequestReceived',
      'ResponseStarted',
      'Panic',
      'Else',
    ),
    requestURI: fc.constantFrom(...URIS),
    ...{ verb: fc.constantFrom(...VERBS), user, impersonatedUser: option(user, 8) },
    sourceIPs: option(fc.constant(['10.0.3.17', '10.0.0.1'])),
    userAgent: option(fc.constantFrom(...AGENTS), 8),
    ...{ objectRef: option(reference, 8), responseStatus: option(status, 8) },
    ...{ requestObject: option(body), responseObject: option(answer) },
    requestReceivedTimestamp: second.map(stampAt),
    stageTimestamp: fc.oneof(
      second.map(stampAt),
      fc.constantFrom('2026-02-30T00:00:00.000000Z', '2026-11-22T13:10:60Z'),
    ),
    annotations: option(fc.constant({ 'authorization.k8s.io/decision': 'allow', why: '"x"' })),
  })
  .map((fields): Json => ({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', ...fields }));

/** As Go prints JSON. */
const printed = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const nearly = fc
  .record({
    text: event.map(printed),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ text, at, how }) => {
    const place = Math.floor(at * text.length);
    const char = text.charAt(place);
    switch (how) {
      case 0:
        return text.slice(0, place);
      case 1:
        return text.slice(0, place) + text.slice(place + 1);
      case 2:
        return `${text.slice(0, place)}"${text.slice(place)}`;
      case 3:
        return `${text.slice(0, place)} ${text.slice(place)}`;
      case 4:
        // any letter may be written so
        return /[a-z]/i.test(char)
          ? `${text.slice(0, place)}\\u00${char.charCodeAt(0).toString(16)}${text.slice(place + 1)}`
          : text;
      case 5:
        return text.replace(/\{("\w+":)(?:"[^"]*"|\d+)/, (all, name: string) => `${all},${name}"twice"`);
      case 6:
        return JSON.stringify(
          Object.fromEntries(Object.entries(JSON.parse(text) as Json).sort(([a], [b]) => (a < b ? -1 : 1))),
        );
      case 7:
        return text.slice(0, place) + text;
      case 8:
        return text.slice(0, place) + text.slice(Math.floor(text.length * (1 - at)));
      default:
        return `${text.slice(0, place)}\u0001${text.slice(place)}`;
    }
  });

const others = fc.constantFrom(
  '',
  'I1122 13:13:13.000001       1 trace.go:236] Trace[1]: "Update" (22-Nov-2026 13:13:12.000)',
  '{"level":"info","ts":"2026-11-22T13:13:13.000001Z","caller":"a.go:1","msg":"saved snapshot"}',
  '{',
  '\u001b[31mred\u001b[0m',
  'panic: runtime error',
);

const WRAPS = {
  bare: (text: string): string => text,
  cri: (text: string): string => (text === '' ? text : `2026-11-22T13:13:13.123456789Z stdout F ${text}`),
  short: (text: string): string => (text === '' ? text : `Nov 22 13:13:13 cp1 kube-apiserver[7]: ${text}`),
};

/** Texts of a few lines. */
export const auditLines = fc
  .record({
    lines: fc.array(
      fc.oneof(
        { arbitrary: event.map(printed), weight: 6 },
        { arbitrary: nearly, weight: 2 },
        { arbitrary: others, weight: 1 },
      ),
      { maxLength: 30 },
    ),
    wrap: fc.constantFrom<keyof typeof WRAPS>('bare', 'bare', 'cri', 'short'),
    end: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(({ lines, wrap, end, last }) => lines.map(WRAPS[wrap]).join(end) + (last ? end : ''));

/** So many lines that are as they should be. */
export function plainAudit(count: number, objects: number, wrap: keyof typeof WRAPS = 'bare'): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const name = `pod-${(i * 7919) % objects}`;
    const at = new Date(Date.UTC(2026, 10, 22, 13) + i * 37).toISOString().replace('Z', '000Z');
    const namespaced = {
      resource: 'pods',
      namespace: 'payments',
      name,
      uid: 'u',
      apiVersion: 'v1',
      subresource: 'status',
    };
    const node = { resource: 'nodes', name: `w${i % 9}`, apiVersion: 'v1', subresource: 'status' };
    const one = {
      ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'RequestResponse', auditID: `id-${i}` },
      stage: i % 40 === 0 ? 'ResponseStarted' : 'ResponseComplete',
      requestURI: i % 5 === 0 ? '/api/v1/nodes/w1/status' : `/api/v1/namespaces/payments/pods/${name}/status?a=b&c=d`,
      verb: VERBS[[0, 4, 5, 6, 3, 5][i % 6] as number],
      user: { username: `system:node:w${i % 9}`, groups: ['system:nodes'] },
      ...{ sourceIPs: ['10.0.0.1'], userAgent: AGENTS[i % 3], objectRef: i % 5 === 0 ? node : namespaced },
      responseStatus: { metadata: {}, code: i % 11 === 0 ? 409 : 200 },
      ...(i % 3 === 0
        ? { responseObject: { kind: 'Pod', metadata: { name }, spec: { turn: i % 4, note: 'a "b" ü' } } }
        : {}),
      ...{ requestReceivedTimestamp: at, stageTimestamp: at },
    };
    return WRAPS[wrap](printed(one));
  });
  return `${lines.join('\n')}\n`;
}
