import { expect } from 'chai';
import { etcdNames } from '../../../src/dev/upstream/etcd-source.js';
import { moduleFolder, modulesTree } from '../../../src/dev/upstream/go-modules.js';
import { folderTree, type SourceTree } from '../../../src/dev/upstream/source-tree.js';
import { fileTypeOf, knows, namesOf, type NameKind } from '../../../src/model/etcd-releases.js';
import { hasProgram } from './lab.js';
import { skip } from './program.js';

/** Before 3.5 one module has all of etcd, and Go's module proxy has commits of 3.4 only (this one is two behind the tag). */
const whole = (version: string) => (): SourceTree => folderTree(moduleFolder('go.etcd.io/etcd', version));

const RELEASES: readonly (readonly [version: string, tree: () => SourceTree])[] = [
  ['3.3.27', whole('v3.3.27+incompatible')],
  ['3.4.13', whole('v0.5.0-alpha.5.0.20200910180754-dd1b699fc489')],
  ...['3.5.7', '3.5.8', '3.5.35', '3.6.16', '3.7.3'].map((version) => [version, () => modulesTree(version)] as const),
];

describe('names by release, against the sources', () => {
  for (const [version, tree] of RELEASES)
    it(version, function () {
      this.timeout(600_000);
      if (!hasProgram('go')) return skip(this, 'no Go to download the modules with');
      const found = etcdNames(tree());
      const has = (kind: NameKind): string[] => namesOf(kind).filter((name) => knows(version, kind, name));
      expect(has('flag')).to.deep.equal([...found.flags.keys()].sort());
      expect(has('gate')).to.deep.equal([...found.gates.keys()].sort());
      expect(has('metric')).to.deep.equal([...found.metrics].sort());
      for (const [name, type] of found.keys) expect(fileTypeOf(version, name), name).to.equal(type);
    });
});
