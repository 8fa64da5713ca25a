import type { VersionRange } from '../queries/versions.js';

/** A message of the server and the releases that print it. Read in the sources at the tags. */
export interface Wording {
  /** How the text is recognised, also where it was retyped. */
  readonly pattern: RegExp;
  readonly name: string;
  readonly versions: readonly VersionRange[];
  /** Its exact form, where retyping shows. */
  readonly exact?: { readonly pattern: RegExp; readonly form: string };
  /** What releases outside the ranges print in its place. */
  readonly instead: string;
}

const LAST = '9.9.9';

export const WORDINGS: readonly Wording[] = [
  {
    pattern: /\bapply entries took too long \[/,
    name: 'apply entries took too long [..]',
    versions: [
      ['3.0.0', '3.1.17'],
      ['3.2.0', '3.2.22'],
      ['3.3.0', '3.3.0'],
    ],
    exact: {
      pattern: /apply entries took too long \[[^\]\s]+ for \d+ entries\]/,
      form: '[<duration> for <n> entries]',
    },
    instead: 'request ".." with result ".." took too long (..) to execute',
  },
  {
    pattern: /\brequest "(?:[^"\\]|\\.)*" with result "(?:[^"\\]|\\.)*" took too long \(/,
    name: 'request ".." with result ".." took too long (..)',
    versions: [
      ['3.1.18', '3.1.99'],
      ['3.2.23', '3.2.99'],
      ['3.3.1', '3.4.99'],
    ],
    instead: '"msg":"apply request took too long" (3.5 and later) or apply entries took too long (older)',
  },
  {
    pattern: /"msg":"apply request took too long"/,
    name: '"msg":"apply request took too long"',
    versions: [['3.4.0', LAST]],
    instead: 'a line of text, because there was no JSON log yet',
  },
  {
    pattern: /\balarm raised memberID:\d+ alarm:/,
    name: 'alarm raised memberID:.. alarm:..',
    versions: [['3.0.0', '3.2.99']],
    instead: 'alarm NOSPACE raised by peer .. (3.3, 3.4), "msg":"alarm raised" (3.4, 3.5), nothing (3.6 and later)',
  },
  {
    pattern: /\balarm (?:NOSPACE|CORRUPT) raised by peer [0-9a-f]+/,
    name: 'alarm NOSPACE raised by peer ..',
    versions: [['3.3.0', '3.4.99']],
    instead: 'alarm raised memberID:.. (3.2 and older), "msg":"alarm raised" (3.5), nothing (3.6 and later)',
  },
  {
    pattern: /"msg":"alarm raised"/,
    name: '"msg":"alarm raised"',
    versions: [['3.4.0', '3.5.99']],
    instead: 'a line of text (3.3 and older), nothing (3.6 and later)',
  },
  {
    pattern: /"msg":"finished defragmenting directory"/,
    name: '"msg":"finished defragmenting directory"',
    versions: [['3.5.0', LAST]],
    instead: '"msg":"defragmented" (3.4)',
  },
  {
    pattern: /"msg":"storing new hash"/,
    name: '"msg":"storing new hash"',
    versions: [['3.5.5', LAST]],
    instead: 'no such line',
  },
];

/**
 * The gRPC status that clients get for a refused write, standing as a message of the server: etcd logs it nowhere,
 * its own text is `etcdserver: no space` (`server/etcdserver/errors`, `v3rpc/rpctypes/error.go`).
 */
export const CLIENT_TEXT_OF_SERVER =
  /\betcd(?:\[\d+\])?:\s+(?:[A-Z] \| \w+: )?(?:etcdserver: )?(?:mvcc: )?database space exceeded/;

/** What the server itself prints when the alarm is raised, by release. */
export function alarmLine(version: string | null): string {
  const minor = /^3\.(\d+)/.exec(version ?? '')?.[1];
  if (minor === undefined) return '"alarm raised" or "alarm NOSPACE raised by peer" up to 3.5, and nothing from 3.6 on';
  const number = Number(minor);
  if (number >= 6) return 'nothing at all';
  if (number === 5) return '"msg":"alarm raised"';
  return number >= 3 ? '"alarm NOSPACE raised by peer .."' : '"alarm raised memberID:.. alarm:NOSPACE"';
}
