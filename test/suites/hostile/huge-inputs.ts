import fs from 'node:fs';

/** An input that is large in one way. Sizes are bytes, or lines where the name says so. */
export interface HugeInput {
  readonly name: string;
  readonly short: number;
  readonly long: number;
  readonly write: (file: string, size: number) => void;
}

const START = Date.UTC(2024, 11, 15);
const iso = (ms: number): string => new Date(START + ms).toISOString();

function writer(file: string, fill: (put: (text: string) => number) => void): void {
  const descriptor = fs.openSync(file, 'w');
  let parts: string[] = [];
  let length = 0;
  let total = 0;
  const flush = (): void => {
    fs.writeSync(descriptor, parts.join(''));
    parts = [];
    length = 0;
  };
  fill((text) => {
    parts.push(text);
    length += text.length;
    total += text.length;
    if (length > 1 << 20) flush();
    return total;
  });
  flush();
  fs.closeSync(descriptor);
}

const lines =
  (line: (i: number) => string) =>
  (file: string, count: number): void =>
    writer(file, (put) => {
      for (let i = 0; i < count; i += 1) put(`${line(i)}\n`);
    });

const bytes =
  (before: string, item: (i: number) => string, after: string) =>
  (file: string, size: number): void =>
    writer(file, (put) => {
      put(before);
      for (let i = 0; put(item(i)) < size;) i += 1;
      put(after);
    });

const block = 'x'.repeat(1 << 20);
const zap = (i: number, rest: string): string =>
  `{"level":"warn","ts":"${iso(i)}","caller":"etcdserver/util.go:170",${rest}}`;
const slow = (i: number): string =>
  `"msg":"apply request took too long","took":"${100 + (i % 999)}ms","expected-duration":"100ms","prefix":"","request":"key:\\"/registry/a/${i % 50}\\" "`;
const event = (i: number): string =>
  `${i === 0 ? '' : ','}{"apiVersion":"v1","kind":"Event","metadata":{"name":"p-${i}","namespace":"ns-${i % 500}"},"involvedObject":{"kind":"Pod","namespace":"ns-${i % 500}","name":"web-${i}"},"reason":"Reason${i % 3000}","message":"Back-off ${i}","firstTimestamp":"${iso(i * 100).slice(0, 19)}Z","lastTimestamp":"${iso(i * 100).slice(0, 19)}Z","count":1,"type":"Warning"}`;
const audit = (i: number): string =>
  `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"${i}","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/ns-${i % 500}/pods/p-${i}","verb":"update","user":{"username":"system:serviceaccount:ns-${i % 500}:sa-${i % 9999}"},"userAgent":"agent-${i % 5000}/v1","objectRef":{"resource":"pods","namespace":"ns-${i % 500}","name":"p-${i}","apiVersion":"v1"},"responseStatus":{"code":200},"requestObject":{"pad":"${'y'.repeat(1500 + (i % 3000))}"},"requestReceivedTimestamp":"${iso(i)}","stageTimestamp":"${iso(i + 3)}"}\n`;

export const HUGE: readonly HugeInput[] = [
  { name: 'one line without a line feed', short: 300e6, long: 2e9, write: bytes('', () => block, '') },
  { name: 'audit log', short: 150e6, long: 10e9, write: bytes('', audit, '') },
  {
    name: 'distinct keys (lines)',
    short: 300e3,
    long: 10e6,
    write: lines((i) => `${iso(i)} PUT /registry/pods/ns-${i % 977}/pod-${i.toString(36)}-x 345 1.1ms`),
  },
  {
    name: 'distinct minutes, requests (lines)',
    short: 1e6,
    long: 1e6,
    write: lines((i) => `${iso(i * 60e3)} PUT /registry/pods/ns/pod-${i % 100} 345 1.1ms`),
  },
  {
    name: 'distinct minutes, slow applies (lines)',
    short: 300e3,
    long: 1e6,
    write: lines((i) => zap(i * 60e3, slow(i))),
  },
  {
    name: 'distinct hosts (lines)',
    short: 200e3,
    long: 1e6,
    write: lines((i) => `Dec 15 03:00:00 host-${i} etcd[1]: ${zap(i, slow(i))}`),
  },
  {
    name: 'events in one JSON document on one line',
    short: 100e6,
    long: 500e6,
    write: bytes('{"apiVersion":"v1","kind":"List","items":[', event, ']}\n'),
  },
  { name: 'brackets without end', short: 50e6, long: 2e9, write: bytes('', () => '[{"a":'.repeat(1 << 14), '') },
  {
    name: 'unrecognised lines (lines)',
    short: 300e3,
    long: 10e6,
    write: lines((i) => `line ${i} of nothing in particular`),
  },
];
