import type { Pace } from '../../src/sources/live-chunks.js';

/** Time that passes when a test says so. */
export class FakePace implements Pace {
  private waiting: { readonly at: number; readonly end: () => void }[] = [];

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  wait(ms: number): Promise<void> {
    return new Promise((end) => void this.waiting.push({ at: this.time + ms, end }));
  }

  /** Lets so many milliseconds pass, and all that waits for them happen. */
  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    while (this.time < until) {
      this.time = Math.min(until, this.time + 50);
      const due = this.waiting.filter(({ at }) => at <= this.time);
      this.waiting = this.waiting.filter(({ at }) => at > this.time);
      for (const { end } of due) end();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
