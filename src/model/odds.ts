/** The arithmetic at the end of a `because`: `Odds 1:9 ×20 ×3 ÷4 = 0.63 (at most, one kind of evidence).` */
export const ODDS = / ?Odds 1:9((?: [×÷][\d.]+)*) = ([\d.]+)(?: \(at most, (.*)\))?\.$/;

/** A `because` without its arithmetic, for a reader who wants the reasons alone. */
export const withoutOdds = (because: string): string => because.replace(ODDS, '');
