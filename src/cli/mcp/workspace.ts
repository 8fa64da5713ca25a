import fs from 'node:fs';
import path from 'node:path';
import type { Postmortem } from '../../pipeline/options.js';
import { listInputs } from '../../sources/input-list.js';
import { asShown } from '../analysis.js';
import type { Settings } from '../options.js';

/** What the tools may read, and the last analysis: one is kept as long as its files stay as they are. */
export class Workspace {
  private readonly roots: readonly string[];
  private last: { readonly key: string; readonly made: Promise<Made> } | null = null;

  constructor(
    private readonly given: readonly string[],
    readonly settings: Settings,
  ) {
    this.roots = given.map((one) => fs.realpathSync(one));
  }

  /** The paths that a tool was asked for, or all. Throws on one that is not below those that the server was started with. */
  inputs(asked: unknown): readonly string[] {
    if (!Array.isArray(asked) || asked.length === 0) return this.given;
    return asked.map((one) => this.allowed(String(one)));
  }

  private allowed(asked: string): string {
    const [file = ''] = asked.split('!', 1);
    const at = [file, ...this.given.map((root) => path.resolve(root, file))].find((one) => fs.existsSync(one));
    const real = at === undefined ? null : fs.realpathSync(at);
    const isBelow = real !== null && this.roots.some((root) => real === root || real.startsWith(`${root}${path.sep}`));
    if (at === undefined || !isBelow) throw new Error(`not among the files of this server: ${asked}`);
    return `${at}${asked.slice(file.length)}`;
  }

  /** As it may be shown: with pseudonyms if the server was started with --redact. */
  async analysis(inputs: readonly string[]): Promise<Made> {
    const key = JSON.stringify(
      listInputs(inputs, new Set()).map(({ path: name, size, modifiedMs }) => [name, size, modifiedMs]),
    );
    if (this.last?.key !== key) this.last = { key, made: this.make(inputs) };
    return this.last.made;
  }

  private async make(inputs: readonly string[]): Promise<Made> {
    const { analyze } = await import('../../pipeline/analyze.js');
    const whole = await analyze(inputs, this.settings.options);
    return { whole, shown: await asShown(whole, this.settings) };
  }
}

export interface Made {
  /** With the names that were read: for what redacts by itself. */
  readonly whole: Postmortem;
  readonly shown: Postmortem;
}
