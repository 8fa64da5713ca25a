import { expect } from 'chai';
import fc from 'fast-check';
import { LinePayload } from '../../../src/decoders/payload.js';
import type { Context, Sink } from '../../../src/model/parser.js';
import { OPS } from '../../../src/model/request.js';
import { requestLog } from '../../../src/parsers/etcd/requests/request-log.js';
import { context } from '../read-text.js';

interface MetadataField {
  readonly op: string;
  readonly time: string | null;
  readonly key: string;
  readonly bytes: number;
  readonly ms: number | null;
}

/** What the parser makes of a line; null: it isn't of this dialect. */
function read(line: string | Buffer, within: Context = context): MetadataField | null {
  let told: MetadataField | null = null;
  const sink: Sink = {
    record: () => undefined,
    problem: () => undefined,
    request: (view) => {
      told = {
        op: OPS[view.op] ?? '',
        time: Number.isNaN(view.time) ? null : new Date(view.time / 1000).toISOString(),
        key: view.key,
        bytes: view.valueBytes,
        ms: view.duration < 0 ? null : view.duration / 1000,
      };
    },
  };
  const bytes = Buffer.from(line);
  const payload = new LinePayload();
  payload.reset(bytes, 0, bytes.length);
  const claimed = requestLog.parse(payload, within, sink);
  expect(claimed).to.equal(told !== null);
  return told;
}

const KEY = '/registry/pods/payments/checkout-worker-bf7fd4c48-vt96s';
const AT = '2026-11-22T13:08:33.190Z';
const put = (part: Partial<MetadataField>): MetadataField => ({
  op: 'put',
  time: AT,
  key: KEY,
  bytes: -1,
  ms: null,
  ...part,
});

const TABLE: readonly (readonly [name: string, line: string, expected: MetadataField | null])[] = [
  ['all fields', `${AT} PUT ${KEY} 2787 55.420496ms`, put({ bytes: 2787, ms: 55.42 })],
  ['µs', `${AT} PUT ${KEY} 29 606.12µs`, put({ bytes: 29, ms: 0.606 })],
  ['an offset', `2026-11-22T14:08:33.190+01:00 PUT ${KEY} 1`, put({ bytes: 1 })],
  ['an offset without a colon', `2026-11-22T08:08:33.190-0500 PUT ${KEY} 1`, put({ bytes: 1 })],
  ['brackets, no zone', `[2026-11-22 13:08:33.190] PUT ${KEY}`, put({})],
  ['no time', `PUT ${KEY} 3456`, put({ time: null, bytes: 3456 })],
  ['a duration and no size', `${AT} DELETE ${KEY} 1.5s`, { ...put({ ms: 1500 }), op: 'delete' }],
  ['a carriage return', `${AT} PUT ${KEY} 12\r`, put({ bytes: 12 })],
  ['another prefix', `${AT} PUT /kubernetes.io/pods/a/b 1`, put({ key: '/kubernetes.io/pods/a/b', bytes: 1 })],
  [
    'a word that only etcd has, with any key',
    `${AT} RANGE health 29 606.12µs`,
    { ...put({ key: 'health', bytes: 29, ms: 0.606 }), op: 'range' },
  ],
  ['a GET of a Kubernetes key', `GET ${KEY} 5`, { ...put({ time: null, bytes: 5 }), op: 'range' }],
  ['a GET of a web page', 'GET /index.html 200', null],
  ['a PUT of an API', `${AT} PUT /api/v1/namespaces/a/pods/b 200 12ms`, null],
  ['an access log of a web server', '10.0.0.1 - - [22/Nov/2026:13:08:30 +0000] "PUT /registry/x HTTP/1.1" 200 5', null],
  ['a stamp that is none', `2026-13-22T13:08:33.190Z PUT ${KEY} 1`, null],
  ['words behind the key', `${AT} PUT ${KEY} was slow`, null],
  ['a duration that is none', `${AT} PUT ${KEY} 12 5 apples`, null],
  ['prose', 'PUT the kettle on', null],
  ['nothing', '', null],
];

describe('request-log', () => {
  for (const [name, line, expected] of TABLE) it(`reads ${name}`, () => expect(read(line)).to.deep.equal(expected));

  it('takes other keys where the head of the input has shown what it is', () => {
    const line = `${AT} PUT /calico/v1/host 12 1ms`;
    expect(read(line)).to.equal(null);
    expect(read(line, { ...context, hints: new Set(['request-log']) })?.key).to.equal('/calico/v1/host');
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('', `${AT} PUT `, `${AT} PUT ${KEY} `, '['),
        (tail, head) => {
          read(Buffer.concat([Buffer.from(head), Buffer.from(tail)]));
        },
      ),
    );
  });
});
