#!/usr/bin/env node
/**
 * Writes an audit log as kube-apiserver writes it: fields in the order of audit.Event, what has a body with the body.
 * `node dist/dev/make-audit-log.js FILE [--size MiB] [--seed N]`
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HASH_LETTERS, podName } from './pod-name.js';
import { createRandom, type Random } from './random.js';

export interface AuditLogOptions {
  readonly bytes: number;
  readonly seed: number;
}

const START = Date.parse('2024-12-14T19:15:45.218Z');
const FLUSH_CHARS = 1 << 19;
/** Microseconds between lines at most. */
const STEP = 9_000;

/** Answers the lines and bytes written. */
export function makeAuditLog(file: string, { bytes: wanted, seed }: AuditLogOptions): { lines: number; bytes: number } {
  const cluster = new Cluster(createRandom(seed));
  const out = openSync(file, 'w');
  let text = '';
  let bytes = 0;
  let lines = 0;
  const flush = (): void => {
    bytes += writeSync(out, text);
    text = '';
  };
  try {
    while (bytes + text.length < wanted) {
      text += cluster.line();
      lines += 1;
      if (text.length > FLUSH_CHARS) flush();
    }
    flush();
  } finally {
    closeSync(out);
  }
  return { lines, bytes };
}

interface Call {
  readonly verb: string;
  readonly uri: string;
  readonly user: object;
  readonly agent: string;
  readonly from: string;
  readonly ref: Readonly<Record<string, string>>;
  readonly code: number;
  /** Answers that are errors say why. */
  readonly status?: object;
  readonly sent?: object;
  readonly answered?: object;
  readonly stage?: string;
}

const NODE_AGENT = 'kubelet/v1.29.6 (linux/amd64) kubernetes/062798d';
const MANAGER_AGENT =
  'kube-controller-manager/v1.29.6 (linux/amd64) kubernetes/062798d/system:serviceaccount:kube-system:replicaset-controller';

class Cluster {
  private time = START * 1000;
  private revision = 48_213_377;
  private turn = 0;
  private readonly nodes = Array.from({ length: 24 }, (_, i) => `k8s-worker-${i + 1}`);
  private readonly pods: string[];

  constructor(private readonly random: Random) {
    this.pods = Array.from({ length: 400 }, () => podName(`checkout-worker-${random.text(HASH_LETTERS, 10)}`, random));
  }

