/** One request of a client and what became of it: the truth that a log is held against. */
export interface Op {
  /** When it was sent, milliseconds since the epoch. */
  readonly at: number;
  readonly took: number;
  readonly member: string;
  readonly op: 'put' | 'delete' | 'range' | 'lease-grant';
  readonly key: string;
  readonly valueBytes: number;
  /** `conflict`: the compare failed; `refused`: the database was full. */
  readonly result: 'ok' | 'conflict' | 'refused' | 'error';
  readonly error: string | null;
}

/** Something an operator did, or that was done to a member. */
export interface Action {
  readonly at: number;
  readonly what: string;
  readonly result: string | null;
}

/** What was really sent and done in a run. */
export class Ledger {
  readonly ops: Op[] = [];
  readonly actions: Action[] = [];
  /** What the writers know of the last write of each key. */
  readonly revisions = new Map<string, number>();
  refused = 0;

  add(op: Op): void {
    this.ops.push(op);
    if (op.result === 'refused') this.refused += 1;
  }

  /** Does something and notes it with its time, before it begins. */
  async act<Result>(what: string, act: () => Promise<Result> | Result): Promise<Result> {
    const at = Date.now();
    const result = await act();
    this.actions.push({ at, what, result: describe(result) });
    return result;
  }

  count(result: Op['result'], op: Op['op'] = 'put'): number {
    return this.ops.filter((one) => one.result === result && one.op === op).length;
  }

  /** Accepted puts by whatever a key belongs to, the most first. */
  putsBy(group: (key: string) => string): readonly (readonly [string, number])[] {
    const counts = new Map<string, number>();
    for (const { op, result, key } of this.ops)
      if (op === 'put' && result === 'ok') counts.set(group(key), (counts.get(group(key)) ?? 0) + 1);
    return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }

  get firstRefused(): Op | null {
    return this.ops.filter(({ result }) => result === 'refused').sort((a, b) => a.at - b.at)[0] ?? null;
  }

  /** A row a request, for people and for later checks. */
  csv(): string {
    const rows = this.ops.map(({ at, took, member, op, key, valueBytes, result, error }) =>
      [new Date(at).toISOString(), took, member, op, result, valueBytes, key, (error ?? '').replaceAll(',', ';')].join(
        ',',
      ),
    );
    return ['time,tookMs,member,op,result,valueBytes,key,error', ...rows, ''].join('\n');
  }
}

function describe(result: unknown): string | null {
  if (typeof result === 'string') return result;
  if (typeof result === 'object' && result !== null && 'stdout' in result) return String(result.stdout).trim();
  return null;
}
