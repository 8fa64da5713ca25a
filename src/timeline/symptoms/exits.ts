import type { Burst } from '../../model/case-file.js';
import { knownMessage } from '../../model/known-messages/known-messages.js';
import { joinedText, type MaskedText, maskedText, shownText } from '../../model/masked-text.js';
import type { Exemplar } from '../../model/origin.js';
import type { Symptom } from '../../model/report.js';
import { MINUTE, type EpochMicros } from '../../model/units.js';
import { isUnplanned, lifeLength, type Life } from '../members/lives.js';

const EVIDENCE = 5;
/** Ends further apart are not of one loop. */
const APART = 30 * MINUTE;
/** A container that the kubelet kills ends within its grace period and little more. */
const GRACE = 90e6;

interface Exits {
  readonly member: string;
  readonly kind: string;
  text: MaskedText;
  readonly lives: Life[];
}

/** The ends of processes, by member and by what was said last before each. */
export function exitSymptoms(
  lives: readonly Life[],
  bursts: readonly Burst[],
  iso: (time: EpochMicros) => string,
): Symptom<Exemplar>[] {
  const groups = new Map<string, Exits>();
  const kills = bursts.filter(({ kind, start }) => kind === 'container-killed' && start !== null);
  for (const life of endsIn(lives)) {
    const { kind, message } = wordsOf(life, kills);
    const text = maskedText(message);
    const key = `${life.member}\0${kind}\0${text.skeleton}`;
    const held = groups.get(key);
    if (held === undefined) groups.set(key, { member: life.member, kind, text, lives: [life] });
    else {
      held.text = joinedText(held.text, text);
      held.lives.push(life);
    }
  }
  return [...groups.values()].map((one) => symptomOf(one, iso));
}

/** Unplanned ends; those by a signal count where they come again and again. */
function endsIn(lives: readonly Life[]): Life[] {
  const ended = lives.filter(({ end }) => end !== null);
  const signalled = new Set(
    ended.filter((life) => {
      const { how, member, end } = life;
      if (how !== 'signal') return false;
      const near = ended.filter(
        (one) => one.member === member && Math.abs((one.end as number) - (end as number)) <= APART,
      );
      return near.filter((one) => (lifeLength(one) ?? Infinity) < 10 * MINUTE).length >= 3;
    }),
  );
  return ended.filter((life) => isUnplanned(life) || signalled.has(life));
}

function wordsOf(life: Life, kills: readonly Burst[]): { readonly kind: string; readonly message: string } {
  const { last, how, end, status } = life;
  if (last !== null && last.kind !== 'nospace-error') return last;
  if (how === 'oom') return { kind: 'oom-kill', message: 'killed by the kernel because memory ran out' };
  const killed = kills.some(({ start }) => {
    const before = (end as number) - (start as number);
    return before >= -5e6 && before <= GRACE;
  });
  if (killed) return { kind: 'container-killed', message: 'killed by the kubelet' };
  if (how === 'signal') return { kind: 'member-stopped', message: 'stopped by a signal' };
  if (how === 'silent')
    return {
      kind: 'member-killed',
      message: 'started again without a stop before it: killed, or its last lines are missing',
    };
  return { kind: 'exit', message: `no error line before the exit${status === undefined ? '' : ` (${status})`}` };
}

function symptomOf({ member, kind, text, lives }: Exits, iso: (time: EpochMicros) => string): Symptom<Exemplar> {
  const ends = lives.map(({ end }) => end as EpochMicros).sort((a, b) => a - b);
  const shown = shownText(text);
  const known = knownMessage(kind, shown);
  return {
    kind:
      ends.length >= 3 && (ends.at(-1) as number) - (ends[0] as number) <= ends.length * APART
        ? 'restart-loop'
        : 'exit',
    text: shown,
    meaning: known?.meaning ?? null,
    consequence: 'exit',
    member,
    count: ends.length,
    first: iso(ends[0] as EpochMicros),
    last: iso(ends.at(-1) as EpochMicros),
    evidence: lives
      .flatMap(({ last, evidence }) => (last === null ? evidence.slice(-1) : [last.exemplar]))
      .slice(0, EVIDENCE),
  };
}
