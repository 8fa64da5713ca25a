import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf } from './queries/statements.js';
import { compactionOff } from './queries/space.js';
import { isEtcdMetric, nearestMetric } from './tables/etcd-metrics.js';

/** A rule on a metric that is not exported has no data, and an alert without data never fires. */
export const metricDoesNotExist: ContradictionCheck = {
  id: 'metric-does-not-exist',
  check(file) {
    const used = statementsOf(file, 'metric').filter(
      ({ claim }) => claim.name.startsWith('etcd_') && !isEtcdMetric(claim.name),
    );
    return [...new Set(used.map(({ claim }) => claim.name))].flatMap((name) => {
      const near = nearestMetric(name);
      // Exporters and operators have names of their own that begin so; a slip stands near a name that exists.
      if (near === null) return [];
      const off = near.includes('in_use') ? compactionOff(file) : [];
      const statement =
        `No metric "${name}" is known of etcd or kube-apiserver; the nearest name is "${near}", so the rule never fires.` +
        (off.length === 0
          ? ''
          : ' With the correct name it would not have fired either: without compaction, all pages of the file are in use.');
      return [{ statement, evidence: evidence(used.filter(({ claim }) => claim.name === name).map(lineOf)) }];
    });
  },
};
