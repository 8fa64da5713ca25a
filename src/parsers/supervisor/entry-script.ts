import type { LineParser } from '../../model/parser.js';

const ID = 'entry-script';

/** Bitnami's liblog.sh: module, time of day, level, `==>`. */
const BITNAMI =
  /^ ?(etcd|k8s[\w-]{0,20}|kube[\w-]{0,30}) (\d\d:\d\d:\d\d\.\d\d)(?: +(?:(DEBUG|INFO|WARN|ERROR) +==>(?: (.*))?|(?:Welcome to the Bitnami|Subscribe to project|Submit issues|Did you know|NOTICE:|Upgrade to).*))?$/s;
/** `set -x` of an entry script that starts etcd, and what OpenShift's waits for. */
const TRACED = /^\++ (?:exec |nice |ionice |-c\d |-n\d |-- )*(?:(?:\/[\w.-]+)*\/)?etcd(?: .*)?$/s;
const OPENSHIFT =
  /^(?:Waiting for ports? \d+(?:, \d+)*(?: and \d+)? to be released\.|#{3,} attempt \d+|member="?[0-9a-z].{0,400}dataDir=".*|etcd has been upgraded|(?:target|member)=(?:nil|\{name=).*)$/;

/**
 * What the entry script of a container prints before it starts etcd: banners, checks, the command line.
 * `etcd 05:48:43.20 INFO  ==> ** Starting etcd **`. The time of day has no date: such a line has no moment.
 */
export const entryScript: LineParser = {
  id: ID,
  source: 'system',
  title: 'entry scripts of etcd containers: Bitnami, OpenShift, set -x',
  sample: 'etcd 05:48:43.20 INFO  ==> ** Starting etcd **',
  takes: ['log'],
  begins: ' ek+W#mt',
  parse(payload, _context, sink) {
    if (payload.end - payload.start > 4000 || payload.ident !== null) return false;
    const text = payload.text.trimEnd();
    const banner = BITNAMI.exec(text);
    // a line of etcd behind the script's prefix is etcd's
    if (banner !== null && /^(?:\{"|\d{4}[-/]|raft\d)/.test(banner[4] ?? '')) return false;
    const message = banner === null ? (TRACED.test(text) || OPENSHIFT.test(text) ? text : null) : (banner[4] ?? '');
    if (message === null) return false;
    const level = banner?.[3]?.toLowerCase() ?? null;
    sink.record({
      ...{ format: ID, source: 'system', time: payload.outerTime, kind: 'log' },
      ...{ level, message: message.slice(0, 1000) },
    });
    return true;
  },
};
