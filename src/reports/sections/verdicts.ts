import { ODDS, withoutOdds } from '../../model/odds.js';
import type { Cause, Role, Verdict } from '../../model/report.js';

const RANK: readonly Verdict[] = ['undetermined', 'refuted', 'possible', 'likely', 'confirmed'];
const ROLES: readonly Role[] = ['trigger', 'contributing', 'prolonged', 'amplifier', 'consequence', 'none'];

export function atLeast(verdict: Verdict, floor: Verdict): boolean {
  return RANK.indexOf(verdict) >= RANK.indexOf(floor);
}

/** Causes at `possible` or above, what started it first. */
export function foundCauses(causes: readonly Cause[]): readonly Cause[] {
  return causes
    .filter((cause) => atLeast(cause.verdict, 'possible'))
    .map((cause, index) => ({ cause, index }))
    .sort(
      (a, b) =>
        ROLES.indexOf(a.cause.role) - ROLES.indexOf(b.cause.role) ||
        RANK.indexOf(b.cause.verdict) - RANK.indexOf(a.cause.verdict) ||
        a.index - b.index,
    )
    .map(({ cause }) => cause);
}

/** Those that made it happen or last, in the order of `foundCauses`. */
export function blamedCauses(causes: readonly Cause[]): readonly Cause[] {
  return foundCauses(causes).filter(
    (cause) => cause.role === 'trigger' || cause.role === 'contributing' || cause.role === 'prolonged',
  );
}

/** The reasons of a verdict without the arithmetic at their end. */
export function reasons(cause: Cause): string {
  return withoutOdds(cause.because);
}

/** So many characters of reasons are read at a glance. */
export const FIRST_REASONS = 320;

/**
 * The first clauses of the reasons, and the counter-evidence at any length: for a first screen. The whole
 * is under Causes.
 */
export function firstReasons(cause: Cause, most: number): string {
  const whole = reasons(cause);
  const [, pro = whole, contra = ''] = /^([^]*?)((?:\. )?\bAgainst it: [^]*)$/.exec(whole) ?? [];
  let kept = '';
  for (const clause of pro.split('; ')) {
    if (kept !== '' && kept.length + clause.length > most) break;
    kept = kept === '' ? clause : `${kept}; ${clause}`;
  }
  return contra === '' ? kept : `${kept.replace(/\.$/, '')}. ${contra.replace(/^\. /, '')}`;
}

/** The arithmetic: `odds 1:9 ×20 ×3 = 0.87`; '' where the reasons carry none. */
export function arithmetic(cause: Cause): string {
  const end = ODDS.exec(cause.because)?.[0].trim().replace(/\.$/, '') ?? '';
  return end.charAt(0).toLowerCase() + end.slice(1);
}

/** A clause as a sentence. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  // `etcd`, `kube-apiserver` and settings keep their small letter.
  const start = /^[a-z]+(?=\s)/.test(trimmed) && !/^etcd\b/.test(trimmed);
  const upper = start ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(upper) ? upper : `${upper}.`;
}
