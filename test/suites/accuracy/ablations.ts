import type { Report, Verdict } from '../../../src/index.js';
import type { LabelledIncident, LabelledInput } from './incident.js';
import { isTrue, untrueOf } from './measure.js';

/** A way to have less to go on. */
export interface Ablation {
  readonly name: string;
  /** What is left; null: that input wasn't there. */
  readonly inputs: (incident: LabelledIncident) => readonly LabelledInput[] | null;
}

const REQUEST_LINE =
  /"msg":"request stats"|\| etcdserver\/api\/v3rpc: start time = |rpc: start time = | start time = \d{4}-/;
const DEBUG_LINE = /"level":"debug"|^\S* ?[\d-]+ [\d:.]+ D \| |: [\d-]+ [\d:.]+ D \| |start time = \d{4}-/;

/** Takes away one kind of input after the other, and what a lower log level would not have written. */
export const ABLATIONS: readonly Ablation[] = [
  {
    name: 'no request lines',
    inputs: ({ inputs }) => {
      const left = inputs.filter(({ kind }) => kind !== 'requests' && kind !== 'audit');
      const cut = left.map((input) => withoutLines(input, REQUEST_LINE));
      return left.length < inputs.length || cut.some((input, i) => input !== left[i]) ? cut : null;
    },
  },
  { name: 'no events', inputs: without('events') },
  {
    name: 'info level only',
    inputs: ({ inputs }) => {
      const cut = inputs.map((input) => withoutLines(input, DEBUG_LINE));
      return cut.some((input, i) => input !== inputs[i]) ? cut : null;
    },
  },
  {
    name: 'one member only',
    inputs: ({ inputs }) => {
      const members = [...new Set(inputs.flatMap(({ member }) => member ?? []))];
      return members.length < 2 ? null : inputs.filter(({ member }) => member === null || member === members[0]);
    },
  },
  { name: 'no status', inputs: without('status') },
  { name: 'no configuration', inputs: without('config') },
  { name: 'no member logs', inputs: without('member-log') },
];

function without(kind: LabelledInput['kind']): Ablation['inputs'] {
  return ({ inputs }) => {
    const left = inputs.filter((input) => input.kind !== kind);
    return left.length === inputs.length || left.length === 0 ? null : left;
  };
}

/** The same input where no line goes. */
function withoutLines(input: LabelledInput, pattern: RegExp): LabelledInput {
  if (input.kind !== 'member-log') return input;
  const text = textOf(input);
  const lines = text.split('\n');
  const kept = lines.filter((line) => !pattern.test(line));
  if (kept.length === lines.length) return input;
  return { ...input, name: input.name.replace(/\.gz$/, ''), read: () => kept.join('\n') };
}

function textOf({ read }: LabelledInput): string {
  const held = read();
  return typeof held === 'string' ? held : held.toString('utf8');
}

/** What a report of less must not say. Empty: it is as it should be. */
export function wrongs(incident: LabelledIncident, whole: Report, less: Report): string[] {
  const { label } = incident;
  const untrue = untrueOf(less, label).map((id) => `${id} is ${of(less, id)?.verdict ?? ''}, and not so`);
  const lost = whole.causes
    .filter(({ id, verdict }) => verdict === 'refuted' && !isTrue(label, id))
    .flatMap(({ id }) => {
      const now = of(less, id);
      if (now === undefined || now.verdict === 'refuted') return [];
      const tooMuch = VERDICTS_ABOVE_POSSIBLE.includes(now.verdict) ? [`${id} was refuted, and is ${now.verdict}`] : [];
      const named = less.gaps.some(({ wouldSettle }) => wouldSettle.includes(id));
      return named ? tooMuch : [...tooMuch, `${id} was refuted, is ${now.verdict}, and no gap names what is missing`];
    });
  return [...untrue, ...lost];
}

const VERDICTS_ABOVE_POSSIBLE: readonly Verdict[] = ['likely', 'confirmed'];

const of = (report: Report, id: string): Report['causes'][number] | undefined =>
  report.causes.find((cause) => cause.id === id);
