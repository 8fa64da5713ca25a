import { SHARE_ENV, Worker } from 'node:worker_threads';
import { Claims, type Answer, type Work } from './work.js';

/** From here, and from the chunk of the bundle that this file becomes a part of: hence by its folder (dev/bundle.ts). */
const WORKER = new URL('../workers/worker.js', import.meta.url);

/** Worker threads. They can be hired before anybody knows what there is to do, for starting one takes a while. */
export class WorkerPool {
  readonly claims = new Claims();
  private readonly workers: Worker[] = [];
  private failed: Error | null = null;
  private fail: (error: Error) => void = (error) => void (this.failed ??= error);

  startWorkers(count: number): void {
    while (this.workers.length < count) {
      const worker = new Worker(WORKER, {
        workerData: this.claims.shared,
        env: SHARE_ENV,
      });
      worker.on('error', (error: Error) => this.fail(error));
      this.workers.push(worker);
    }
  }

  /** Sets all to work; resolves when none finds anything left to take. */
  work(work: Work, onAnswer: (answer: Answer) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let busy = this.workers.length;
      if (busy === 0) return resolve();
      if (this.failed !== null) return reject(this.failed);
      this.fail = reject;
      for (const worker of this.workers) {
        worker.on('message', (answer: Answer) => {
          if (answer.kind === 'error') reject(new Error(answer.message));
          else if (answer.kind !== 'done') onAnswer(answer);
          else if ((busy -= 1) === 0) resolve();
        });
        worker.postMessage(work);
      }
    });
  }

  dismiss(): void {
    this.claims.stop();
    for (const worker of this.workers.splice(0)) void worker.terminate();
  }
}
