import { expect } from 'chai';
import type { ObjectCount } from '../../../src/model/record.js';
import { countJson } from '../../../src/parsers/counts/count-json.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import { readText, type Reading } from '../read-text.js';

const read = (...lines: readonly string[]): Reading =>
  // the reader of the tests does not offer lines again that a block gave back: a lone brace is of the first that wants it
  readText(lines.join('\n'), PARSERS.lines, lines[0]?.startsWith('{') === true ? [countJson] : PARSERS.blocks);

type Told = readonly [
  resource: string | undefined,
  namespace: string | undefined,
  count: number | null,
  bytes?: number,
];

function counts(reading: Reading): ObjectCount[] {
  return reading.read.flatMap(({ record }) => (record.kind === 'object-count' ? [record] : []));
}

const told = (reading: Reading): Told[] =>
  counts(reading).map(({ resource, key, namespace, count, bytes }) => [
    resource ?? key,
    namespace,
    count,
    ...(bytes === undefined ? ([] as const) : ([bytes] as const)),
  ]);

const COUNTED: readonly [name: string, lines: readonly string[], expected: readonly Told[]][] = [
  [
    'uniq -c of resources, sorted',
    ['  19644 events', '   9187 netvista.io', '   1844 pods', '   1203 configmaps'],
    [
      ['events', undefined, 19644],
      ['netvista.io', undefined, 9187],
      ['pods', undefined, 1844],
      ['configmaps', undefined, 1203],
    ],
  ],
  [
    'a name first, as awk prints it',
    ['pods: 412', 'secrets: 37,518', 'configmaps: 437'],
    [
      ['pods', undefined, 412],
      ['secrets', undefined, 37518],
      ['configmaps', undefined, 437],
    ],
  ],
  [
    'a table with borders around its header',
    [
      '+------------------+-------+-------+',
      '|    KEY GROUP     | KIND  | COUNT |',
      '+------------------+-------+-------+',
      '| /registry/events | Event |  2300 |',
      '| /registry/pods   | Pod   |   310 |',
      '+------------------+-------+-------+',
    ],
    [
      ['events', undefined, 2300],
      ['pods', undefined, 310],
    ],
  ],
  [
    '--count-only, which answers with a number alone',
    ['$ etcdctl get /registry/pods --prefix --count-only', '412'],
    [['pods', undefined, 412]],
  ],
  [
    '--count-only of one prefix after another',
    ['pods "Count" : 412', 'events "Count" : 30112', 'secrets "Count" : 9001'],
    [
      ['pods', undefined, 412],
      ['events', undefined, 30112],
      ['secrets', undefined, 9001],
    ],
  ],
  [
    'prefixes of keys',
    ['/registry/pods/ 412', '/registry/services/specs/ 88', '/registry/apiregistration.k8s.io/apiservices/ 31'],
    [
      ['pods', undefined, 412],
      ['services/specs', undefined, 88],
      ['apiregistration.k8s.io/apiservices', undefined, 31],
    ],
  ],
  [
    'one prefix of a key alone',
    ['181262 /registry/reports.x.io/ephemeralreports'],
    [['reports.x.io/ephemeralreports', undefined, 181262]],
  ],
  [
    'with namespaces',
    ['   6911 etl pods', '    311 portal secrets', '     97 kube-system configmaps'],
    [
      ['pods', 'etl', 6911],
      ['secrets', 'portal', 311],
      ['configmaps', 'kube-system', 97],
    ],
  ],
  [
    'resource and namespace of keys',
    ['  1802 pods/prod', '   981 secrets/prod', '   410 leases/kube-node-lease'],
    [
      ['pods', 'prod', 1802],
      ['secrets', 'prod', 981],
      ['leases', 'kube-node-lease', 410],
    ],
  ],
  [
    'a table with header, sizes and a total',
    [
      'RESOURCE      COUNT   SIZE',
      'secrets       37518   1.1 GB',
      'configmaps    437     3.2 MB',
      'TOTAL         37955   1.1 GB',
    ],
    [
      ['secrets', undefined, 37518, 1_100_000_000],
      ['configmaps', undefined, 437, 3_200_000],
    ],
  ],
  [
    'bytes, count, resource',
    ['34156612  291   shootstates', '17002464  7271  meteringreports', '9932816   2592  secrets'],
    [
      ['shootstates', undefined, 291, 34156612],
      ['meteringreports', undefined, 7271, 17002464],
      ['secrets', undefined, 2592, 9932816],
    ],
  ],
  [
    'borders, key groups, kinds and sizes',
    [
      '+---------------------+------------+--------+',
      '| KEY GROUP           | KIND       | SIZE   |',
      '+---------------------+------------+--------+',
      '| /registry/secrets   | Secret     | 1.1 GB |',
      '| /registry/minions   | Node       | 12 MB  |',
      '+---------------------+------------+--------+',
    ],
    [
      ['secrets', undefined, null, 1_100_000_000],
      ['minions', undefined, null, 12_000_000],
    ],
  ],
  [
    'CSV',
    ['namespace,resource,count', 'prod,pods,1802', 'prod,secrets,981'],
    [
      ['pods', 'prod', 1802],
      ['secrets', 'prod', 981],
    ],
  ],
  [
    'kinds with their groups',
    ['37518\tv1/Secret', '318\tapps/v1/ReplicaSet', '12\texample.com/v1alpha1/Policy'],
    [
      ['secrets', undefined, 37518],
      ['replicasets', undefined, 318],
      ['example.com/policies', undefined, 12],
    ],
  ],
  [
    'names of the API',
    ['clusterroles.rbac.authorization.k8s.io 203', 'replicasets.apps 318', 'widgets.stable.example.com 9000'],
    [
      ['clusterroles', undefined, 203],
      ['replicasets', undefined, 318],
      ['stable.example.com/widgets', undefined, 9000],
    ],
  ],
  [
    'metrics of API servers',
    [
      'apiserver_storage_objects{resource="nodes"} 61',
      'etcd_object_counts{resource="endpoints"} 88',
      'apiserver_resource_objects{group="apps",resource="replicasets"} 318',
      'apiserver_storage_objects{resource="pods"} -1',
    ],
    [
      ['minions', undefined, 61],
      ['services/endpoints', undefined, 88],
      ['replicasets', undefined, 318],
    ],
  ],
  [
    'object_count.json of must-gather',
    ['{', ' "events": "1242",', ' "secrets": "37518",', ' "pods": "412"', '}'],
    [
      ['events', undefined, 1242],
      ['secrets', undefined, 37518],
      ['pods', undefined, 412],
    ],
  ],
  [
    'the same on one line, and by namespace',
    ['{"shop":{"pods":12,"secrets":3},"web":{"pods":4,"configmaps":9}}'],
    [
      ['pods', 'shop', 12],
      ['secrets', 'shop', 3],
      ['pods', 'web', 4],
      ['configmaps', 'web', 9],
    ],
  ],
  [
    'a listing of keys, blank lines between',
    [
      ...['/registry/pods/a/x', '', '/registry/pods/a/y', '', '/registry/pods/b/z', ''],
      ...['/registry/x.io/reports/a/1', '', '/registry/minions/n1', '', 'compact_rev_key'],
    ],
    [
      ['pods', 'a', 2],
      ['pods', 'b', 1],
      ['x.io/reports', 'a', 1],
      ['minions', undefined, 1],
      ['compact_rev_key', undefined, 1],
    ],
  ],
];

