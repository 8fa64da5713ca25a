import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { run, withFolder } from './run-program.js';

const INPUT = 'fixtures/incident';

describe('cli: redaction', () => {
  it('--out, the map beside it, verify with and without the map', async function () {
    this.timeout(60_000);
    await withFolder((folder) => {
      const out = path.join(folder, 'out');
      const map = path.join(folder, 'names.json');
      const made = run([INPUT, '--out', out, '--redact', '--redact-map', map, '--quiet', '--jobs', '1']);
      expect([made.status, made.stderr]).to.deep.equal([0, '']);
      expect(fs.statSync(map).mode & 0o777).to.equal(0o600);
      expect(fs.readdirSync(folder).sort()).to.deep.equal(['names.json', 'out']);
      const files = fs.readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
      const texts = files.map((one) => fs.readFileSync(path.join(one.parentPath, one.name), 'utf8')).join('');
      expect(texts).not.to.match(/checkout-worker|payments|k8s-master|fixtures\/incident/);
      expect(texts).to.match(/namespace-1\/Deployment\/workload-1/);

      const blind = run(['verify', out, INPUT]);
      expect(blind.status).to.equal(0);
      expect(blind.stdout).not.to.match(/cited lines/);
      expect(blind.stderr).to.match(/the report is redacted; use --redact-map FILE/);
      const knowing = run(['verify', out, INPUT, '--redact-map', map]);
      expect([knowing.status, knowing.stdout.match(/^differs/gm)]).to.deep.equal([0, null]);
      expect(knowing.stdout).to.match(/etcd\.log: \d+ cited lines/);

      // Again, with other workers: the same bytes, and the map is replaced by itself.
      const before = fs.readFileSync(map, 'utf8');
      const again = path.join(folder, 'again');
      run([INPUT, '--out', again, '--redact-map', map, '--quiet', '--jobs', '3']);
      expect(fs.readFileSync(map, 'utf8')).to.equal(before);
      for (const one of files)
        expect(fs.readFileSync(path.join(one.parentPath.replace(out, again), one.name), 'utf8')).to.equal(
          fs.readFileSync(path.join(one.parentPath, one.name), 'utf8'),
        );

      const report = JSON.parse(fs.readFileSync(path.join(out, 'report.json'), 'utf8')) as {
        writes: { byWorkload: { key: string }[] };
      };
      const top = run(['top', INPUT, '--redact', '--limit', '1', '--format', 'json', '--quiet']);
      expect((JSON.parse(top.stdout) as { key: string }[])[0]?.key).to.equal(report.writes.byWorkload[0]?.key);
      const records = run(['records', INPUT, '--redact', '--kind', 'request', '--quiet']);
      expect(records.stdout).not.to.match(/checkout-worker|payments/);
      expect(records.stdout).to.match(/"namespace":"namespace-1"/);
    });
  });

  it('a map is not written into the outputs, over an input or over anything else', async () => {
    await withFolder((folder) => {
      const log = path.join(folder, 'a.log');
      fs.writeFileSync(log, 'x\n');
      fs.symlinkSync(folder, path.join(folder, 'link'));
      const out = path.join(folder, 'out');
      const tries = [
        path.join(out, 'names.json'),
        path.join(folder, 'link', 'out', 'n'),
        out,
        log,
        path.join(folder, 'no', 'n'),
      ];
      for (const map of tries) {
        const { status, stderr } = run([log, '--out', out, '--redact-map', map]);
        expect([status, stderr.startsWith('etcd-postmortem: --redact-map: ')], stderr).to.deep.equal([2, true]);
      }
      expect(fs.readFileSync(log, 'utf8')).to.equal('x\n');
      expect(fs.existsSync(out)).to.equal(false);
    });
  });
});
