import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { burstsOf, firstLines, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { clock, counted } from '../queries/phrases.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';

/** The kubelet restarts a killed container within this time, apart from its back-off. */
const SOON = 6 * MINUTE;

/**
 * A liveness probe kills an etcd that is alive: under the NOSPACE alarm `/health` answers 503, and a store that is
 * still being restored does not answer.
 */
export const probeKillsEtcd: Rule = {
  id: 'probe-kills-etcd',
  title: 'etcd killed by its liveness probe',
  explains: 'other',
  judge: (file) =>
    conclude({
      role: refusalOf(file) === null ? 'trigger' : 'prolonged',
      subject: 'kubelet',
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Probe only whether the process is alive: /livez (from 3.4.29 and 3.5.11), before that /health?exclude=NOSPACE&serializable=true. Add a startupProbe that allows more time than the store needs to load.',
        'Then fix the underlying cause: an alarm, a slow disk, a store that takes minutes to load.',
      ],
      ask: {
        question: 'Did a liveness probe end etcd, or did it exit by itself?',
        command:
          "journalctl -u kubelet | grep -E 'etcd.*(Liveness|failed liveness probe)'; kubectl -n kube-system describe pod -l component=etcd | grep -E 'Liveness|Last State|Exit Code'",
      },
    }),
};

const LIVENESS = /[Ll]iveness/;

const ofEtcd = (burst: Burst): boolean => /\betcd/.test(`${burst.first.text} ${burst.worst.text}`);

function argumentsFor(file: CaseFile): Argument[] {
  const failed = burstsOf(file, 'probe-failed').filter((one) => LIVENESS.test(one.first.text) && ofEtcd(one));
  const kills = burstsOf(file, 'container-killed').filter((one) => ofEtcd(one) && LIVENESS.test(one.first.text));
  const told = indicatorsOf(file, 'liveness-killed');
  const events = file.events.filter(
    (one) =>
      ['Unhealthy', 'Killing'].includes(one.reason) &&
      LIVENESS.test(one.message) &&
      /\betcd/.test(`${one.workload} ${one.message}`),
  );
  const killed = [
    ...firstLines(kills),
    ...indicatorLines(told),
    ...events.filter((one) => one.reason === 'Killing').map((one) => one.exemplar),
  ];
  const probes = [...worstLines(failed), ...events.map((one) => one.exemplar)];
  if (killed.length === 0) {
    if (probes.length === 0) return [];
    const says = `${counted(Math.max(1, total(failed)), 'liveness probe')} of etcd failed, and no line says that etcd was killed because of it`;
    return [{ says, factor: 2, basis: 'client lines', evidence: probes }];
  }
  const at = killed.flatMap((line) => line.time ?? []).sort((a, b) => a - b);
  const says = `a liveness probe killed a container of etcd${at[0] === undefined ? '' : `, first at ${clock(at[0])}`}`;
  return [
    { says, factor: 10, basis: 'system log', evidence: [...killed, ...probes] },
    ...alive(file, at),
    ...restarted(file, at),
    ...byItself(file, at),
  ];
}

/** etcd keeps logging during the probes, or an alarm makes its health check fail. */
function alive(file: CaseFile, kills: readonly number[]): Argument[] {
  const alarm = burstsOf(file, 'nospace-alarm-active', 'nospace-alarm-raised', 'nospace-error').filter(
    ({ start, end }) => kills.some((kill) => start !== null && start <= kill && (end ?? start) >= kill - 10 * MINUTE),
  );
  if (alarm.length === 0) return [];
  const says = 'the NOSPACE alarm was armed: /health then answers 503 although etcd serves reads';
  return [{ says, factor: 4, basis: 'alarm lines', evidence: firstLines(alarm) }];
}

function restarted(file: CaseFile, kills: readonly number[]): Argument[] {
  const after = burstsOf(file, 'member-started', 'member-stopped').filter(({ start }) =>
    kills.some((kill) => start !== null && start >= kill - MINUTE && start <= kill + SOON),
  );
  if (after.length === 0) return [];
  return [
    { says: 'etcd stopped or started at that time', factor: 2, basis: 'start lines', evidence: firstLines(after) },
  ];
}

/** A process that ended by itself was not alive. */
function byItself(file: CaseFile, kills: readonly number[]): Argument[] {
  const ends = burstsOf(file, 'panic', 'oom-kill').filter(({ start }) =>
    kills.some((kill) => start !== null && start <= kill && start >= kill - 2 * MINUTE),
  );
  if (ends.length === 0) return [];
  const says = 'etcd had ended by itself before';
  return [{ says, factor: 1 / 10, basis: 'other peer lines', evidence: firstLines(ends) }];
}
