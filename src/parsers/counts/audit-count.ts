import type { LineParser, Payload } from '../../model/parser.js';
import type { ApiRequest } from '../../model/record.js';
import { resourceName } from '../kube-audit/request-path.js';
import { countedName } from './names.js';

const ID = 'audit-count';
const MOST_LENGTH = 1000;
const ROW = /^ {0,12}(\d{1,12})[ \t]+(\S.*)$/;
const VERB = /^(?:get|list|watch|create|update|patch|delete|deletecollection)$/;
/** Users that no other list names: of Kubernetes itself, of kubeadm, of an identity provider. */
const USER =
  /^(?:system:[\w:.@/-]+|kubernetes-admin|kube-apiserver[\w-]*|kubeadm:[\w:.-]+|(?:oidc|aws|azure|gke):\S+|arn:aws:\S+|\S+@[\w-]+\.[\w.-]+)$/;
/** `kubectl/v1.29.0`, `Go-http-client/2.0`, and behind it the platform and the revision. */
const AGENT =
  /^[\w.$-]{1,80}\/(?:v?\d[\w.+-]*|\$Format|unknown|latest)\b|^Mozilla\/|^Go-http-client\/|^kubernetes\/[\da-f$]/;
/** A user that nothing but Kubernetes has: `jq -r .user.username audit.log | sort | uniq -c`. */
const OF_KUBERNETES =
  /^(?:system:(?:serviceaccount:[\w.-]+:[\w.-]+|node:[\w.-]+|apiserver|kube-[\w-]+|anonymous)|kubernetes-admin)$/;
const NOTHING: Fields = { verb: null, user: null, agent: null, resource: null, namespace: null };
const PLATFORM = /^\([\w./; -]{3,80}\)$/;
const PATH = /^\/apis?\/\S+$/;
const NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/;

interface Fields {
  verb: string | null;
  user: string | null;
  agent: string | null;
  resource: string | null;
  namespace: string | null;
}

/**
 * Rows of `jq -r '[.verb, .user.username, .userAgent, .objectRef.resource] | @tsv' audit.log | sort | uniq -c`: requests
 * of an audit log that were counted, the columns in any order, by tabs or, where a terminal lost them, by blanks.
 */
export const auditCount: LineParser = {
  id: ID,
  source: 'kubernetes',
  title: 'counts of audit events: jq … audit.log | sort | uniq -c',
  sample: '  18211 update\tsystem:serviceaccount:kube-system:sync\tsync/v1.2 (linux/amd64)\tconfigmaps',
  takes: ['api-request'],
  parse(payload, _, sink) {
    if (!mayBeRow(payload)) return false;
    const row = ROW.exec(payload.text.trimEnd());
    if (row === null) return false;
    const rest = row[2] ?? '';
    const isParted = rest.includes('\t');
    const found = OF_KUBERNETES.test(rest) ? { ...NOTHING, user: rest } : fieldsOf(cellsOf(rest), isParted);
    if (found === null || !isOfAudit(found, isParted)) return false;
    const { verb, user, agent, resource, namespace } = found;
    const request: ApiRequest = {
      ...{ kind: 'api-request', format: ID, source: 'kubernetes', time: null, verb: verb ?? '' },
      ...(resource === null ? {} : { resource }),
      ...(namespace === null ? {} : { namespace }),
      ...{ code: null, duration: null, user, userAgent: agent, count: Number(row[1]) },
      excerpt: payload.text.trim().slice(0, 300),
    };
    sink.record(request);
    return true;
  },
};

/** A number, then blanks and something else, on a short line. */
function mayBeRow({ bytes, start, end }: Payload): boolean {
  if (end - start > MOST_LENGTH) return false;
  let at = start;
  while (at < end && bytes[at] === 32) at += 1;
  const digits = at;
  while (at < end && (bytes[at] as number) >= 48 && (bytes[at] as number) <= 57) at += 1;
  return at > digits && at + 2 < end && (bytes[at] === 32 || bytes[at] === 9);
}

function cellsOf(text: string): string[] {
  if (text.includes('\t')) return text.split('\t').map((cell) => cell.trim());
  const cells: string[] = [];
  for (const word of text.match(/\([^()]*\)|\S+/g) ?? []) {
    const last = cells.at(-1);
    // an agent continues with its platform and its revision
    const goesOn =
      last !== undefined &&
      AGENT.test(last) &&
      (PLATFORM.test(word) || /^(?:kubernetes\/[\da-f$]\S*|leader-election|\S+-controller)$/.test(word));
    if (goesOn) cells[cells.length - 1] = `${last} ${word}`;
    else cells.push(word);
  }
  return cells;
}

/** What each cell is, by itself and by its neighbours; null: one of them is nothing of an audit event's. */
function fieldsOf(cells: readonly string[], parted: boolean): Fields | null {
  const fields: Fields = { verb: null, user: null, agent: null, resource: null, namespace: null };
  if (cells.length < 2 || cells.length > 8) return null;
  const open: string[] = [];
  for (const cell of cells) {
    if (cell === '' || cell === 'null' || cell === '-' || /^\d{3}$/.test(cell)) continue;
    if (fields.verb === null && VERB.test(cell)) fields.verb = cell;
    else if (fields.user === null && USER.test(cell)) fields.user = cell;
    else if (fields.agent === null && AGENT.test(cell)) fields.agent = cell;
    else if (!PATH.test(cell)) open.push(cell);
  }
  for (const [at, cell] of open.entries()) {
    const isKnown = fields.resource !== null;
    const group = /^(?:[a-z0-9-]+\.)+[a-z0-9-]+$/.test(cell);
    if (!isKnown && isResource(cell)) fields.resource = resourceName('', cell);
    else if (fields.resource !== null && group) fields.resource = resourceName(cell, fields.resource);
    else if (parted && !isKnown && at < 2 && /^\S{1,200}$/.test(cell))
      fields[fields.user === null ? 'user' : 'agent'] ??= cell;
    else if (fields.namespace === null && NAME.test(cell) && (parted || isKnown)) fields.namespace = cell;
    else if (!parted) return null;
  }
  return fields;
}

const isResource = (cell: string): boolean =>
  /^[a-z][a-z0-9./-]{2,200}$/.test(cell) && (countedName(cell)?.resource ?? null) !== null;

/** A user of Kubernetes says it; a verb does beside a resource, or beside a program that asked. */
function isOfAudit({ verb, user, agent, resource }: Fields, isParted: boolean): boolean {
  if (user !== null && OF_KUBERNETES.test(user)) return true;
  if (user !== null && USER.test(user)) {
    const isAddress = user.includes('@') && !user.startsWith('system:');
    return (
      verb !== null || (!isAddress && (resource !== null || agent !== null)) || (resource !== null && agent !== null)
    );
  }
  return verb !== null && resource !== null && (isParted || agent !== null);
}
