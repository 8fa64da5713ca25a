import { expect } from 'chai';
import { PARSERS } from '../../../src/parsers/registry.js';
import { readText } from '../read-text.js';

const read = (...lines: readonly string[]) => readText(lines.join('\n'), PARSERS.lines, PARSERS.blocks);

const TABLES: readonly [name: string, lines: readonly string[]][] = [
  [
    'get nodes -o wide',
    [
      'NAME   STATUS     ROLES           AGE    VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION      CONTAINER-RUNTIME',
      'cp1    Ready      control-plane   320d   v1.29.4   10.0.0.1      <none>        Ubuntu 22.04.4 LTS   5.15.0-105-generic   containerd://1.7.12',
    ],
  ],
  [
    'get deploy,rs,job,cronjob',
    [
      'NAME                  READY   UP-TO-DATE   AVAILABLE   AGE',
      'deployment.apps/web   3/3     3            3           9d',
      '',
      'NAME                         DESIRED   CURRENT   READY   AGE',
      'replicaset.apps/web-7d4b9c   3         3         3       9d',
      '',
      'NAME                   SCHEDULE      SUSPEND   ACTIVE   LAST SCHEDULE   AGE',
      'cronjob.batch/backup   */5 * * * *   False     412      27s             40d',
    ],
  ],
  [
    'top nodes',
    ['NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%', 'cp1    1820m        91%    13987Mi         88%'],
  ],
  [
    'get pvc, of which one has no volume yet',
    [
      'NAMESPACE   NAME     STATUS    VOLUME     CAPACITY   ACCESS MODES   STORAGECLASS   AGE',
      'db          data-0   Pending                                        fast           3d2h',
      'db          data-1   Bound     pvc-77e1   10Gi       RWO            fast           3d2h',
    ],
  ],
  ['leases', ['NAME                      HOLDER          AGE', 'kube-controller-manager   cp1_8c1f2d9e    320d']],
];

const LEFT: readonly [name: string, lines: readonly string[]][] = [
  ['a table of another program', ['NAME      VALUE', 'colour    blue']],
  ['docker compose ps', ['NAME   COMMAND   SERVICE   STATUS   PORTS', 'web-1   "nginx"   web   running   80/tcp']],
  ['a header alone', ['NAME   READY   AGE', 'and so on, as the page shows']],
  ['prose', ['Conditions:', '  the usual ones apply']],
];

describe('parsers/kubectl-table', () => {
  for (const [name, lines] of TABLES)
    it(`takes ${name}`, () => {
      const { unclaimed, givenBack } = read(...lines);
      expect(givenBack).to.equal(0);
      expect(unclaimed.filter((line) => lines[line - 1] !== '')).to.deep.equal([]);
    });

  for (const [name, lines] of LEFT)
    it(`leaves ${name}`, () => {
      const { unclaimed, givenBack } = read(...lines);
      expect(unclaimed.length + givenBack).to.equal(lines.length);
    });

  it('tells which pods of the control plane keep failing, and how often pods restarted', () => {
    const { read: found } = read(
      'NAMESPACE     NAME                 READY   STATUS             RESTARTS         AGE',
      'kube-system   etcd-cp1             0/1     CrashLoopBackOff   37 (2m31s ago)   3h11m',
      'web           etcd-browser-x       0/1     Running            0                3h11m',
      'web           api-5d78c9869d-abc   0/1     CrashLoopBackOff   12               3h11m',
    );
    expect(found.map(({ record, line }) => [record.kind, line])).to.deep.equal([
      ['service-failed', 2],
      ['claim', 2],
    ]);
    expect(found[0]?.record).to.deep.include({ unit: 'etcd-cp1', status: 'CrashLoopBackOff', restarts: 37 });
    expect(found[1]?.record).to.have.nested.property('claim.value', 49);
  });

  it('dates conditions that are wrong, and no others', () => {
    const { read: found, unclaimed } = read(
      'Conditions:',
      '  Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message',
      '  ----             ------  -----------------                 ------------------                ------                       -------',
      '  MemoryPressure   False   Sat, 21 Nov 2026 10:35:17 +0000   Thu, 01 Jan 2026 08:00:00 +0000   KubeletHasSufficientMemory   kubelet has sufficient memory available',
      '  Ready            False   Sat, 21 Nov 2026 10:35:17 +0000   Sat, 21 Nov 2026 12:30:00 +0200   KubeletNotReady              container runtime is down',
      'Addresses:',
      '  InternalIP:  10.0.0.1',
      '--',
    );
    expect(unclaimed).to.deep.equal([]);
    expect(found.map(({ record }) => record.time)).to.deep.equal([null, Date.UTC(2026, 10, 21, 10, 30) * 1000]);
  });
});
