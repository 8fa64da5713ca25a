import { expect } from 'chai';
import { parse } from 'yaml';
import type { CaseFile } from '../../../src/model/case-file.js';
import type { Report } from '../../../src/model/report.js';
import { alertsFor, backTestText } from '../../../src/reports/prevention/alert-rules.js';
import { alertTests } from '../../../src/reports/prevention/alert-tests.js';
import { alerts } from '../../../src/reports/prevention/alerts.js';
import { firedAt, growthReaches, putRateAbove, sizeAbove } from '../../../src/reports/prevention/back-test.js';
import { healthCheckScript } from '../../../src/reports/prevention/health-check-script.js';
import { missingMetrics } from '../../../src/reports/prevention/metric-names.js';
import { runbook } from '../../../src/reports/prevention/runbook.js';
import { settingChanges } from '../../../src/reports/prevention/settings.js';
import { settingsPatch } from '../../../src/reports/prevention/settings-patch.js';
import { timesOf } from '../../../src/reports/times.js';
import { at, CaseFileBuilder, MIB } from '../../case-files/case-file-builder.js';
import { POSTMORTEMS } from '../postmortem-fixture.js';
import { everyCause } from './every-cause.js';

const EVERY = everyCause('3.5.30');
const withFile = (file: CaseFile, report: Partial<Report> = {}): typeof EVERY => ({
  ...EVERY,
  file,
  report: { ...EVERY.report, ...report },
});

/** A file that grows by a MiB a minute to its quota of 100 MiB, reached after 100 minutes. */
const filling = (): CaseFile => {
  const builder = new CaseFileBuilder().quota(100 * MIB);
  for (let minute = 0; minute <= 100; minute += 1) builder.size(minute * 60, minute * MIB, null);
  return builder.onsets({ spaceExceeded: 6000 }).build();
};

const byName = (made: typeof EVERY, name: string) => {
  const rule = alertsFor(made).find((one) => one.alert === name);
  if (rule === undefined) throw new Error(`no ${name}`);
  return rule;
};

describe('prevention: back-test', () => {
  const observed = [0, 60, 120, 180, 240].map((seconds, i) => ({ time: at(seconds), holds: i !== 2 }));

  it('needs a condition to hold without a break', () => {
    expect(firedAt(observed, 60)).to.equal(at(60));
    expect(firedAt(observed, 90)).to.equal(null);
    expect(firedAt([], 0)).to.equal(null);
  });

  it('finds when the file passed a share of the quota', () => {
    expect(firedAt(sizeAbove(filling(), 0.8), 0)).to.equal(at(81 * 60));
    expect(sizeAbove(new CaseFileBuilder().build(), 0.8)).to.deep.equal([]);
  });

  it('follows growth to where it leads', () => {
    // 100 MiB are 100 minutes away from the start, so within 4 hours at once, within 10 minutes at minute 91
    expect(firedAt(growthReaches(filling(), 600, 4 * 3600), 0)).to.equal(at(60));
    expect(firedAt(growthReaches(filling(), 600, 600), 0)).to.equal(at(91 * 60));
  });

  it('takes the rate over a window that trails', () => {
    const file = new CaseFileBuilder().writers(0, 100, [{ workload: 'a/Pod/b', resource: 'pods', puts: 5000 }]).build();
    expect(putRateAbove(file, 49, 10).every(({ holds }) => holds)).to.equal(true);
    expect(putRateAbove(file, 51, 10).some(({ holds }) => holds)).to.equal(false);
  });
});

