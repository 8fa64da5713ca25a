import type { Outcome } from './cluster.js';
import { klogStamp } from './stamps.js';

/** Who openQuestions: what the audit log knows and etcd doesn't. */
export interface Client {
  readonly user: string;
  readonly agent: string;
}

export interface ApiCall {
  readonly time: number;
  readonly verb: 'create' | 'update' | 'patch' | 'delete' | 'list';
  readonly key: string;
  readonly client: Client;
  readonly outcome: Outcome;
}

const CODES: Readonly<Record<Outcome, number>> = { ok: 200, conflict: 409, refused: 500, failed: 504 };
const SPACE_EXCEEDED = 'etcdserver: mvcc: database space exceeded';

/** What API servers write of what passes them: audit lines, and errors in their own log. */
export class ApiRecords {
  private readonly audited: string[] = [];
  private readonly errors: { readonly time: number; readonly text: string }[] = [];
  private turn = 0;
  private lastError = -Infinity;

  audit({ time, verb, key, client, outcome }: ApiCall): void {
    const [, , ...path] = key.split('/');
    const isGroup = path[0]?.includes('.') === true;
    const [group, resource, namespace, name] = isGroup ? path : ['', ...path];
    this.turn += 1;
    const stamp = (at: number): string =>
      `${new Date(Math.floor(at)).toISOString().slice(0, -1)}${String(this.turn % 1000).padStart(3, '0')}Z`;
    const code = outcome === 'ok' && verb === 'create' ? 201 : CODES[outcome];
    const scope = name === undefined ? { name: namespace } : { namespace, name };
    const root = isGroup ? `/apis/${group ?? ''}/v1` : '/api/v1';
    const uri = `${root}${name === undefined ? '' : `/namespaces/${namespace ?? ''}`}/${resource === 'minions' ? 'nodes' : (resource ?? '')}/${name ?? namespace ?? ''}`;
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: `7f0c9a52-1b7d-4e5a-9c3f-${this.turn.toString(16).padStart(12, '0')}`,
      stage: 'ResponseComplete',
      requestURI: uri,
      verb,
      user: { username: client.user, groups: ['system:authenticated'] },
      sourceIPs: ['10.20.0.41'],
      userAgent: client.agent,
      objectRef: {
        resource: resource === 'minions' ? 'nodes' : resource,
        ...scope,
        apiGroup: group === '' ? undefined : group,
        apiVersion: 'v1',
      },
      responseStatus: { metadata: {}, code },
      requestReceivedTimestamp: stamp(time),
      stageTimestamp: stamp(time + 6),
    };
    this.audited.push(JSON.stringify(event));
  }

  /** What a refused write leaves in the log of an API server. */
  refused(time: number): void {
    if (time - this.lastError < 150) return; // most of them are not logged
    this.lastError = time;
    const text = `status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0x8, desc:"${SPACE_EXCEEDED}"}: ${SPACE_EXCEEDED}`;
    this.errors.push({ time, text });
  }

  compactionRefused(time: number): void {
    this.errors.push({
      time,
      text: `compact.go:124] etcd: endpoint ([https://127.0.0.1:2379]) compact failed: ${SPACE_EXCEEDED}`,
    });
  }

  say(time: number, text: string): void {
    this.errors.push({ time, text });
  }

  auditLog(): string {
    return this.audited.map((line) => `${line}\n`).join('');
  }

  serverLog(): string {
    const sorted = this.errors
      .map((line, index) => ({ ...line, index }))
      .sort((a, b) => a.time - b.time || a.index - b.index);
    return sorted.map(({ time, text }) => `E${klogStamp(time)}       1 ${text}\n`).join('');
  }
}
