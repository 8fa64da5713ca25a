import type { CaseFile, SizeSample } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';

/** Samples of one round of status. */
const TOGETHER = 5 * SECOND;

/** One member's answer in a round of status. */
export interface StatusAnswer {
  readonly sample: SizeSample;
  /** The raft entries that it knows of, and those that it has applied; null: the output has none. */
  readonly index: number | null;
  readonly applied: number | null;
}

/** Rounds of status in order, each with an answer a member. Without times the answers of one input are a round. */
export function statusRounds(file: CaseFile): StatusAnswer[][] {
  const samples = file.sizes.filter((one) => one.origin === 'status' || one.origin === 'metrics');
  const rounds: StatusAnswer[][] = [];
  for (const sample of samples) {
    const last = rounds.at(-1);
    const before = last?.[0]?.sample;
    const isSame =
      last !== undefined &&
      before !== undefined &&
      near(before, sample) &&
      !last.some((one) => one.sample.member !== null && one.sample.member === sample.member);
    const printed = indexesOf(sample.exemplar.text);
    const answer = {
      sample,
      index: sample.raftIndex ?? printed.index,
      applied: sample.raftAppliedIndex ?? printed.applied,
    };
    if (isSame) last.push(answer);
    else rounds.push([answer]);
  }
  return rounds;
}

function near(a: SizeSample, b: SizeSample): boolean {
  if (a.time === null || b.time === null) return a.time === b.time && a.exemplar.input === b.exemplar.input;
  return b.time - a.time <= TOGETHER;
}

/** `"raftIndex":2121,"raftAppliedIndex":2100`, `"RaftIndex" : 2121`, or the columns RAFT TERM, RAFT INDEX, RAFT APPLIED INDEX. */
function indexesOf(text: string): { readonly index: number | null; readonly applied: number | null } {
  const index = /"[Rr]aftIndex"\s*:\s*(\d{1,16})/.exec(text)?.[1];
  const applied = /"[Rr]aftAppliedIndex"\s*:\s*(\d{1,16})/.exec(text)?.[1];
  if (index !== undefined && applied !== undefined) return { index: Number(index), applied: Number(applied) };
  const row = /[|│]\s*\d+\s*[|│]\s*(\d{1,16})\s*[|│]\s*(\d{1,16})\s*[|│]/.exec(text);
  return row === null ? { index: null, applied: null } : { index: Number(row[1]), applied: Number(row[2]) };
}
