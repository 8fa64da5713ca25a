import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { OUTPUTS } from '../../../src/reports/registry.js';
import { POSTMORTEMS } from '../../reports/postmortem-fixture.js';
import { everyCause } from '../../reports/prevention/every-cause.js';

/** What the folder prevention/ holds, under the tools that people run it with: promtool and shellcheck of the system. */
const has = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;

const INCIDENTS: readonly (readonly [string, Postmortem])[] = [
  ...POSTMORTEMS,
  ...['3.2.32', '3.3.27', '3.4.23', '3.5.30', '3.6.14', '3.7.1'].map(
    (version) => [`every cause, etcd ${version}`, everyCause(version)] as const,
  ),
];

function run(tool: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(tool, args, { cwd, encoding: 'utf8' });
  expect(status, `${tool} ${args.join(' ')}\n${stdout}${stderr}`).to.equal(0);
}

for (const [name, postmortem] of INCIDENTS)
  describe(`prevention of ${name}`, () => {
    let folder = '';

    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'prevention-'));
      for (const output of OUTPUTS.filter(({ file }) => file.startsWith('prevention/'))) {
        const file = join(folder, output.file);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, [...output.render(postmortem)].join(''));
      }
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    for (const [what, tool, args] of [
      ['alerts are rules', 'promtool', ['check', 'rules', 'alerts.yaml']],
      ['alerts pass their tests', 'promtool', ['test', 'rules', 'alerts_test.yml']],
      ['the script is clean', 'shellcheck', ['etcd-health.sh']],
    ] as const)
      it(what, function () {
        if (!has(tool)) {
          console.log(`      skipped: no ${tool} on this host (Debian: apt-get install prometheus shellcheck)`);
          this.skip();
        }
        run(tool, args, join(folder, 'prevention'));
      });
  });
