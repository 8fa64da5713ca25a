import type { CaseFile, ContradictionCheck, SizeSample } from '../model/case-file.js';
import { commandsRun, evidence, isBefore } from './queries/statements.js';
import { statusSamples } from './queries/space.js';
import { placeIn } from '../model/origin.js';

const RESTART = /\b(?:systemctl|service)\s+(?:\S+\s+)*?restart\s+(?:\S+\s+)*?etcd\b|\bservice\s+etcd\s+restart\b/;

/** A leader that restarts loses its leadership, and the election after it has a new term. */
export const termUnchangedByRestart: ContradictionCheck = {
  id: 'term-unchanged-by-restart',
  check(file) {
    return commandsRun(file).flatMap(({ claim, exemplar }) => {
      if (!RESTART.test(claim.command)) return [];
      const before = leaders(file)
        .filter((sample) => isBefore(sample.exemplar, exemplar))
        .at(-1);
      const after = leaders(file).find((sample) => isBefore(exemplar, sample.exemplar));
      if (before === undefined || after === undefined || before.term !== after.term || nameOf(before) !== nameOf(after))
        return [];
      if (isElsewhere(claim.command, nameOf(before))) return [];
      const statement =
        `The leader is ${nameOf(before)} at term ${before.term ?? ''} both before and after "${claim.command.slice(0, 80)}", but a restart of the leader causes an election and a new term: ` +
        `the leader was not restarted, so its settings did not change.`;
      return [{ statement, evidence: evidence([exemplar, before.exemplar, after.exemplar]) }];
    });
  },
};

/** On a host that the command names, and not the leader's: a follower that restarts changes no term. */
function isElsewhere(command: string, leader: string): boolean {
  const host = leader.replace(/^https?:\/\//, '').replace(/:\d+$/, '');
  return /\b(?:ssh|ansible|pdsh|docker|kubectl|crictl|virsh)\b|\s-H\s/.test(command) && !command.includes(host);
}

function leaders(file: CaseFile): SizeSample[] {
  const samples = statusSamples(file).filter(({ isLeader, term }) => isLeader === true && term !== null);
  return samples.sort((a, b) => placeIn(a.exemplar) - placeIn(b.exemplar));
}

function nameOf(sample: SizeSample): string {
  return sample.member ?? sample.exemplar.excerpt.split(',')[0] ?? '';
}
