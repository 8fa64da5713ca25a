import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { manPage } from '../../src/cli/man-page.js';
import { knows, namesOf, releasesOf } from '../../src/model/etcd-releases.js';
import { OUTPUTS } from '../../src/reports/registry.js';
import { everyCause } from '../reports/prevention/every-cause.js';

/**
 * No output names a flag that its program does not have: an etcd that is given one does not start. The names are from the
 * sources of the releases (fixtures/upstream, made by src/dev/upstream).
 */
const KUBERNETES = JSON.parse(fs.readFileSync('fixtures/upstream/kubernetes.json', 'utf8')) as Record<
  'kube-apiserver' | 'kube-controller-manager',
  Record<string, string>
>;
const OF_KUBERNETES = new Set([
  ...Object.keys(KUBERNETES['kube-apiserver']),
  ...Object.keys(KUBERNETES['kube-controller-manager']),
]);
/** Of kubectl, helm, kubeadm, fio, jq, mtr, journalctl, git, patch and of this program. */
const OF_OTHERS = new Set([
  ...[
    'replicas',
    'field-selector',
    'show-managed-fields',
    'previous',
    'tail',
    'raw',
    'no-headers',
    'timestamps',
    'all',
  ],
  ...['history-max', 'rw', 'ioengine', 'fdatasync', 'size', 'bs', 'directory', 'tcp', 'port', 'dry-run'],
  ...['unidiff-zero', 'defragment', 'format-help', 'strict', 'prefix', 'redact', 'timezone', 'year', 'captured-at'],
  ...['redact-map', 'kind', 'utc', 'since', 'until', 'arg', 'no-pager'],
]);

const named = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/(?<![\w-])--([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?![\w-])/g)].map((found) => found[1] ?? ''),
  ),
];
const isEtcd = (flag: string): boolean =>
  (['flag', 'etcdctl', 'etcdutl'] as const).some((kind) => namesOf(kind).includes(flag));

function* filesBelow(folder: string): Generator<string> {
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.ts')) yield path.join(folder, name);
}

/** Text that people read: what stands in strings, not in comments. */
const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

/** Of this program. */
const OWN = new Set(named(manPage().replaceAll('\\-', '-')));

describe('flags that outputs name', () => {
  it('are known to some program', () => {
    const unknown = ['src/rules', 'src/model/advice', 'src/reports/prevention', 'src/contradictions']
      .flatMap((folder) => [...filesBelow(folder)])
      .flatMap((file) =>
        named(withoutComments(fs.readFileSync(file, 'utf8')))
          .filter((flag) => !isEtcd(flag) && !OF_KUBERNETES.has(flag) && !OF_OTHERS.has(flag) && !OWN.has(flag))
          .map((flag) => `${file}: --${flag}`),
      );
    expect(unknown).to.deep.equal([]);
  });

  it('in rules are those that every release from 3.4 on has; the others come from model/advice', () => {
    const partial = [...filesBelow('src/rules')].flatMap((file) =>
      named(withoutComments(fs.readFileSync(file, 'utf8')))
        .filter((flag) => namesOf('flag').includes(flag) && !OF_KUBERNETES.has(flag) && !OF_OTHERS.has(flag))
        .filter((flag) => !/\b3\.4 3\.5 3\.6 3\.7$/.test(releasesOf('flag', flag)))
        .map((flag) => `${file}: --${flag}`),
    );
    expect(partial).to.deep.equal([]);
  });

  it('in the documents are known too', () => {
    const documents = ['docs/causes.md', 'docs/report.md'].filter((file) => fs.existsSync(file));
    for (const file of documents)
      for (const flag of named(fs.readFileSync(file, 'utf8')))
        expect(
          isEtcd(flag) || OF_KUBERNETES.has(flag) || OF_OTHERS.has(flag) || OWN.has(flag),
          `${file}: --${flag}`,
        ).to.equal(true);
  });

  for (const version of ['3.3.27', '3.4.23', '3.4.45', '3.5.3', '3.5.35', '3.6.0', '3.7.3'])
    it(`of prevention are those of ${version}`, () => {
      const made = everyCause(version);
      for (const output of OUTPUTS.filter(({ file }) => file.startsWith('prevention/'))) {
        const text = [...output.render(made)].join('');
        const ofServer = named(text).filter(
          (flag) => namesOf('flag').includes(flag) && !namesOf('etcdctl').includes(flag),
        );
        for (const flag of ofServer) expect(knows(version, 'flag', flag), `${output.file}: --${flag}`).to.equal(true);
        for (const gate of text.matchAll(/\b([A-Z]\w+)=true\b/g))
          expect(knows(version, 'gate', gate[1] ?? ''), gate[1]).to.equal(true);
        for (const [metric] of text.matchAll(/\betcd_\w+/g)) {
          if (metric.endsWith('_') || /^etcd_(?:disk|mvcc_db_total_size)$/.test(metric)) continue;
          if (namesOf('metric').some((name) => metric.startsWith(name)))
            expect(knows(version, 'metric', metric), `${output.file}: ${metric}`).to.equal(true);
        }
      }
    });
});