const UNDER_A_COMMAND: readonly [name: string, lines: readonly string[], expected: readonly Told[]][] = [
  [
    'the fields of a key that cut keeps',
    [
      '$ etcdctl get /registry/netvista.io --prefix --keys-only | grep -v ^$ | cut -d/ -f4,5 | sort | uniq -c | sort -rn',
      '   6911 vistaendpoints/etl-nightly',
    ],
    [['netvista.io/vistaendpoints', 'etl-nightly', 6911]],
  ],
  [
    'the field of a key that awk counts',
    [
      "$ etcdctl get /registry/pods/ --prefix --keys-only | awk -F/ '{n[$4]++} END {for (k in n) print k, n[k]}'",
      'etl-nightly 6911',
      'portal 12',
    ],
    [
      ['pods', 'etl-nightly', 6911],
      ['pods', 'portal', 12],
    ],
  ],
  [
    'namespaces of one resource',
    [
      "# kubectl get secrets -A --no-headers | awk '{print $1}' | sort | uniq -c | sort -rn | head -5",
      '  37112 cattle-system',
    ],
    [['secrets', 'cattle-system', 37112]],
  ],
  [
    'kubectl through wc',
    [
      '$ kubectl get rs -n storefront | wc -l',
      '2144',
      '$ kubectl get orders.acme.cert-manager.io -A --no-headers | wc -l',
      '25371',
    ],
    [
      ['replicasets', 'storefront', 2143],
      ['acme.cert-manager.io/orders', undefined, 25371],
    ],
  ],
  [
    'a prefix through wc',
    ['$ etcdctl get /registry/secrets --prefix --keys-only | grep -c secrets', '37518'],
    [['secrets', undefined, 37518]],
  ],
];