describe('prevention: alerts', () => {
  it('say when they would have fired, and how long before the refusal', () => {
    const rule = byName(withFile(filling()), 'EtcdDatabaseQuotaWarning');
    expect(backTestText(rule, timesOf(null))).to.equal(
      'would have fired at 2026-11-22 14:26:00, 14 min before the first refusal',
    );
  });

  it('wait for a shorter time where the usual one would have been too late, and say so', () => {
    const rule = byName(withFile(filling()), 'EtcdDatabaseQuotaLowSpace');
    expect(rule.for).to.equal('2m');
    expect(backTestText(rule, timesOf(null))).to.contain('with the usual 10m instead of 2m');
  });

  it('say so where nothing is at hand to test them on', () => {
    const rule = byName(withFile(new CaseFileBuilder().build()), 'EtcdHighFsyncDurations');
    expect(backTestText(rule, timesOf(null))).to.contain('no time series');
  });

  it('name no metric that the versions seen do not export', () => {
    for (const version of ['3.2.32', '3.3.2', '3.3.27', '3.4.23', '3.5.30', '3.6.14', '3.7.1'])
      for (const rule of alertsFor(everyCause(version)))
        expect(missingMetrics(rule.expr, version), rule.alert).to.deep.equal([]);
    const names = (version: string): string[] => alertsFor(everyCause(version)).map((rule) => rule.alert);
    expect(names('3.6.14')).to.include('EtcdAlarmArmed').and.to.not.include('EtcdWritesRefused');
    expect(names('3.5.30')).to.include('EtcdWritesRefused').and.to.not.include('EtcdAlarmArmed');
  });

  it('ask 3.3 for its own names of puts and sizes', () => {
    const rules = alertsFor(everyCause('3.3.2'));
    const expr = (name: string): string => rules.find((rule) => rule.alert === name)?.expr ?? '';
    expect(expr('EtcdNoCompaction')).to.contain('etcd_debugging_mvcc_put_total');
    expect(expr('EtcdDatabaseQuotaLowSpace')).to.contain('etcd_debugging_mvcc_db_total_size_in_bytes');
  });

  it('have the critical alert on syncs beside the warning', () => {
    const severities = alertsFor(EVERY).flatMap(({ alert, severity }) => (/Fsync/.test(alert) ? [severity] : []));
    expect(severities).to.deep.equal(['warning', 'critical']);
  });

  for (const [set, window] of [
    [null, '30m'],
    [{ mode: 'periodic', retention: '5m' }, '30m'],
    [{ mode: 'periodic', retention: '1h0m0s' }, '3h'],
    [{ mode: 'periodic', retention: '1' }, '3h'],
    [{ mode: 'periodic', retention: '72h0m0s' }, '74h'],
    [{ mode: 'revision', retention: '10µs' }, '30m'],
  ] as const)
    it(`call no compactor silent that keeps to its interval: ${set === null ? 'none set' : `${set.mode} ${set.retention}`}`, () => {
      const builder = new CaseFileBuilder();
      if (set !== null) builder.burst('auto-compaction-set', 0, { source: 'etcd', disabled: false, ...set });
      const rule = byName(withFile(builder.build()), 'EtcdNoCompaction');
      expect(rule.expr).to.contain(`[${window}]`);
      if (set?.mode === 'revision') expect(rule.expr).to.match(/> 20000$/);
    });

  it('follow from the incident alone', () => {
    const [, nothing] = POSTMORTEMS.find(([name]) => name === 'nothing-recognised') as (typeof POSTMORTEMS)[number];
    expect(alertsFor(nothing)).to.deep.equal([]);
  });

  it('have a test each on which they fire, and one on which they do not', () => {
    const groups = parse([...alerts.render(EVERY)].join('')) as { groups: { rules: { alert: string }[] }[] };
    const names = groups.groups.flatMap(({ rules }) => rules.map((rule) => rule.alert));
    const { tests } = parse([...alertTests.render(EVERY)].join('')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
    };
    const all = tests.flatMap((test) => test.alert_rule_test);
    for (const name of names) {
      const own = all.filter((test) => test.alertname === name);
      expect(own.map((test) => test.exp_alerts.length).sort(), name).to.deep.equal([0, 1]);
    }
    expect(names.length).to.be.above(10);
  });
});

