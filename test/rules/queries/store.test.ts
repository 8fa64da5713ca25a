import { expect } from 'chai';
import type { CaseFile, CountedStore } from '../../../src/model/case-file.js';
import { judge } from '../../../src/rules/judging/judge.js';
import { chiefPile, podsAndNodes, storedObjects, storedPiles } from '../../../src/rules/queries/store.js';
import { emptyCaseFile, exemplar } from '../../case-files/case-file-builder.js';

type Row = readonly [key: string, count: number, within?: string];

const table = (of: CountedStore['of'], ...rows: readonly Row[]): CountedStore => ({
  ...{ input: 'counts.txt', command: null, at: null, of },
  rows: rows.map(([key, count, within]) => ({
    ...{ key, count, bytes: null, revisions: of === 'revisions' ? count : null, parts: [] },
    evidence: [exemplar(`${count} ${key}`)],
    namespaces: within === undefined ? [] : [{ name: within, count }],
    within: within ?? null,
  })),
});

const fileWith = (...store: readonly CountedStore[]): CaseFile => ({ ...emptyCaseFile(), store });

/** The pile that is named first; null: none. */
const chiefOf = (...store: readonly CountedStore[]): string | null =>
  chiefPile(storedPiles(fileWith(...store)))?.chief.resource ?? null;

const CASES: readonly [name: string, store: readonly CountedStore[], chief: string | null][] = [
  [
    'many times the pods',
    [table('objects', ['events', 19644], ['x.io/endpoints', 9187], ['pods', 1844])],
    'x.io/endpoints',
  ],
  ['no more than workloads make', [table('objects', ['configmaps', 4100], ['secrets', 3900], ['pods', 1844])], null],
  ['few, beside fewer pods', [table('objects', ['secrets', 900], ['pods', 12])], null],
  ['events are a rate', [table('objects', ['events', 311402], ['pods', 2210], ['leases', 1014])], null],
  ['many pods are judged elsewhere', [table('objects', ['pods', 70000], ['minions', 3])], null],
  ['by nodes, where no pods are counted', [table('objects', ['secrets', 37518], ['minions', 12])], 'secrets'],
  ['as many as the nodes hold', [table('objects', ['secrets', 37518], ['minions', 500])], null],
  ['in one namespace', [table('objects', ['replicasets', 2143, 'shop'])], 'replicasets'],
  ['revisions are no objects', [table('revisions', ['minions', 74880], ['secrets', 30000])], null],
  [
    'a group that another table resolves',
    [
      table('objects', ['netvista.io', 9187], ['pods', 1844]),
      table('objects', ['netvista.io/vistaendpoints', 9100], ['netvista.io/tracings', 12]),
    ],
    'netvista.io/vistaendpoints',
  ],
  [
    'kinds made together are the custom one',
    [
      table('objects', ['rolebindings', 41986], ['secrets', 21344], ['roles', 21020], ['pods', 122]),
      table('objects', ['fleet.cattle.io/clusterregistrations', 20841]),
    ],
    'fleet.cattle.io/clusterregistrations',
  ],
];

describe('counts of the store, for rules', () => {
  for (const [name, store, chief] of CASES)
    it(`${name}: ${chief ?? 'no pile'}`, () => {
      expect(chiefOf(...store)).to.equal(chief);
    });

  it('take the table that counts most, and never add tables up', () => {
    const stored = storedObjects(fileWith(table('objects', ['pods', 7]), table('objects', ['pods', 9])));
    expect(stored.get('pods')?.count).to.equal(9);
  });

  it('know no pods where only one namespace was looked at', () => {
    expect(podsAndNodes(fileWith(table('objects', ['pods', 3, 'shop'], ['minions', 4])))).to.deep.equal({
      pods: null,
      nodes: 4,
    });
  });

  it('lead to a possible accumulation by themselves, and no further', () => {
    const { causes } = judge(fileWith(table('objects', ['secrets', 37518], ['pods', 412])));
    const cause = causes.find(({ id }) => id === 'object-accumulation');
    expect(cause).to.include({ verdict: 'possible', subject: 'secrets' });
  });

  it('with requests that make such objects and delete none: likely', () => {
    const file = fileWith(table('objects', ['x.io/requests', 25377, 'edge']));
    const writers = [{ writer: 'cert-manager', writes: 400, exemplar: exemplar('create', 0, 'audit.log') }];
    const resource = { resource: 'x.io/requests', creates: 400, updates: 0, deletes: 0, conflicts: 0, writers };
    const apiWrites = { covered: null, byResource: [resource], objects: [], missing: 0, rest: 0 };
    const { causes } = judge({ ...file, apiWrites });
    expect(causes.find(({ id }) => id === 'object-accumulation')?.verdict).to.equal('likely');
  });
});