const OTHERS: readonly [name: string, lines: readonly string[]][] = [
  ['words of a text', ['  120 the', '   31 pods', '   12 secrets', '    8 of']],
  ['log levels', ['  1200 ERROR', '   300 WARN', '    12 INFO']],
  ['rows of a database', ['users 12031', 'projects 451', 'members 99', 'secrets 12']],
  ['pages of a web server', ['  4123 /index.html', '   812 /api/v1/pods', '    31 /healthz']],
  ['hosts', ['  412 node-1.example.com', '  311 docs.example.io', '   12 www.example.org']],
  ['paths of an archive', ['12 example.com/pages', '9 foo.org/images']],
  ['files', ['612M /var/lib/etcd/member/snap/db', '12K /etc/kubernetes']],
  ['one word with a number', ['37518 secrets']],
  ['JSON of another program', ['{', '  "users": 12,', '  "sessions": 4', '}']],
  ['people', ['alice 12', 'bob 13', 'carol 14']],
];

describe('counts of keys and objects', () => {
  for (const [name, lines, expected] of COUNTED)
    it(`reads ${name}`, () => {
      const reading = read(...lines);
      expect(told(reading)).to.deep.equal(expected);
      expect(reading.unclaimed).to.deep.equal([]);
    });

  for (const [name, lines, expected] of UNDER_A_COMMAND)
    it(`reads, under its command, ${name}`, () => {
      const reading = read(...lines);
      expect(told(reading)).to.deep.equal(expected);
      expect(counts(reading)[0]?.command).to.equal(lines[0]?.slice(2));
    });

  for (const [name, lines] of OTHERS)
    it(`leaves alone ${name}`, () => {
      const reading = read(...lines);
      expect(counts(reading)).to.deep.equal([]);
      expect(reading.unclaimed.length + reading.givenBack).to.be.at.least(lines.length);
    });

  it('knows the rows of kubectl get under their command, and a number that a command cut out', () => {
    const reading = read(
      ...['$ kubectl get certificates -n edge', 'NAME           READY   SECRET          AGE'],
      ...['gw-public      False   gw-public-tls   301d', '$ etcdctl get /registry/minions/n1 -w json | jq .x', '15822'],
    );
    expect(reading.unclaimed).to.deep.equal([]);
    expect(counts(reading)).to.deep.equal([]);
  });

  it('takes sizes and versions of single keys for versions, not for objects', () => {
    const found = counts(read('470112 13021 /registry/configmaps/a/big', '12012 4 /registry/secrets/a/b'));
    expect(found.map(({ of, key, count, bytes }) => [of, key, count, bytes])).to.deep.equal([
      ['versions', '/registry/configmaps/a/big', 13021, 470112],
      ['versions', '/registry/secrets/a/b', 4, 12012],
    ]);
  });

  it('takes what a dump of the file counts for revisions', () => {
    const found = counts(read('   7488 key "/registry/minions', '    211 key "/registry/events'));
    expect(found.map(({ of, resource, count }) => [of, resource, count])).to.deep.equal([
      ['revisions', 'minions', 7488],
      ['revisions', 'events', 211],
    ]);
  });
});
