import type { CaseFile } from '../model/case-file.js';
import type { Cause, Gap, Report } from '../model/report.js';
import type { NameKind, Namer } from './namer.js';

/**
 * A namespace may be called `web`, a member `test`. In a field such a word is a name; in a sentence nothing tells it from
 * the same word of ours. So the sentences are written again from a case file in which these names carry this mark: what
 * carries it then was put there as a name. Lower case and dashes only, so that it passes wherever a name does.
 */
const MARK = '-0everyday0';

export const unmarked = (text: string): string => text.replaceAll(MARK, '');

/** Marks everyday names where a place shows that they are names, and changes nothing else. */
export class EverydayMarker implements Namer {
  constructor(private readonly names: ReadonlySet<string>) {}

  name(kind: NameKind, original: string, sure: boolean): string {
    return sure && kind !== 'input' && this.names.has(original) ? original + MARK : original;
  }

  known(): null {
    return null;
  }
}

type Sentence = Readonly<Pick<Cause, 'id' | 'because' | 'subject'>> & { readonly remedies: readonly string[] };

/** The sentences of a report that rest on its case file alone. */
export interface Sentences {
  readonly causes: readonly Sentence[];
  readonly gaps: readonly Gap[];
}

/** Who writes them: the same that wrote them for the report. */
export type SentenceWriter = (file: CaseFile) => Sentences;

/** The sentences with marks in them, each where it says the same without: nothing else of a verdict can change. */
export function withMarks(report: Report, again: Sentences): Report {
  const told = new Map(again.causes.map((cause) => [cause.id, cause]));
  const gaps = new Map(again.gaps.map((gap) => [unmarked(`${gap.question}\n${gap.command}`), gap]));
  return {
    ...report,
    causes: report.causes.map((cause) => {
      const twin = told.get(cause.id);
      if (twin === undefined) return cause;
      return {
        ...cause,
        because: marked(cause.because, twin.because),
        subject: cause.subject === null ? null : marked(cause.subject, twin.subject),
        remedies: cause.remedies.map((remedy, i) => marked(remedy, twin.remedies[i])),
      };
    }),
    gaps: report.gaps.map((gap) => {
      const twin = gaps.get(`${gap.question}\n${gap.command}`);
      return twin === undefined ? gap : { ...gap, question: twin.question, command: twin.command };
    }),
  };
}

const marked = (text: string, twin: string | null | undefined): string =>
  typeof twin === 'string' && unmarked(twin) === text ? twin : text;
