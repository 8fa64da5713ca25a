import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { COLLECT_SCRIPT } from '../../src/cli/collect/collect-script.js';
import { run, withFolder } from './run-program.js';

/** Programs that write down how they were called, and answer something. */
const FAKES: Readonly<Record<string, string>> = {
  etcdctl: 'echo "{}"',
  kubectl: 'echo "{\\"items\\":[]}"',
  crictl: ':',
  docker: ':',
  systemctl: 'printf "ExecStart=etcd --password=hunter2 --name x\\n"',
  curl: 'echo "etcd_server_has_leader 1"',
  ps: 'echo "etcd --data-dir /x --auth-token=jwt,secret"',
};
const JOURNAL = 'case "$*" in *"-u etcd"*) echo "etcd line, password=hunter2";; *"-n 0"*) ;; *) ;; esac';

/** Verbs and options with which the programs only read. */
const READ_ONLY: Readonly<Record<string, RegExp>> = {
  etcdctl: /\b(?:endpoint (?:status|health|hashkv)|alarm list|member list|get compact_rev_key)\b/,
  kubectl: /^get (?:events|nodes) /,
  crictl: /^(?:ps|logs|exec) /,
  docker: /^(?:ps|logs) /,
  systemctl: /^(?:cat|status) --no-pager /,
  curl: /\/metrics$/,
  ps: /^-C /,
  journalctl: /(?:--no-pager|-n 0)/,
};

describe('cli: collect', () => {
  it('prints the script', () => {
    const { status, stdout } = run(['collect', '--print']);
    expect([status, stdout]).to.deep.equal([0, COLLECT_SCRIPT]);
    expect(stdout.startsWith('#!/bin/sh\n')).to.equal(true);
  });

  it('is POSIX sh, and clean for shellcheck where that is there', function () {
    expect(spawnSync('sh', ['-n'], { input: COLLECT_SCRIPT }).status).to.equal(0);
    if (spawnSync('shellcheck', ['--version']).error !== undefined) this.skip();
    const { status, stdout } = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: COLLECT_SCRIPT, encoding: 'utf8' });
    expect(stdout).to.equal('');
    expect(status).to.equal(0);
  });

  it('only openQuestions, masks credentials, and leaves one archive', async function () {
    this.timeout(60_000);
    await withFolder((folder) => {
      const bin = path.join(folder, 'bin');
      const home = path.join(folder, 'home');
      const calls = path.join(folder, 'calls');
      for (const one of [bin, home, calls]) fs.mkdirSync(one);
      for (const [name, answer] of Object.entries({ ...FAKES, journalctl: JOURNAL })) {
        fs.writeFileSync(path.join(bin, name), `#!/bin/sh\nprintf '%s\\n' "$*" >>'${calls}/${name}'\n${answer}\n`, {
          mode: 0o755,
        });
      }
      const { status, stdout, stderr } = spawnSync('sh', ['-s', '--', '-s', '2', '-m', '1'], {
        cwd: home,
        input: COLLECT_SCRIPT,
        encoding: 'utf8',
        env: { PATH: `${bin}:/usr/bin:/bin`, HOME: home },
      });
      expect(status, stderr).to.equal(0);
      expect(fs.readdirSync(home)).to.deep.equal([path.basename(stdout.trim())]);
      expect(stdout.trim()).to.match(/\/etcd-postmortem-[^/]+-\d{8}T\d{6}Z\.tar\.gz$/);
      for (const name of fs.readdirSync(calls)) {
        for (const line of fs.readFileSync(path.join(calls, name), 'utf8').trim().split('\n'))
          expect(line, `${name} ${line}`).to.match(READ_ONLY[name] ?? /^$/);
      }
      expect(fs.readdirSync(calls)).to.include.members(['etcdctl', 'kubectl', 'journalctl']);
      spawnSync('tar', ['-xzf', stdout.trim()], { cwd: folder });
      const all = spawnSync('grep', ['-rn', '', path.join(folder, path.basename(stdout.trim(), '.tar.gz'))], {
        encoding: 'utf8',
      });
      expect(all.stdout).to.match(/journal\/etcd\.log:\d+:etcd line, password=\*\*\*/);
      expect(all.stdout).to.match(/collected\.txt:\d+:captured at /);
      expect(all.stdout).not.to.match(/hunter2|jwt,secret/);
    });
  });

  it('refuses numbers that are none', () => {
    const { status, stderr } = spawnSync('sh', ['-s', '--', '-s', '1d'], { input: COLLECT_SCRIPT, encoding: 'utf8' });
    expect(status).to.equal(2);
    expect(stderr).to.match(/whole number above 0/);
  });
});
