import type { ContradictionCheck } from '../model/case-file.js';
import { commandsRun, evidence, isBefore, runsEtcdctl, type Command } from './queries/statements.js';
import { statusSamples } from './queries/space.js';

const LOOP = /\bfor\s+\w+\s+in\s+([^;]+)/;
/** How many lines a loop's body may have. */
const BODY = 8;

/** A defragmentation blocks its member, so the leader comes last, after its leadership is moved; the loop does it first. */
export const defragmentationLeaderFirst: ContradictionCheck = {
  id: 'defragmentation-leader-first',
  check(file) {
    const commands = commandsRun(file);
    return commands.flatMap((loop) => {
      const endpoints =
        LOOP.exec(loop.claim.command)?.[1]
          ?.trim()
          .split(/[\s,]+/) ?? [];
      const body = commands.filter((other) => other === loop || isInside(loop, other));
      const defrag = body.find(({ claim }) => runsEtcdctl(claim.command, 'defrag'));
      if (endpoints.length < 2 || defrag === undefined) return [];
      const status = statusSamples(file)
        .filter(({ exemplar, isLeader }) => isLeader === true && isBefore(exemplar, loop.exemplar))
        .at(-1);
      const leader = endpoints.findIndex(
        (endpoint) =>
          status !== undefined &&
          `${status.member ?? ''} ${status.exemplar.text}`.includes(endpoint.replace(/^https?:\/\//, '')),
      );
      const moved = commands.some(({ claim }) => runsEtcdctl(claim.command, 'move-leader'));
      if (status === undefined || leader === -1 || leader === endpoints.length - 1 || moved) return [];
      const checked = body.some(({ claim }) => runsEtcdctl(claim.command, 'endpoint', '(?:health|status)'));
      const statement =
        `The loop defragments ${endpoints[leader] ?? ''}, the leader, ${leader === 0 ? 'first' : 'before others'}${checked ? '' : ', and does not check health between members'}: a defragmentation blocks its member, so all writes wait for the leader. ` +
        `Defragment the leader last, after "etcdctl move-leader".`;
      return [{ statement, evidence: evidence([loop.exemplar, defrag.exemplar, status.exemplar]) }];
    });
  },
};

function isInside(loop: Command, other: Command): boolean {
  return (
    other.claim.script &&
    isBefore(loop.exemplar, other.exemplar) &&
    (other.exemplar.line ?? 0) - (loop.exemplar.line ?? 0) <= BODY
  );
}
