import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { fileLine, spellingOf, VERSION_SETTINGS } from '../../../src/model/advice/version-settings.js';
import { clusterSeen } from '../../../src/model/advice/cluster-seen.js';
import { compactCommand, defragmentCommand, healthCommand } from '../../../src/model/advice/space-recovery.js';
import { healthCheck } from '../../../src/reports/prevention/health-check.js';
import { RUNBOOK_PAGES } from '../../../src/reports/prevention/runbook-pages.js';
import { runbook } from '../../../src/reports/prevention/runbook.js';
import { settingChanges } from '../../../src/reports/prevention/settings.js';
import { settingsPage } from '../../../src/reports/prevention/settings-page.js';
import * as questions from '../../../src/rules/queries/open-questions.js';
import { everyCause } from '../../reports/prevention/every-cause.js';
import {
  type Binaries,
  type Cluster,
  endProcess,
  findEtcd,
  freePorts,
  hasProgram,
  type Minor,
  type Ran,
  runProcess,
  startCluster,
  startProcess,
  until,
} from './lab.js';
import { skip } from './program.js';

/** What the program advises, done to a real etcd of each minor version. */
const QUOTA = 3 << 20;

for (const minor of ['3.4', '3.5', '3.6', '3.7'] as const satisfies readonly Minor[])
  describe(`advice to etcd ${minor}`, () => {
    let binaries: Binaries;
    let folder = '';

    before(async function () {
      this.timeout(1_200_000);
      const found = await findEtcd(minor);
      if ('missing' in found) return skip(this, found.missing);
      binaries = found;
      folder = mkdtempSync(join(tmpdir(), 'advice-suite-'));
      for (const tool of ['etcdctl', 'etcdutl'] as const) {
        const path = binaries[tool];
        if (path !== null && path.includes('/')) symlinkSync(resolve(path), join(folder, tool));
      }
    });

    after(() => {
      if (folder !== '') rmSync(folder, { recursive: true, force: true });
    });

    /** Whether an etcd with these flags, or with these lines in its file, answers. */
    async function starts(flags: readonly string[], lines: readonly string[] | null): Promise<void> {
      const home = mkdtempSync(join(folder, 'start-'));
      const [client = 0, peer = 0, http = 0] = await freePorts(3);
      const urls = {
        name: 'a',
        'data-dir': join(home, 'data'),
        'listen-client-urls': `http://127.0.0.1:${client}`,
        'advertise-client-urls': `http://127.0.0.1:${client}`,
        'listen-peer-urls': `http://127.0.0.1:${peer}`,
        'initial-advertise-peer-urls': `http://127.0.0.1:${peer}`,
        'initial-cluster': `a=http://127.0.0.1:${peer}`,
      };
      // This cluster has no TLS.
      const local = (text: string): string => text.replace('https://127.0.0.1:2383', `http://127.0.0.1:${http}`);
      const log = join(home, 'log');
      const file = join(home, 'etcd.conf.yml');
      if (lines !== null)
        writeFileSync(
          file,
          [...Object.entries(urls).map(([key, value]) => `${key}: ${value}`), ...lines.map(local), ''].join('\n'),
        );
      const all = Object.entries(urls).map(([key, value]) => `--${key}=${value}`);
      const etcd = startProcess(
        [binaries.etcd, ...(lines === null ? [...all, ...flags.map(local)] : [`--config-file=${file}`])],
        log,
        { ETCDCTL_API: '3' },
      );
      try {
        await until(`etcd with ${(lines ?? flags).join(' ')} answers`, 20_000, async () => {
          const ask = [
            binaries.etcdctl,
            `--endpoints=127.0.0.1:${client}`,
            'put',
            'probe',
            '1',
            '--command-timeout=1s',
          ];
          return (await runProcess(ask, { env: { ETCDCTL_API: '3' } })).status === 0;
        });
      } finally {
        await endProcess(etcd);
      }
    }

    for (const setting of VERSION_SETTINGS)
      it(`starts with: ${setting}`, async function () {
        const spelling = spellingOf(setting, binaries.version);
        if (spelling === null) return skip(this, `${binaries.version} has none`);
        // Checkpoints are advised with their persistence: 3.4.23 panics at the start with the one alone.
        const pair = setting.endsWith('lease checkpoints')
          ? (['lease checkpoints', 'lasting lease checkpoints'] as const)
          : [setting];
        const spellings = pair.flatMap((one) => spellingOf(one, binaries.version) ?? []);
        const gates = spellings.filter(({ gate }) => gate !== undefined);
        const used = [
          ...spellings.filter(({ gate }) => gate === undefined),
          ...(gates.length === 0 ? [] : [{ name: 'feature-gates', value: gates.map(({ value }) => value).join(',') }]),
        ];
        await starts(
          used.map(({ name, value }) => `--${name}=${value}`),
          null,
        );
        await starts(
          [],
          used.flatMap((one) => fileLine(one, binaries.version) ?? []),
        );
      });

    it('starts with all settings of settings.md, as flags and as a file', async () => {
      const made = everyCause(binaries.version);
      const own = settingChanges(made).filter(({ program }) => program === 'etcd');
      expect(own.length).to.be.above(2);
      await starts(
        own.map(({ name, value }) => `--${name}=${value}`),
        null,
      );
      const page = [...settingsPage.render(made)].join('');
      const lines = [...page.matchAll(/^[a-z][a-z-]+: \S.*$/gm)].map(([line]) => line);
      expect(lines).to.have.length(own.length);
      await starts([], lines);
    });

    describe('under the alarm', () => {
      let cluster: Cluster;

      before(async function () {
        this.timeout(120_000);
        cluster = await startCluster({ binaries, quotaBytes: QUOTA, log: minor === '3.4' ? 'capnslog' : 'zap' });
        const value = 'x'.repeat(100_000);
        for (let i = 0; i < 60; i += 1) {
          const { stderr } = await cluster.ctl('put', `/registry/configmaps/a/${i % 3}`, value);
          if (stderr.includes('space exceeded')) break;
        }
        expect((await cluster.ctl('alarm', 'list')).stdout).to.contain('NOSPACE');
      });

      after(async () => {
        await cluster.remove();
      });

      /** As somebody types it, with this etcdctl first on the path. */
      const bash = (command: string): Promise<Ran> =>
        runProcess(['bash', '-c', command], {
          env: {
            ...{ ETCDCTL_API: '3', NO_COLOR: '1' },
            // etcdctl refuses the variable beside the flag, as the runbook says.
            ...(command.includes('--endpoints') ? {} : { ETCDCTL_ENDPOINTS: cluster.endpoints }),
            PATH: `${folder}:${process.env['PATH'] ?? ''}`,
          },
          limitMs: 60_000,
        });
      const seen = (): ReturnType<typeof clusterSeen> => clusterSeen(everyCause(binaries.version).file);

      it('the health check names the alarm, and nothing else', async function () {
        if (!hasProgram('jq')) return skip(this, 'no jq');
        const script = join(folder, 'etcd-health.sh');
        writeFileSync(script, [...healthCheck.render(everyCause(binaries.version))].join(''));
        chmodSync(script, 0o755);
        const { status, stdout } = await bash(script);
        expect(status, stdout).to.equal(1);
        expect(stdout).to.contain('NOSPACE alarm').and.to.not.contain('not healthy');
      });

      it('every command of etcdctl in the runbook is one of this version', async () => {
        const made = everyCause(binaries.version);
        const text = [...runbook.render(made)].join('');
        expect(RUNBOOK_PAGES.length).to.be.above(4);
        // Under their own test below; a move of the leadership takes three members.
        const commands = etcdctlIn([...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
        expect(commands.length).to.be.above(5);
        await areKnown(commands);
      });

      it('every command of etcdctl in the open questions is one of this version', async () => {
        const { file } = everyCause(binaries.version);
        const asked = Object.values(questions).flatMap((make) => {
          const ask = (make as (argument: unknown) => { readonly command: string } | null)(
            make.length === 0 ? null : file,
          );
          return ask === null ? [] : [ask.command];
        });
        const commands = etcdctlIn(asked);
        expect(commands.length).to.be.above(5);
        await areKnown(commands);
      });

      it('compaction, defragmentation and disarm end it, in that order', async function () {
        if (!hasProgram('jq')) return skip(this, 'no jq');
        const compacted = await bash(compactCommand(seen()));
        expect(compacted.status, compacted.stderr).to.equal(0);
        const defragmented = await bash(defragmentCommand(seen(), cluster.first.endpoint));
        expect(defragmented.status, defragmented.stderr).to.equal(0);
        expect((await bash('etcdctl put probe 1 2>&1')).stdout).to.contain('space exceeded');
        expect((await bash('etcdctl alarm disarm')).status).to.equal(0);
        expect((await bash('etcdctl alarm list')).stdout.trim()).to.equal('');
        const probe = await bash('etcdctl put probe 1');
        expect(probe.status, probe.stderr).to.equal(0);
      });

      it('the health of a member without the alarm can be asked for', async function () {
        const command = healthCommand(seen());
        if (command === null || !hasProgram('curl')) return skip(this, 'no curl, or not in this version');
        const { stdout } = await bash(command.replace('127.0.0.1:2379', cluster.first.endpoint));
        expect(stdout).to.contain('"health":"true"');
      });

      it('the health check is content afterwards', async function () {
        if (!hasProgram('jq')) return skip(this, 'no jq');
        const { status, stdout } = await bash(`QUOTA_BYTES=${QUOTA} ${join(folder, 'etcd-health.sh')}`);
        expect(status, stdout).to.equal(0);
      });

      /** Commands of etcdctl and etcdutl, each by itself, with placeholders filled in. */
      function etcdctlIn(texts: readonly string[]): readonly string[] {
        const parts = texts.flatMap((text) =>
          text
            .split(/ {2,}# /)
            .flatMap((part) => part.split(/;(?![^(]*\))/))
            .map((part) => part.trim())
            .filter((part) => /^(?:ETCDCTL_API=3 )?etcd(?:ctl|utl) /.test(part) || /^rev=\$\(/.test(part)),
        );
        return [...new Set(parts)]
          .filter((part) => !/move-leader|snapshot restore/.test(part))
          .map((part) =>
            part
              .replace(/https:\/\/MEMBER:2379|HOST:2379|MEMBER|FOLLOWER/g, cluster.first.endpoint)
              .replace('backup.db', join(folder, 'backup.db'))
              .replace('"$rev"', '1')
              .replace(/\bREVISION\b/, '1')
              .replace(/\bID\b/, '1'),
          );
      }

      async function areKnown(commands: readonly string[]): Promise<void> {
        mkdirSync(folder, { recursive: true });
        for (const command of commands) {
          // A disarm too early would take the alarm away from the tests behind.
          if (/alarm disarm/.test(command)) continue;
          const { stderr, stdout } = await bash(command);
          expect(`${stderr}${stdout}`, command).to.not.match(
            /unknown (?:flag|command|shorthand)|flag provided but not defined|Usage:|conflicting environment|syntax error|parse error|jq: error/,
          );
        }
      }
    });
  });
