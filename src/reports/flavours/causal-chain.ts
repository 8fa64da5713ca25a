import type { Cause } from '../../model/report.js';
import { lasted, refusals, headline } from '../sections/headline.js';
import { foundCauses } from '../sections/verdicts.js';
import type { View } from '../sections/view.js';
import { percent } from '../sizes.js';

/** Who led to what, as far as causes reached `possible`. Labels are plain text from anywhere. */
export interface Chain {
  readonly nodes: readonly { readonly id: string; readonly label: readonly string[] }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly sure: boolean;
    readonly label: string;
  }[];
}

const LONGEST = 60;

/** From the triggers to what users felt, and from there to what followed; null: nothing to connect. */
export function causalChain({ report, file, times }: View): Chain | null {
  const causes = foundCauses(report.causes).slice(0, 10);
  if (causes.length === 0) return null;
  const refused = refusals(report);
  const over = refused.length > 0 && refused.every((one) => one.recovery !== null && lasted(one) > 0);
  const end = refused.at(-1)?.recovery?.time;
  const nodes = [
    { id: 'outcome', label: [headline(report, file, times)] },
    ...(causes.some((cause) => cause.role === 'prolonged')
      ? [
          {
            id: 'recovery',
            label: [over && end !== undefined ? `Writes accepted again ${times.brief(end)}` : 'No end in the inputs'],
          },
        ]
      : []),
    ...causes.map((cause, i) => ({ id: `cause${i + 1}`, label: labelOf(cause) })),
  ];
  const edges = causes.flatMap((cause, i) => {
    const id = `cause${i + 1}`;
    const sure = cause.verdict !== 'possible';
    if (cause.role === 'consequence') return [{ from: 'outcome', to: id, sure, label: 'followed' }];
    if (cause.role === 'prolonged') return [{ from: id, to: 'recovery', sure, label: 'prolonged' }];
    return cause.role === 'none' ? [] : [{ from: id, to: 'outcome', sure, label: cause.role }];
  });
  if (nodes.some((node) => node.id === 'recovery'))
    edges.unshift({ from: 'outcome', to: 'recovery', sure: true, label: 'until' });
  return edges.length === 0 ? null : { nodes, edges };
}

function labelOf({ title, subject, verdict, share }: Cause): string[] {
  const who = subject === null ? [] : [short(subject)];
  return [short(title), ...who, `${verdict}${share === null ? '' : `, ${percent(share)}`}`];
}

const short = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
