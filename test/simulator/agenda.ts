type Task = (time: number) => void;

/** What is to happen, in order of time; of one moment in the order in which it was planned. */
export class Agenda {
  private readonly heap: { readonly time: number; readonly turn: number; readonly task: Task }[] = [];
  private turn = 0;
  now = -Infinity;

  at(time: number, task: Task): void {
    const { heap } = this;
    heap.push({ time: Math.max(time, this.now), turn: this.turn++, task });
    let i = heap.length - 1;
    while (i > 0 && this.isBefore(i, (i - 1) >> 1)) i = this.swap(i, (i - 1) >> 1);
  }

  /** Does everything up to a moment, also what comes up meanwhile. */
  run(until: number): void {
    for (;;) {
      const [first] = this.heap;
      if (first === undefined || first.time > until) return;
      this.pop();
      this.now = first.time;
      first.task(first.time);
    }
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      const least = left + 1 < heap.length && this.isBefore(left + 1, left) ? left + 1 : left;
      if (least >= heap.length || !this.isBefore(least, i)) return;
      i = this.swap(i, least);
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.time < other.time || (one.time === other.time && one.turn < other.turn);
  }

  private swap(a: number, b: number): number {
    const { heap } = this;
    const [one, other] = [heap[a], heap[b]];
    if (one !== undefined && other !== undefined) [heap[a], heap[b]] = [other, one];
    return b;
  }
}
