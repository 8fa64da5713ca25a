import fs from 'node:fs';
import type { Plan } from '../pipeline/pieces/plan-file.js';
import { given, type Arguments } from './options.js';
import { UsageError } from './usage-error.js';

/** What a plan has settled. */
const SETTLED = ['since', 'until', 'timezone', 'year', 'captured-at', 'namespace'] as const;

/** Reads the plan that `--plan` names; throws a `UsageError` where it is none, or where an option would change it. */
export async function openPlan(args: Arguments): Promise<{ readonly plan: Plan }> {
  const file = given(args, 'plan');
  if (file === null) throw new UsageError('--plan FILE is needed: `plan` writes it');
  const changed = SETTLED.find((name) => args[name] !== undefined);
  if (changed !== undefined) throw new UsageError(`--${changed} is settled by the plan: give it to plan`);
  const { readPlan } = await import('../pipeline/pieces/plan-file.js');
  try {
    return { plan: readPlan(fs.readFileSync(file, 'utf8')) };
  } catch (error) {
    throw new UsageError(`--plan ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