describe('prevention: settings', () => {
  const configured = (
    text: string,
    quota = 'quota-backend-bytes: 67108864',
    records = { 'etcd-conf': 2 },
  ): typeof EVERY => {
    const builder = new CaseFileBuilder()
      .burst('auto-compaction-set', null, {
        source: 'config',
        input: 'etc/etcd.yml',
        text,
        retention: '0',
        disabled: true,
        mode: null,
      })
      .burst('quota-set', null, { source: 'config', input: 'etc/etcd.yml', text: quota, quotaBytes: 64 * MIB });
    const file = builder.build();
    const [inputOf] = EVERY.report.inputs;
    return withFile(
      { ...file, bursts: file.bursts.map((burst, i) => ({ ...burst, first: { ...burst.first, line: 17 + 2 * i } })) },
      { inputs: inputOf === undefined ? [] : [{ ...inputOf, path: 'etc/etcd.yml', records }] },
    );
  };
  const patchOf = (made: typeof EVERY): string => [...settingsPatch.render(made)].join('');

  it('become a diff of the line that sets them, and of the line beside it', () => {
    expect(patchOf(configured('auto-compaction-retention: "0"'))).to.contain(
      [
        '--- a/etc/etcd.yml',
        '+++ b/etc/etcd.yml',
        '@@ -17 +17 @@',
        '-auto-compaction-retention: "0"',
        '+auto-compaction-retention: "5m"',
      ].join('\n'),
    );
  });

  it('keep the manner of flags in a manifest', () => {
    const patch = patchOf(configured('    - --auto-compaction-retention=0', '    - --quota-backend-bytes=67108864'));
    expect(patch).to.contain('\n+    - --auto-compaction-retention=5m\n');
    expect(patch).to.contain('\n+    - --auto-compaction-mode=periodic\n');
  });

  it('join the flags of a unit', () => {
    const line = 'ExecStart=/usr/bin/etcd --name a --auto-compaction-retention=0 --quota-backend-bytes=67108864';
    expect(patchOf(configured(line, 'ETCD_QUOTA_BACKEND_BYTES=67108864'))).to.contain(
      '--auto-compaction-retention=5m --quota',
    );
  });

  it('leave a text alone that is no configuration', () => {
    expect(
      patchOf(configured('auto-compaction-retention: 0', undefined, { 'etcd-conf': 2, transcript: 9 } as never)),
    ).to.not.contain('@@');
  });

  it('do not raise a quota that live data are far below', () => {
    const [, made] = POSTMORTEMS.find(([name]) => name === 'refused-writes') as (typeof POSTMORTEMS)[number];
    expect(settingChanges(made).map((change) => change.name)).to.not.include('quota-backend-bytes');
  });
});

describe('prevention: runbook and script', () => {
  it('have a page for what happened, and none for what did not', () => {
    const [, made] = POSTMORTEMS.find(([name]) => name === 'refused-writes') as (typeof POSTMORTEMS)[number];
    const text = [...runbook.render(made)].join('');
    expect(text).to.contain('database space exceeded').and.to.not.contain('Certificates');
    expect(text.indexOf('Compact, once')).to.be.below(text.indexOf('Defragment one member'));
    expect(text).to.contain('compact --physical=true');
    // refused while the alarm is armed, so after the disarm
    expect(text.indexOf('scale KIND/NAME')).to.be.above(text.indexOf('alarm disarm'));
    expect(text).to.not.contain('Stop what writes so much: scale');
  });

  it('never defragment unasked', () => {
    const script = healthCheckScript(null);
    const before = script.slice(0, script.indexOf('read -r -p'));
    expect(before).to.not.match(/etcdctl[^\n]* defrag/);
    expect(script).to.contain('if [ ! -t 0 ]').and.to.contain('QUOTA_BYTES:-2147483648');
    expect(script).to.not.match(/%%[{Q]/);
  });

  it('know the quota of the incident', () => {
    expect(healthCheckScript({ bytes: 8589934592, source: 'x' })).to.contain('QUOTA_BYTES:-8589934592');
  });
});
