import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { throttling } from '../queries/open-questions.js';
import { burstsOf, total, worstLines } from '../queries/event-bursts.js';
import { clock, count, counted, listed } from '../queries/phrases.js';

/** Fewer are retried without visible effect. */
const ENOUGH = 20;
const MANY = 200;

/** Requests are rejected before they reach etcd: by API priority and fairness, or by the limit of a managed control plane. */
export const apiThrottled: Rule = {
  id: 'api-throttled',
  title: 'Request throttling at the API server',
  explains: 'other',
  judge: (file) =>
    conclude({
      role: 'consequence',
      subject: subjectOf(file),
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Find the client that sends the most (etcd-postmortem top --by user), and reduce its requests: the limit protects etcd. kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels shows which level is full.',
        'Before you raise a limit, give the requests that must succeed their own FlowSchema.',
      ],
      ask: throttling(),
      atMost: { confidence: 0.85, because: 'it shows too many requests, but not their sender' },
    }),
};

function subjectOf(file: CaseFile): string | null {
  const [top] = file.throttled ?? [];
  if (top === undefined) return null;
  return top.flowSchema === null ? top.program : `${top.flowSchema} (${top.program})`;
}

function argumentsFor(file: CaseFile): Argument[] {
  const groups = file.throttled ?? [];
  const turned = groups.reduce((sum, one) => sum + one.count, 0);
  const bursts = burstsOf(file, 'too-many-requests');
  const limited = total(bursts);
  return [
    ...(turned < ENOUGH
      ? []
      : [
          {
            says: `${counted(turned, 'answer')} 429${between(file)}: ${listed(groups.slice(0, 3).map(inWords))}`,
            factor: turned >= MANY ? 20 : 10,
            basis: 'client lines' as const,
            evidence: groups.slice(0, 3).map(({ exemplar }): Exemplar => exemplar),
          },
        ]),
    ...(limited < ENOUGH
      ? []
      : [
          {
            says: `etcd rejected ${counted(limited, 'request')} as too many`,
            factor: limited >= MANY ? 20 : 10,
            basis: 'other client lines' as const,
            evidence: worstLines(bursts),
          },
        ]),
  ];
}

const inWords = ({ flowSchema, program, resource, count: times }: NonNullable<CaseFile['throttled']>[number]): string =>
  `${count(times)} of ${program === '' ? 'unnamed clients' : program}${resource === null ? '' : ` for ${resource}`}${flowSchema === null ? '' : ` (flow schema ${flowSchema})`}`;

function between({ throttled = [] }: CaseFile): string {
  const from = Math.min(...throttled.map((one) => one.from ?? Infinity));
  const to = Math.max(...throttled.map((one) => one.to ?? -Infinity));
  const [first] = throttled.filter((one) => one.from === from);
  const [last] = throttled.filter((one) => one.to === to);
  return first?.from == null || last?.to == null ? '' : ` from ${clock(first.from)} to ${clock(last.to)}`;
}
