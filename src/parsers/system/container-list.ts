import type { LineParser, Payload } from '../../model/parser.js';
import type { AnyRecord } from '../../model/record.js';

const ID = 'container-list';

const cellsOf = (text: string): readonly string[] => text.split(/ {2,}|\t+/);
const ID_CELL = /^[0-9a-f]{12,64}$/;
const AGE = /^(?:\d{1,6}|About an?|Less than an?) [a-z]{3,10} ago$/;
const WARNING =
  /^(?:WARN|ERRO)\[\d{4}\] (?:[Cc]onfig "[^"]{1,200}" does not exist|(?:runtime|[Ii]mage) connect using default endpoints)/;
const STATES: ReadonlySet<string> = new Set(['Running', 'Exited', 'Created', 'Unknown', 'Ready', 'NotReady']);
/** `Up 2 hours`, `Exited (2) 12 minutes ago`, `Restarting (1) 5 seconds ago` */
const STATUS = /^(?:Up [\w ()]{1,60}|(?:Exited|Restarting) \((\d{1,3})\) [\w ]{3,40} ago|Created|Dead|Paused)$/;

const CONTROL_PLANE = /(?:^|_)(etcd|kube-apiserver)(?![\w-]*(?:operator|exporter|backup|proxy|druid))/;
/** A container that started so often again fails. */
const MANY = 3;

/**
 * `crictl ps`, `crictl pods`, `nerdctl ps` and `docker ps`, with or without their header: which containers of the control
 * plane run, and how often they started again. Their ages are round, so no row has a moment.
 */
export const containerList: LineParser = {
  id: ID,
  source: 'system',
  title: 'crictl ps, crictl pods, docker ps: rows',
  sample:
    '528c91b8381e7       4694d02f8e611       24 seconds ago      Exited              etcd                      12                  6ac02631e4211       etcd-cp1',
  takes: ['service-failed', 'log'],
  begins: '0-9a-fCPWE',
  parse(payload, _context, sink) {
    if (payload.end - payload.start > 1000 || payload.ident !== null) return false;
    const record = rowRecord(payload);
    if (record === null) return false;
    sink.record(record);
    return true;
  },
};

function rowRecord(payload: Payload): AnyRecord | null {
  const text = payload.text.trimEnd();
  const cells = cellsOf(text);
  const common = { format: ID, source: 'system', time: null } as const;
  const plain = { ...common, kind: 'log', level: null, message: cells.join('  ').slice(0, 300) } as const;
  if (WARNING.test(text)) return plain;
  const [id = '', ...others] = cells;
  if (/^(?:CONTAINER(?: ID)?|POD ID)$/.test(id))
    return others.includes('CREATED') && (others.includes('STATE') || others.includes('COMMAND')) ? plain : null;
  const age = ID_CELL.test(id) ? others.findIndex((cell) => AGE.test(cell)) : -1;
  if (age === -1) return null;
  const state = others[age + 1] ?? '';
  // 528c91b8381e7  4694d02f8e611  24 seconds ago  Exited  etcd  12  6ac02631e4211  etcd-cp1
  if (STATES.has(state)) {
    const [unit = '', attempt = ''] = others.slice(age + 2);
    const restarts = /^\d{1,9}$/.test(attempt) ? Number(attempt) : 0;
    if (age !== 1 || state !== 'Exited' || restarts < MANY || !CONTROL_PLANE.test(unit)) return plain;
    const excerpt = `${unit}: ${state}, attempt ${restarts}`;
    return { ...common, kind: 'service-failed', unit, status: state, restarts, excerpt };
  }
  // fa52e8baa7bc  quay.io/coreos/etcd:v3.3.10  "/usr/local/bin/etcd"  13 minutes ago  Exited (2) 12 minutes ago  etcd1
  const status = STATUS.exec(state);
  if (status === null || !(others[1] ?? '').startsWith('"')) return null;
  const name = others.at(-1) ?? '';
  const unit = CONTROL_PLANE.exec(name)?.[1];
  const code = status[1];
  const ended = code !== undefined && !(code === '0' && state.startsWith('Exited'));
  if (unit === undefined || !ended || name.startsWith('k8s_POD_')) return plain;
  const shown = state.slice(0, state.indexOf(')') + 1);
  return { ...common, kind: 'service-failed', unit, status: shown, excerpt: `${name}: ${state}` };
}
