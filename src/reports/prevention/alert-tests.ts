import { yamlString } from '../escape.js';
import type { Output } from '../output.js';
import { alertsFor, type AlertRule } from './alert-rules.js';
import type { TestSeries } from './candidate.js';

/** A unit test for each alert, for `promtool test rules`: one series on which it fires, one on which it doesn't. */
export const alertTests: Output = {
  name: 'prevention-alert-tests',
  file: 'prevention/alerts_test.yml',
  *render(made) {
    const rules = alertsFor(made);
    yield '# promtool test rules alerts_test.yml\nrule_files:\n  - alerts.yaml\nevaluation_interval: 1m\n';
    yield rules.length === 0 ? 'tests: []\n' : 'tests:\n';
    for (const rule of rules) for (const test of rule.tests) yield testYaml(rule, test);
  },
};

function testYaml(rule: AlertRule, { name, input, at, labels }: TestSeries): string {
  const series = input.flatMap(({ series: one, values }) => [
    `      - series: ${yamlString(one)}`,
    `        values: ${yamlString(values)}`,
  ]);
  const expected =
    labels === null
      ? ['        exp_alerts: []']
      : [
          '        exp_alerts:',
          '          - exp_labels:',
          ...Object.entries({ severity: rule.severity, ...labels }).map(
            ([key, value]) => `              ${key}: ${yamlString(value)}`,
          ),
          '            exp_annotations:',
          `              summary: ${yamlString(rule.summary)}`,
        ];
  return [
    `  - name: ${yamlString(`${rule.alert} ${name}`)}`,
    '    interval: 1m',
    '    input_series:',
    ...series,
    '    alert_rule_test:',
    `      - eval_time: ${at}`,
    `        alertname: ${rule.alert}`,
    ...expected,
    '',
  ].join('\n');
}
