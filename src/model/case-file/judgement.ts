import type { Exemplar } from '../origin.js';
import type { CaseFile } from './case-file.js';

/** What a rule answers. In the report: by confidence; `refuted`; `undetermined`. */
export type Finding =
  | {
      readonly answer: 'found';
      readonly role: 'trigger' | 'contributing' | 'prolonged' | 'amplifier' | 'consequence';
      /** 0.1 < confidence <= 1. Below 0.3 it is reported as undetermined. */
      readonly confidence: number;
      readonly because: string;
      readonly subject: string | null;
      readonly share: number | null;
      readonly evidence: readonly Exemplar[];
      readonly counterEvidence: readonly Exemplar[];
      readonly remedies: readonly string[];
      /** What would settle it where it is merely possible. */
      readonly ask?: { readonly question: string; readonly command: string };
    }
  | {
      readonly answer: 'clear';
      readonly because: string;
      readonly confidence: number;
      readonly counterEvidence: readonly Exemplar[];
      readonly subject?: string | null;
      /** What it rests on; absent: a rule that vouches for itself. */
      readonly grounds?: readonly Ground[];
      readonly ask?: { readonly question: string; readonly command: string };
    }
  | { readonly answer: 'not-assessed'; readonly because: string; readonly question: string; readonly command: string };

/** The weight of one argument, and how far its source reaches; null: it is of the whole cluster. */
export interface Ground {
  readonly factor: number;
  readonly scope: Scope | null;
}

/** The source that would have shown the opposite (`log`, `status`), and the members that it covers. */
export interface Scope {
  readonly source: string;
  readonly members: readonly string[];
}

/** One hypothesis, one file, one row of the catalogue of causes. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  /** What kind of thing it explains: the write rate or live size, retention of history, or something else. */
  readonly explains: 'rate' | 'retention' | 'limit' | 'recovery' | 'latency' | 'other';
  judge(file: CaseFile): Finding;
}

/** A general check of the inputs against each other and against what the versions print. */
export interface ContradictionCheck {
  readonly id: string;
  readonly check: (file: CaseFile) => readonly { readonly statement: string; readonly evidence: readonly Exemplar[] }[];
}
