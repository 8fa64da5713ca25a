import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { MAIN } from '../../cli/run-program.js';

const ROOT = process.cwd();
const CACHE = path.resolve('.cache/engines');

function sh(command: string, cwd: string, env: NodeJS.ProcessEnv = {}): { status: number | null; said: string } {
  const done = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8', env: { ...process.env, ...env } });
  return { status: done.status, said: done.stdout + done.stderr };
}

/** A folder with inputs, and with the program by its name on a PATH of its own. */
function workplace(): { readonly folder: string; readonly env: NodeJS.ProcessEnv } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'engines-'));
  fs.cpSync('fixtures/incident', path.join(folder, 'audit'), { recursive: true });
  fs.mkdirSync(path.join(folder, 'bin'));
  fs.writeFileSync(path.join(folder, 'bin/etcd-postmortem'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, {
    mode: 0o755,
  });
  return { folder, env: { PATH: `${folder}/bin:${process.env['PATH'] ?? ''}` } };
}

function sameReport(folder: string, env: NodeJS.ProcessEnv): void {
  const once = sh('etcd-postmortem analyze audit/ --out once --quiet', folder, env);
  expect(once.status, once.said).to.equal(0);
  for (const name of ['report.json', 'report.md', 'report.html', 'timeline.csv', 'manifest.json'])
    expect(
      fs.readFileSync(path.join(folder, 'report', name)).equals(fs.readFileSync(path.join(folder, 'once', name))),
      name,
    ).to.be.true;
}

describe('engines', () => {
  it('the lines of examples/xargs.md end in the report of analyze', () => {
    const { folder, env } = workplace();
    try {
      const lines = /```\n([^]*?)```/.exec(fs.readFileSync('examples/xargs.md', 'utf8'))?.[1] ?? '';
      const done = sh(`set -e\n${lines.replaceAll('64', '8').replaceAll('63', '7')}`, folder, env);
      expect(done.status, done.said).to.equal(0);
      sameReport(folder, env);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }).timeout(120_000);

  it('the manifests are Jobs of batch/v1, without a field that there is not', function () {
    const folder = path.join(CACHE, 'manifests');
    if (sh('go version', ROOT).status !== 0) {
      process.stdout.write('SKIPPED: no go\n');
      return this.skip();
    }
    fs.mkdirSync(folder, { recursive: true });
    fs.copyFileSync('test/suites/engines/manifests.go.txt', path.join(folder, 'main.go'));
    if (!fs.existsSync(path.join(folder, 'check'))) {
      const built = sh(
        '[ -e go.mod ] || go mod init check; go get k8s.io/api@v0.33.0 sigs.k8s.io/yaml@v1.4.0 && go mod tidy && go build -o check .',
        folder,
      );
      if (built.status !== 0) {
        process.stdout.write(`SKIPPED: ${built.said.slice(-300)}\n`);
        return this.skip();
      }
    }
    const files = fs.readdirSync('examples/kubernetes').map((name) => path.resolve('examples/kubernetes', name));
    const done = spawnSync(path.join(folder, 'check'), files, { encoding: 'utf8' });
    expect(done.status, done.stdout).to.equal(0);
    const wrong = path.join(folder, 'wrong.yaml');
    fs.writeFileSync(wrong, fs.readFileSync(files[0] as string, 'utf8').replace('completionMode', 'completionMod'));
    expect(spawnSync(path.join(folder, 'check'), [wrong]).status).to.equal(1);
  }).timeout(900_000);

  it('Spark folds the pieces of a plan', function () {
    const python = process.env['SPARK_PYTHON'] ?? 'python3';
    if (sh(`${python} -c 'import pyspark'`, ROOT).status !== 0) {
      process.stdout.write('SKIPPED: no pyspark (SPARK_PYTHON names a python that has it)\n');
      return this.skip();
    }
    const { folder, env } = workplace();
    try {
      const done = sh(
        `set -e
        etcd-postmortem plan audit/ --pieces 5 --out plan.json
        ${python} '${path.resolve('examples/spark/fold_with_spark.py')}' plan.json tallies
        etcd-postmortem merge --plan plan.json tallies --out report --quiet`,
        folder,
        { ...env, PYSPARK_PYTHON: python },
      );
      expect(done.status, done.said).to.equal(0);
      expect(done.said).to.match(/5 pieces, \d+ bytes of tallies/);
      sameReport(folder, env);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  }).timeout(600_000);
});
