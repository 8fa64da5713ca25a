import type { ContradictionCheck } from '../model/case-file.js';
import { etcdSetting } from '../model/etcd-settings.js';
import { statementsOf } from './queries/statements.js';
import { binarySize } from './queries/numbers.js';

/** A value that text ran into, as a page's extraction does: read as it is it is another value, or none. */
export const settingGluedToText: ContradictionCheck = {
  id: 'setting-glued-to-text',
  check(file) {
    return statementsOf(file, 'setting').flatMap(({ claim, exemplar }) => {
      if (!claim.glued) return [];
      const meant = meantBy(claim.name, claim.value);
      const statement =
        `The value of ${claim.name} contains other text, "${claim.value.slice(0, 60)}", and is not used as written.` +
        (meant === null ? '' : ` Without the heading number that was joined to it, the value is ${meant}.`);
      return [{ statement, evidence: [exemplar] }];
    });
  },
};

/** `15728642. Enhanced …` less the 2 of "2. Enhanced" is the default; `10m3. Automated …` is 10m. */
function meantBy(name: string, value: string): string | null {
  const whole = /^(\S*\d)[.)]\s+\S/.exec(value)?.[1];
  if (whole === undefined) return null;
  const known = etcdSetting(name)?.default ?? null;
  for (const rest of [whole.slice(0, -1), whole.slice(0, -2)]) {
    if (rest !== '' && rest === known)
      return `${rest}, the default${Number(rest) >= 1024 ? ` (${binarySize(Number(rest))})` : ''}`;
  }
  return whole.slice(0, -1) || null;
}
