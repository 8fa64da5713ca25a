import type { LineParser } from '../../model/parser.js';
import { parseRfc1123 } from '../system/rfc1123.js';

const ID = 'kube-event-dated';
const STAMP = String.raw`[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}`;
const ROW = new RegExp(
  String.raw`^\s*(${STAMP})\s+(${STAMP})\s+(\d{1,9})\s+(\S{1,253})\s+([A-Z]\w{1,60})\s+(?:(\S{1,200})\s+)?([A-Za-z]{2,60})\s+\{(\S{1,100}) ?([^{}\s]{0,253})\}\s+(\S.*)$`,
  's',
);

/**
 * Rows of `kubectl get events` before Kubernetes 1.1, which dates both times instead of telling ages:
 *
 *     Sat, 24 Jan 2015 19:08:50 +0000   Sat, 24 Jan 2015 19:09:50 +0000   12   redis-master   Pod   scheduled   {scheduler }   Successfully assigned …
 *
 * These events have no type, and reasons in lower case.
 */
export const kubeEventDated: LineParser = {
  id: ID,
  source: 'kube-event',
  title: 'kubectl get events of 2015, a table with dates',
  sample:
    'Sat, 24 Jan 2015 19:08:50 +0000   Sat, 24 Jan 2015 19:09:50 +0000   12   redis-master   Pod   scheduled   {scheduler }   Successfully assigned redis-master to minion-3',
  versions: 'Kubernetes 0.5 to 1.0',
  takes: ['kube-event'],
  parse(payload, context, sink) {
    const { bytes, start, end } = payload;
    // `Sat, 24 `
    if (end - start < 90 || end - start > 8000 || bytes[start + 3] !== 0x2c || bytes[start + 4] !== 0x20) return false;
    const found = ROW.exec(payload.text.trimEnd());
    if (found === null) return false;
    const [, from = '', to = '', count = '', name = '', objectKind = '', , said = '', reporter = '', , text = ''] =
      found;
    const first = parseRfc1123(from);
    const time = parseRfc1123(to);
    if (time === null) return false;
    const reason = said.charAt(0).toUpperCase() + said.slice(1);
    const message = text.slice(0, 1000);
    sink.record({
      ...{ kind: 'kube-event', format: ID, source: 'kube-event', time, first, reason, objectKind, name, message },
      type: /fail|unhealthy|error|back-?off|kill|nodenotready/i.test(reason) ? 'Warning' : 'Normal',
      namespace: context.namespace,
      count: Number(count),
      identity: [objectKind, name, reason, from, message].join('\0'),
      reporter,
    });
    return true;
  },
};