  line(): string {
    const { random } = this;
    this.turn += 1;
    this.time += random.int(200, STEP);
    const { verb, uri, user, agent, from, ref, code, status, sent, answered, stage } = this.call();
    const level = answered !== undefined ? 'RequestResponse' : sent !== undefined ? 'Request' : 'Metadata';
    const took = random.int(900, 24_000);
    const event = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level,
      auditID: this.uid(),
      stage: stage ?? 'ResponseComplete',
      requestURI: uri,
      verb,
      user,
      sourceIPs: [from],
      userAgent: agent,
      objectRef: ref,
      responseStatus: { metadata: {}, ...(status ?? {}), code },
      ...(sent === undefined ? {} : { requestObject: sent }),
      ...(answered === undefined ? {} : { responseObject: answered }),
      requestReceivedTimestamp: stamp(this.time),
      stageTimestamp: stamp(this.time + took),
      annotations: {
        'authorization.k8s.io/decision': 'allow',
        'authorization.k8s.io/reason':
          'RBAC: allowed by ClusterRoleBinding "system:controller:replicaset-controller" of ClusterRole "system:controller:replicaset-controller" to ServiceAccount "replicaset-controller/kube-system"',
      },
    };
    // as Go's encoder does
    const text = JSON.stringify(event).replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
    return `${text}\n`;
  }

  private call(): Call {
    const chance = this.random.next();
    if (chance < 0.24) return this.lease();
    if (chance < 0.4) return this.podStatus();
    if (chance < 0.5) return this.event();
    if (chance < 0.58) return this.podWrite();
    if (chance < 0.66) return this.node();
    if (chance < 0.7) return this.widget();
    return this.read();
  }

  private lease(): Call {
    const node = this.random.pick(this.nodes);
    return {
      verb: 'update',
      uri: `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s`,
      ...this.kubelet(node),
      ref: {
        ...{ resource: 'leases', namespace: 'kube-node-lease', name: node, uid: this.uid() },
        ...{ apiGroup: 'coordination.k8s.io', apiVersion: 'v1', resourceVersion: String((this.revision += 1)) },
      },
      code: 200,
    };
  }

  private podStatus(): Call {
    const pod = this.random.pick(this.pods);
    const node = this.random.pick(this.nodes);
    const status = {
      conditions: ['PodReadyToStartContainers', 'Ready', 'ContainersReady'].map((type) => ({
        ...{ lastProbeTime: null, lastTransitionTime: stamp(this.time).replace(/\.\d+/, ''), status: 'True', type },
      })),
      containerStatuses: [
        {
          containerID: `containerd://${this.random.text('0123456789abcdef', 64)}`,
          image: 'registry.example.com/checkout/worker:1.42.0',
          ...{ lastState: {}, name: 'worker', ready: true, restartCount: this.random.int(0, 9), started: true },
          state: { running: { startedAt: stamp(this.time).replace(/\.\d+/, '') } },
        },
      ],
      phase: 'Running',
      podIP: `10.244.${this.random.int(0, 30)}.${this.random.int(2, 250)}`,
    };
    const meta = { name: pod, namespace: 'payments', uid: this.uid(), resourceVersion: String((this.revision += 1)) };
    return {
      verb: 'patch',
      uri: `/api/v1/namespaces/payments/pods/${pod}/status`,
      ...this.kubelet(node),
      ref: { resource: 'pods', namespace: 'payments', name: pod, apiVersion: 'v1', subresource: 'status' },
      code: this.random.next() < 0.03 ? 409 : 200,
      sent: { metadata: { uid: meta.uid }, status },
      ...(this.random.next() < 0.5
        ? { answered: { kind: 'Pod', apiVersion: 'v1', metadata: this.metaOf(meta), spec: this.podSpec(node), status } }
        : {}),
    };
  }

  private event(): Call {
    const pod = this.random.pick(this.pods);
    const sent = {
      ...{ kind: 'Event', apiVersion: 'v1' },
      metadata: { name: `${pod}.18114f${this.random.text('0123456789abcdef', 10)}`, namespace: 'payments' },
      involvedObject: { kind: 'Pod', namespace: 'payments', name: pod, uid: this.uid(), apiVersion: 'v1' },
      ...{ reason: 'BackOff', message: `Back-off restarting failed container worker in pod ${pod}_payments` },
      source: { component: 'kubelet', host: this.random.pick(this.nodes) },
      ...{ count: this.random.int(1, 40), type: 'Warning', eventTime: null, reportingComponent: 'kubelet' },
    };
    return {
      verb: 'create',
      uri: '/api/v1/namespaces/payments/events',
      ...this.kubelet(this.random.pick(this.nodes)),
      ref: { resource: 'events', namespace: 'payments', name: sent.metadata.name, apiVersion: 'v1' },
      code: 201,
      sent,
    };
  }

  private podWrite(): Call {
    const deletes = this.random.next() < 0.4;
    const slot = this.random.int(0, this.pods.length - 1);
    const pod = podName('checkout-worker-6f9c7d8b54', this.random);
    if (!deletes) this.pods[slot] = pod;
    const refused = this.random.next() < 0.01;
    return {
      verb: deletes ? 'delete' : 'create',
      uri: `/api/v1/namespaces/payments/pods${deletes ? `/${this.pods[slot] ?? ''}` : ''}`,
      user: {
        username: 'system:serviceaccount:kube-system:replicaset-controller',
        uid: '0e4d2f6b-8a19-4c0e-9d3b-6f5a7c8e9d01',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
      },
      ...{ agent: MANAGER_AGENT, from: '10.20.0.11' },
      ref: { resource: 'pods', namespace: 'payments', ...(deletes ? { name: pod } : {}), apiVersion: 'v1' },
      ...(refused
        ? { code: 500, status: { status: 'Failure', message: 'etcdserver: mvcc: database space exceeded' } }
        : { code: deletes ? 200 : 201 }),
      ...(deletes || refused
        ? {}
        : {
            answered: {
              ...{ kind: 'Pod', apiVersion: 'v1' },
              metadata: this.metaOf({ name: pod, namespace: 'payments', uid: this.uid() }),
              spec: this.podSpec(this.random.pick(this.nodes)),
              status: { phase: 'Pending', qosClass: 'Burstable' },
            },
          }),
    };
  }

  private node(): Call {
    const node = this.random.pick(this.nodes);
    return {
      verb: 'patch',
      uri: `/api/v1/nodes/${node}/status?timeout=10s`,
      ...this.kubelet(node),
      ref: { resource: 'nodes', name: node, apiVersion: 'v1', subresource: 'status' },
      code: 200,
    };
  }

  private widget(): Call {
    const name = `widget-${this.random.int(1, 60)}`;
    return {
      verb: 'update',
      uri: `/apis/stable.example.com/v1/namespaces/shop/widgets/${name}`,
      user: { username: 'system:serviceaccount:shop:widget-operator', groups: ['system:serviceaccounts'] },
      agent: 'widget-operator/v0.4.2 (linux/arm64) go-client/v0.29.1',
      from: `10.244.3.${this.random.int(2, 9)}`,
      ref: {
        ...{ resource: 'widgets', namespace: 'shop', name, uid: this.uid(), apiGroup: 'stable.example.com' },
        ...{ apiVersion: 'v1', resourceVersion: String((this.revision += 1)) },
      },
      code: this.random.next() < 0.2 ? 409 : 200,
      answered: {
        ...{ apiVersion: 'stable.example.com/v1', kind: 'Widget' },
        metadata: this.metaOf({ name, namespace: 'shop', uid: this.uid() }),
        spec: { size: this.random.int(1, 3), note: 'a "quoted" note <with> marks & one µ' },
      },
    };
  }

  private read(): Call {
    const watch = this.random.next() < 0.3;
    const named = !watch && this.random.next() < 0.6;
    const pod = this.random.pick(this.pods);
    const list = `/api/v1/pods?allowWatchBookmarks=true&resourceVersion=${this.revision}&timeoutSeconds=531&watch=true`;
    return {
      verb: watch ? 'watch' : named ? 'get' : 'list',
      uri: watch ? list : `/api/v1/namespaces/payments/pods${named ? `/${pod}` : '?limit=500'}`,
      user: { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] },
      ...{ agent: 'kubectl/v1.29.2 (linux/amd64) kubernetes/4b8e819', from: '10.20.0.90' },
      ref: {
        ...{ resource: 'pods', ...(watch ? {} : { namespace: 'payments' }), ...(named ? { name: pod } : {}) },
        apiVersion: 'v1',
      },
      code: named && this.random.next() < 0.02 ? 404 : 200,
      ...(watch && this.random.next() < 0.5 ? { stage: 'ResponseStarted' } : {}),
    };
  }

  private kubelet(node: string): Pick<Call, 'user' | 'agent' | 'from'> {
    return {
      user: { username: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] },
      agent: NODE_AGENT,
      from: `10.20.1.${this.nodes.indexOf(node) + 10}`,
    };
  }

  private metaOf(meta: Readonly<Record<string, string>>): object {
    return {
      ...meta,
      resourceVersion: String((this.revision += 1)),
      creationTimestamp: stamp(this.time).replace(/\.\d+/, ''),
      labels: { app: 'checkout-worker', 'pod-template-hash': '6f9c7d8b54' },
      managedFields: [
        {
          ...{ manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' },
          time: stamp(this.time).replace(/\.\d+/, ''),
          fieldsV1: { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'f:spec': { 'f:containers': {} } },
        },
      ],
    };
  }

  private podSpec(node: string): object {
    return {
      volumes: [
        { name: 'kube-api-access', projected: { defaultMode: 420, sources: [{ downwardAPI: { items: [] } }] } },
      ],
      containers: [
        {
          ...{ name: 'worker', image: 'registry.example.com/checkout/worker:1.42.0', args: ['--queue=payments'] },
          resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '500m', memory: '512Mi' } },
          ...{ terminationMessagePath: '/dev/termination-log', imagePullPolicy: 'IfNotPresent' },
        },
      ],
      ...{ restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', nodeName: node },
      ...{ schedulerName: 'default-scheduler', priority: 0, enableServiceLinks: true },
    };
  }

  private uid(): string {
    const hex = this.random.text('0123456789abcdef', 24);
    const turn = this.turn.toString(16).padStart(8, '0');
    return `${turn}-${hex.slice(0, 4)}-4${hex.slice(4, 7)}-9${hex.slice(7, 10)}-${hex.slice(10, 22)}`;
  }
}

/** `2024-12-14T19:15:45.218000Z`: microseconds, as metav1.MicroTime prints them. */
function stamp(micros: number): string {
  const text = new Date(Math.floor(micros / 1000)).toISOString();
  return `${text.slice(0, -1)}${String(micros % 1000).padStart(3, '0')}Z`;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string' }, seed: { type: 'string' } },
  });
  const file = positionals[0];
  if (file === undefined) {
    process.stderr.write('Usage: make-audit-log FILE [--size MiB] [--seed N]\n');
    process.exitCode = 2;
  } else {
    const { lines, bytes } = makeAuditLog(file, {
      bytes: Number(values.size ?? 256) * 2 ** 20,
      seed: Number(values.seed ?? 1),
    });
    process.stdout.write(`${file}: ${lines.toLocaleString('en')} lines, ${bytes.toLocaleString('en')} bytes\n`);
  }
}
