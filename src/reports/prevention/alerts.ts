import { yamlString } from '../escape.js';
import type { Output } from '../output.js';
import { timesOf, type Times } from '../times.js';
import { alertsFor, backTestText, type AlertRule } from './alert-rules.js';
import { lowestMinor, minorsOf } from './made.js';

/** Prometheus rules: only those that follow from this incident, each with what it would have done in it. */
export const alerts: Output = {
  name: 'prevention-alerts',
  file: 'prevention/alerts.yaml',
  *render(made) {
    const rules = alertsFor(made);
    if (rules.length === 0) {
      yield '# These inputs do not justify an alert.\ngroups: []\n';
      return;
    }
    const times = timesOf(made.report.window);
    const minors = minorsOf(made);
    const versions =
      minors.length === 0
        ? `the inputs show no version; metric names of etcd 3.${lowestMinor(made)}`
        : `metric names of etcd 3.${minors.join(', 3.')}`;
    yield `# Prometheus rules. Thresholds follow the etcd mixin where it defines one; ${versions}.\n`;
    yield `# Times are of this incident${times.date === null ? '' : ` (${times.date})`}, UTC. Run promtool test rules alerts_test.yml to test each rule.\n`;
    yield 'groups:\n  - name: etcd-postmortem\n    rules:\n';
    for (const rule of rules) yield ruleYaml(rule, times);
  },
};

function ruleYaml(rule: AlertRule, times: Times): string {
  return [
    `      # ${backTestText(rule, times)}`,
    `      - alert: ${rule.alert}`,
    `        expr: ${yamlString(rule.expr)}`,
    `        for: ${rule.for}`,
    '        labels:',
    `          severity: ${rule.severity}`,
    '        annotations:',
    `          summary: ${yamlString(rule.summary)}`,
    '',
  ].join('\n');
}
