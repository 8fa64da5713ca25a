import type { StageName } from '../pipeline/options.js';

/** Where the time of a run went: `--timings` prints it on standard error as the process ends. */
export class Timings {
  private readonly rows: { stage: string; wall: number; cpu: number }[] = [];
  private wall = 0;
  private cpu = 0;
  private hash = 0;

  constructor() {
    process.once('exit', () => {
      this.stage('write');
      process.stderr.write(this.table());
    });
    this.stage('start');
  }

  /** A stage ended. */
  stage(stage: StageName | 'start' | 'write'): void {
    const wall = performance.now();
    const { user, system } = process.cpuUsage();
    const cpu = (user + system) / 1000;
    this.rows.push({ stage, wall: wall - this.wall, cpu: cpu - this.cpu });
    this.wall = wall;
    this.cpu = cpu;
  }

  /** Milliseconds that this thread spent on the hash of inputs, within the reading. */
  hashed(ms: number): void {
    this.hash += ms;
  }

  private table(): string {
    const row = (stage: string, wall: number, cpu: number | null): string =>
      `${stage.padEnd(22)} ${wall.toFixed(0).padStart(8)} ${(cpu === null ? '' : cpu.toFixed(0)).padStart(8)}\n`;
    const lines = this.rows.map(({ stage, wall, cpu }) => {
      const rest = stage === 'read' && this.hash > 0 ? row('  SHA-256 (main thread)', this.hash, null) : '';
      return row(WHAT[stage] ?? stage, wall, cpu) + rest;
    });
    const peak = Math.round(process.resourceUsage().maxRSS / 1024);
    return [
      `${'stage'.padEnd(22)} ${'wall ms'.padStart(8)} ${'CPU ms'.padStart(8)}\n`,
      ...lines,
      row('all', this.wall, this.cpu),
      `peak memory ${peak} MiB; CPU time includes all threads\n`,
    ].join('');
  }
}

const WHAT: Readonly<Record<string, string>> = {
  start: 'start-up',
  plan: 'inspect inputs',
  read: 'read and parse',
  order: 'merge and sort',
  judge: 'judge',
  write: 'render and write',
};
