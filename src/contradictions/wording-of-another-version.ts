import type { CaseFile, ContradictionCheck } from '../model/case-file.js';
import type { Exemplar } from '../model/origin.js';
import { statementsOf, evidence, lineOf } from './queries/statements.js';
import { compareVersions, isWithin, rangesText, versionsIn } from './queries/versions.js';
import { alarmLine, CLIENT_TEXT_OF_SERVER, WORDINGS, type Wording } from './tables/wordings.js';

/**
 * A message that the version at hand doesn't print, or that no version prints: the line was retyped, or it comes from
 * another cluster or time than the output which names the version.
 */
export const wordingOfAnotherVersion: ContradictionCheck = {
  id: 'wording-of-another-version',
  check(file) {
    const lines = file.bursts.flatMap(({ first, worst }) => [first, worst]);
    const versions = versionsIn(file);
    const named = versionLines(file);
    return [
      ...WORDINGS.flatMap((wording) => misworded(wording, lines, versions, named)),
      ...clientText(lines, versions),
    ];
  },
};

function misworded(
  wording: Wording,
  lines: readonly Exemplar[],
  versions: readonly string[],
  named: readonly Exemplar[],
) {
  const seen = evidence(lines.filter(({ text }) => wording.pattern.test(text)));
  if (seen.length === 0) return [];
  const foreign =
    versions.length > 0 &&
    !versions.some(
      (version) => isWithin(version, wording.versions) || (upgradedTo(version, wording) && !isOneText(seen, named)),
    );
  const exact = wording.exact;
  const retyped = exact === undefined ? [] : seen.filter(({ text }) => !exact.pattern.test(text));
  if (!foreign && retyped.length === 0) return [];
  const parts: string[] = [];
  if (foreign) {
    parts.push(
      `"${wording.name}" is printed by etcd ${rangesText(wording.versions)}, but the version here is ${versions.join(' and ')}, which prints ${wording.instead}.`,
    );
  }
  if (retyped.length > 0) {
    parts.push(
      `The form is ${exact?.form ?? ''} in every release that has the message: this line was edited, so its details are not reliable.`,
    );
  }
  return [
    {
      statement: parts.join(' '),
      evidence: evidence(retyped.length > 0 ? retyped.slice(0, 2) : seen.slice(0, 2), foreign ? named : []),
    },
  ];
}

/**
 * Whether a cluster that printed the message can be of this version by now: an upgrade of one minor version is a common
 * step of a recovery, and rotated logs are of before it. Nothing skips a minor version.
 */
function upgradedTo(version: string, { versions }: Wording): boolean {
  const minor = (text: string): number => Number(text.split('.')[1]);
  return versions.some(([, last]) => compareVersions(last, version) < 0 && minor(version) - minor(last) <= 1);
}

/** Within one text line and version are taken to be of one time. */
const isOneText = (lines: readonly Exemplar[], named: readonly Exemplar[]): boolean =>
  lines.every((line) => named.some(({ input }) => input === line.input));

/** Where the version is said. */
function versionLines(file: CaseFile): Exemplar[] {
  const status = file.sizes.filter(({ version }) => version !== null).map(({ exemplar }) => exemplar);
  const starts = file.bursts
    .filter(({ record }) => record.kind === 'member-started' && Boolean(record.version))
    .map(({ first }) => first);
  return [...starts, ...status, ...statementsOf(file, 'status-table').map(lineOf)].slice(0, 1);
}

function clientText(lines: readonly Exemplar[], versions: readonly string[]) {
  const seen = evidence(lines.filter(({ text }) => CLIENT_TEXT_OF_SERVER.test(text)));
  if (seen.length === 0) return [];
  const version = versions.length === 1 ? (versions[0] ?? null) : null;
  const statement =
    `"database space exceeded" appears here as a log message of etcd, but it is the error text that clients get, and no release logs it; ` +
    `at that moment etcd${version === null ? '' : ` ${version}`} logs ${alarmLine(version)}.`;
  return [{ statement, evidence: seen.slice(0, 3) }];
}
