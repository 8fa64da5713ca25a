import type { CaseFile } from '../../model/case-file.js';
import { statementsOf } from './statements.js';

/** First and last patch release, both included. */
export type VersionRange = readonly [from: string, to: string];

/** Every etcd version that the inputs name, in order. */
export function versionsIn(file: CaseFile): string[] {
  const found = new Set<string>();
  const add = (version: string | null | undefined): void => {
    const match = /^v?(\d+\.\d+\.\d+)/.exec(version ?? '');
    if (match?.[1] !== undefined) found.add(match[1]);
  };
  for (const sample of file.sizes) add(sample.version);
  for (const member of file.members) add(member.version);
  for (const log of file.coverage.etcdLogs) add(log.version);
  for (const { claim } of statementsOf(file, 'status-table')) add(claim.version);
  for (const { record } of file.bursts) if (record.kind === 'member-started') add(record.version);
  return [...found].sort(compareVersions);
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isWithin(version: string, ranges: readonly VersionRange[]): boolean {
  return ranges.some(([from, to]) => compareVersions(version, from) >= 0 && compareVersions(version, to) <= 0);
}

/** `3.2.0 to 3.2.22 and 3.3.0`; an open end is written `9.9.9`. */
export function rangesText(ranges: readonly VersionRange[]): string {
  const parts = ranges.map(([from, to]) =>
    from === to ? from : to === '9.9.9' ? `${from} and later` : `${from} to ${to}`,
  );
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
