import { knownMessage, KNOWN_MESSAGES } from '../../model/known-messages/known-messages.js';
import type { KnownMessage } from '../../model/known-messages/row.js';
import type { Report, Symptom } from '../../model/report.js';
import { code, list, paragraph, strong, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { millisBetween, type Times } from '../times.js';
import { places } from './cite.js';
import type { View } from './view.js';

/** On the first screen. */
const MOST = 4;
const SHORT = 120;
/** So many failed requests are worth a headline by their number alone. */
const MANY = 5;
/** A kind that says what is wrong is worth one however often it came. */
const TELLING: ReadonlySet<string> = new Set([
  'certificate-error',
  'auth-error',
  'corrupt-error',
  'cluster-id-mismatch',
]);
/** What the headline of a refusal says already. */
const REFUSAL: ReadonlySet<string> = new Set(['nospace-alarm', 'nospace-error']);

const isEnd = ({ kind }: Symptom): boolean => kind === 'restart-loop' || kind === 'exit';
/** An end that no line explains may be a missing piece of log. */
const isUnexplained = ({ kind, meaning, text }: Symptom): boolean =>
  kind === 'exit' && meaning === null && /^started again without a stop|^no error line/.test(text);

/** The symptom that the headline is about: what keeps members from serving, or makes requests fail. */
export function leadingSymptom(report: Report): Symptom | null {
  const refused = report.onsets.spaceExceeded !== null;
  return (
    report.symptoms.find((one) => {
      if (refused && REFUSAL.has(one.kind)) return false;
      if (isUnexplained(one) || one.consequence === null || one.consequence === 'degraded') return false;
      return one.consequence !== 'failing-requests' || TELLING.has(one.kind) || one.count >= MANY;
    }) ?? null
  );
}

/** The worst of all, if nothing else is known: also what only degrades, or has no known meaning. */
export function anySymptom(report: Report): Symptom | null {
  return report.symptoms.find((one) => one.kind !== 'member-unreachable' || one.count >= MANY) ?? null;
}

/** `etcd on cp-2 exited 6 times in 5 min: cluster cannot be downgraded …` */
export function symptomHeadline(symptom: Symptom, times: Times): string {
  const { count, first, last, member, text } = symptom;
  const span = first === null || last === null ? 0 : millisBetween(first, last);
  const within = span < 1000 ? '' : ` in ${duration(span)}`;
  const at = first === null ? '' : ` at ${times.brief(first)}`;
  const where = member === null ? '' : ` on ${member}`;
  const said = shortened(text);
  if (isEnd(symptom)) {
    if (/^no error line/.test(text))
      return count === 1 ? `etcd${where} exited${at}` : `etcd${where} exited ${count} times${within}`;
    return count === 1 ? `etcd${where} exited${at}: ${said}` : `etcd${where} exited ${count} times${within}: ${said}`;
  }
  if (symptom.kind === 'nospace-alarm' || symptom.kind === 'nospace-error')
    return `etcd${where} refused writes${at}: ${said}`;
  const who = member === null ? 'Logged' : `${member} logged`;
  return count === 1 ? `${who}${at}: ${said}` : `${who} ${count} times${within}: ${said}`;
}

function shortened(text: string): string {
  const one = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.:;,]$/, '');
  const x509 = one.indexOf('x509: ');
  if (one.length > SHORT && x509 > 0) return shortened(one.slice(x509));
  return one.length <= SHORT ? one : `${one.slice(0, SHORT - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** What the inputs themselves call failures: the worst, with what they mean and where they are. */
export function whatFailed(view: View): readonly Block[] {
  const { report, times } = view;
  const refused = report.onsets.spaceExceeded !== null;
  const told = report.symptoms
    .filter((one) => !(refused && REFUSAL.has(one.kind)) && one.consequence !== null)
    .slice(0, MOST);
  const shown = told.length > 0 || refused ? told : report.symptoms.slice(0, 2);
  if (shown.length === 0) return [];
  return [paragraph(strong('What failed.')), list(shown.map((one) => symptomText(one, times)))];
}

function symptomText(symptom: Symptom, times: Times): Text {
  const { text, meaning, member, count, first, last, evidence } = symptom;
  const ended = isEnd(symptom)
    ? `exited ${count === 1 ? 'once' : `${count} times`}`
    : count === 1
      ? 'once'
      : `${count} times`;
  const when =
    first === null
      ? ''
      : last === null || last === first
        ? `, at ${times.brief(first)}`
        : `, ${times.brief(first)} to ${times.brief(last)}`;
  return [
    code(shortened(text)),
    ': ',
    member === null ? '' : ['on ', code(member), ', '],
    `${ended}${when}. `,
    meaning ?? '',
    meaning === null || evidence.length === 0 ? '' : ' ',
    evidence.length === 0 ? '' : ['See ', places(evidence, 2), '.'],
  ];
}

/** The row that a symptom's meaning is of: an end has the meaning of what was said last before it. */
export function knownOf({ kind, text, meaning }: Symptom): KnownMessage | null {
  if (meaning === null) return null;
  return KNOWN_MESSAGES.find((row) => row.meaning === meaning) ?? knownMessage(kind, text);
}
