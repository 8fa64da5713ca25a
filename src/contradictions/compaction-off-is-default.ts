import type { ContradictionCheck } from '../model/case-file.js';
import { evidence, statementsOf } from './queries/statements.js';
import { compactionOff, logCovers, spaceTrouble } from './queries/space.js';

/** With less of a log than this the setting stands alone; with more, silence is judged as a cause, with its confidence. */
const LOG_MINUTES = 1;

/**
 * A retention of 0 is what every stock etcd under Kubernetes has, for kube-apiserver compacts every five minutes by
 * itself (`etcd3/compact.go`). Only a log that could show compactions, and shows none, makes a cause of it.
 */
export const compactionOffIsDefault: ContradictionCheck = {
  id: 'compaction-off-is-default',
  check(file) {
    const [off] = compactionOff(file);
    const trouble = spaceTrouble(file);
    if (off === undefined || trouble === null || logCovers(file, LOG_MINUTES, file.onsets.spaceExceeded?.time ?? null))
      return [];
    // A manifest or a flag says what the API server does: then nothing is left to a default.
    if (statementsOf(file, 'setting').some(({ claim }) => claim.name === 'etcd-compaction-interval')) return [];
    const retention = file.bursts.find(({ first }) => first === off)?.record;
    const value = retention?.kind === 'auto-compaction-set' ? retention.retention : '0';
    const statement =
      `auto-compaction-retention "${value}" is the default of etcd and normal with Kubernetes, where kube-apiserver compacts every 5 minutes; no etcd log at info level covers the time before the refusal, so it is not shown that compaction was missing. ` +
      `Check "finished scheduled compaction" lines, the key compact_rev_key, and --etcd-compaction-interval of kube-apiserver.`;
    return [{ statement, evidence: evidence([off]) }];
  },
};
