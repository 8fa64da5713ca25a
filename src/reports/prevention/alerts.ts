import { yamlString } from '../escape.js';
import type { Output } from '../output.js';
import { alertsFor, type AlertRule } from './alert-rules.js';

/** Prometheus rules: only those that follow from this incident. */
export const alerts: Output = {
  name: 'prevention-alerts',
  file: 'prevention/alerts.yaml',
  *render({ report }) {
    const rules = alertsFor(report);
    if (rules.length === 0) {
      yield '# No alert follows from these inputs.\ngroups: []\n';
      return;
    }
    yield '# Prometheus rules. Thresholds of the etcd mixin, where it has one.\ngroups:\n  - name: etcd-postmortem\n    rules:\n';
    for (const rule of rules) yield ruleYaml(rule);
  },
};

function ruleYaml(rule: AlertRule): string {
  return [
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
