import type { LineParser } from '../../model/parser.js';
import type { AnyRecord } from '../../model/record.js';

const ID = 'ansible-result';
const FAILED = /^(?:fatal|failed): \[([^\]]{1,200})\](?: => \(.*?\))?: (?:FAILED|UNREACHABLE)! => (\{.*\})$/s;

/**
 * A task of Ansible that failed on etcd (kubespray and the like): `fatal: [node1 -> 10.0.0.1]: FAILED! => {"cmd": …}`. The
 * stamps inside are of the host and show no zone, and the task may have been delegated: it has no moment.
 */
export const ansibleResult: LineParser = {
  id: ID,
  source: 'system',
  title: 'failed tasks of Ansible that ask etcd',
  sample: 'fatal: [cp1]: FAILED! => {"cmd": "etcdctl endpoint health", "rc": 1, "stderr": "Error: unhealthy cluster"}',
  takes: ['endpoint-unhealthy', 'log'],
  begins: 'f',
  parse(payload, _context, sink) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 0x66 || bytes[start + 1] !== 0x61 || end - start > 100_000) return false;
    const found = FAILED.exec(payload.text);
    if (found === null) return false;
    const record = recordOf(found[1] ?? '', found[2] ?? '');
    if (record === null) return false;
    sink.record(record);
    return true;
  },
};

function recordOf(host: string, json: string): AnyRecord | null {
  let result: Record<string, unknown>;
  try {
    result = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return null;
  }
  const asked = Array.isArray(result['cmd']) ? result['cmd'].join(' ') : result['cmd'];
  const command = typeof asked === 'string' ? asked : '';
  const words = ['stderr', 'stdout', 'msg']
    .map((name) => result[name])
    .find((one) => typeof one === 'string' && one !== '');
  const said = typeof words === 'string' ? (words.split('\n').findLast((line) => line.trim() !== '') ?? '').trim() : '';
  if (!/\betcd(?:ctl)?\b/.test(command) && !/\betcd\b/.test(said)) return null;
  const message = `${host}: ${said}`.slice(0, 300);
  const common = { format: ID, source: 'system', time: null } as const;
  return /\betcdctl\b.*\b(?:health|status|cluster-health|member list)\b/s.test(command)
    ? { ...common, kind: 'endpoint-unhealthy', message }
    : { ...common, kind: 'log', level: 'error', message };
}
