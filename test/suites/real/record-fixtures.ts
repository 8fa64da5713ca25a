import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Incident, playIncident, QUOTA_BYTES } from './incident.js';
import { type Binaries, type ClusterOptions, findEtcd, RELEASES, startCluster } from './lab.js';

/**
 * Writes fixtures/parsers/etcd-3.5 to etcd-3.7 again from real runs:
 *
 *     npm run pretest && node .cache/test/test/suites/real/record-fixtures.js [3.6 ...]
 */
const LINE_LIMIT = 2500;
/** Lines kept of one shape; of request lines more, for they differ in what they ask. */
const EACH = 1;
const REQUEST_LINES = 14;

for (const minor of Object.keys(RELEASES) as (keyof typeof RELEASES)[]) {
  const wanted = process.argv.slice(2);
  if (wanted.length > 0 && !wanted.includes(minor)) continue;
  const binaries = await findEtcd(minor);
  if ('missing' in binaries) throw new Error(binaries.missing);
  const folder = join('fixtures', 'parsers', `etcd-${minor}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  /** Where the programs and their data lay on the machine that recorded says nothing of etcd. */
  const write = (name: string, text: string): void =>
    writeFileSync(
      join(folder, name),
      text
        .replace(/[^\s"=]*\/\.cache\/etcd-[\d.]+\//g, '/usr/local/bin/')
        .replace(/\/[^\s"=]*\/etcd-lab-\w+\//g, '/var/lib/etcd-lab/'),
    );

  const info = await record(binaries, { level: 'info' });
  write('info.log', info.logs[0] ?? '');
  const debug = await record(binaries, { level: 'debug', members: 3 });
  write('debug.log', shapesOf(debug.logs.join('')));
  for (const [name, text] of [...debug.incident.armed, ...debug.incident.recovery]) write(`${name}.txt`, text);
  if (minor !== '3.5') {
    const console = await record(binaries, { level: 'info', log: 'console' });
    write('console.log', console.logs[0] ?? '');
  }
  write('SOURCE.md', sourceOf(binaries.version, minor !== '3.5'));
}

async function record(
  binaries: Binaries,
  options: Omit<ClusterOptions, 'binaries'>,
): Promise<{ readonly logs: readonly string[]; readonly incident: Incident }> {
  const cluster = await startCluster({ binaries, quotaBytes: QUOTA_BYTES, ...options });
  try {
    const incident = await playIncident(cluster);
    return { logs: cluster.members.map(({ log }) => log), incident };
  } finally {
    await cluster.remove();
  }
}

/** The first lines of each message, numbers and quoted values aside. Very long ones are left out. */
function shapesOf(log: string): string {
  const seen = new Map<string, number>();
  const kept = log.split('\n').filter((line) => {
    if (line === '' || line.length > LINE_LIMIT) return false;
    const message = /"msg":"((?:\\.|[^"\\])*)"/.exec(line)?.[1] ?? line;
    const method = /"response type":"([^"]*)"/.exec(line)?.[1] ?? '';
    const action = /alarm:<\w/.exec(line)?.[0] ?? '';
    const level = /"level":"(\w+)"/.exec(line)?.[1] ?? '';
    const shape = `${level} ${method} ${action} ${message.replace(/\\".*\\"/g, '""').replace(/[0-9a-f]*\d[0-9a-f]*/g, '0')}`;
    const count = (seen.get(shape) ?? 0) + 1;
    seen.set(shape, count);
    return count <= (/KV\/(?:Txn|Put)/.test(method) ? REQUEST_LINES : EACH);
  });
  return `${kept.join('\n')}\n`;
}

function sourceOf(version: string, hasConsole: boolean): string {
  return `# etcd ${version}

Recording of a real etcd ${version} (built from its Go module), by \`test/suites/real/record-fixtures.ts\`: a small incident with
normal traffic, a storm of puts up to the quota, refused writes, compaction, defragmentation, disarming, a process that
stood still, and a restart. Started with \`--quota-backend-bytes=${QUOTA_BYTES}\` and flags for names and addresses. Lines are
untouched; keys and values are those of a load generator with the layout of Kubernetes.

- \`info.log\`: one member, \`--log-level=info\`, the whole log.
- \`debug.log\`: three members, \`--log-level=debug\`: the first line of each shape of message (of writes the first ${REQUEST_LINES}), the
  members' logs one behind the other; lines above ${LINE_LIMIT} characters are left out.
${hasConsole ? '- `console.log`: one member, `--log-level=info --log-format=console`, the whole log.\n' : ''}- \`*.txt\`: \`etcdctl COMMAND -w FORMAT\` of the same version against the three members while the alarm was armed, and
  of the recovery (standard error where there was no standard output); \`snapshot-status\` is etcdutl's.
`;
}
