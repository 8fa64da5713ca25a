import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { clientErrors } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, firstLines, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { count, counted, listed } from '../queries/phrases.js';

/** One object is larger than a request may be. Only clients see it: etcd logs nothing. */
export const oversizeRequest: Rule = {
  id: 'oversize-request',
  title: 'Oversized requests',
  explains: 'other',
  judge(file) {
    const subject = subjectOf(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject,
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        `Shrink or split the object${subject === null ? '' : ` ${subject}`}: a request may have at most 1.5 MiB (1,572,864 B) in total. Raising --max-request-bytes only treats the symptom, and large values slow down every member.`,
      ],
      ask: clientErrors(file),
    });
  },
};

function argumentsFor(file: CaseFile): Argument[] {
  const bursts = burstsOf(file, 'request-too-large');
  if (bursts.length === 0) return [];
  const says = `${counted(total(bursts), 'client request')} refused as too large`;
  const bySource = [...grouped(bursts, (burst) => `${burst.source} ${burst.first.input}`).values()];
  const [first = [], ...others] = bySource;
  const own: Argument = {
    says,
    factor: 50,
    basis: 'client lines',
    evidence: [...firstLines(first), ...worstLines(first)],
  };
  const again: Argument[] =
    others.length === 0
      ? []
      : [
          {
            says: `${count(bySource.length)} logs report it`,
            factor: 3,
            basis: 'other client lines',
            evidence: others.flatMap(firstLines),
          },
        ];
  return [own, ...again, ...otherTrouble(file)];
}

/** A request that was never taken filled nothing: beside a refusal for space it is another matter. */
function otherTrouble(file: CaseFile): Argument[] {
  const space = file.onsets.spaceExceeded;
  if (space === null) return [];
  const says = 'it does not explain the lack of space: a request that is too large is never stored';
  return [{ says, factor: 1 / 20, basis: 'refusals', evidence: space.evidence }];
}

function subjectOf(file: CaseFile): string | null {
  const names = burstsOf(file, 'request-too-large').flatMap(({ record }) => {
    if (record.kind !== 'request-too-large') return [];
    const name =
      record.key ?? [record.resource, record.namespace, record.name].filter((part) => part !== undefined).join('/');
    return name === '' ? [] : [name];
  });
  const distinct = [...new Set(names)];
  return distinct.length === 0 ? null : listed(distinct.slice(0, 3));
}
