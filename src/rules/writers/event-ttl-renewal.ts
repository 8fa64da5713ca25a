import { leaseCheckpoints } from '../../model/advice/version-settings.js';
import type { Burst, CaseFile, EventAges, Rule } from '../../model/case-file.js';
import { eventTtlIn } from '../../model/event-ttl.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { unrefused } from '../queries/pressure.js';
import { conclude } from '../judging/confidence.js';
import { eventTtl } from '../queries/open-questions.js';
import { electionsOf } from '../queries/elections.js';
import { burstsOf, firstLines, infoCovers, versionsOf } from '../queries/event-bursts.js';
import { statementsOf } from '../queries/restarts.js';
import { count, counted, duration } from '../queries/phrases.js';

/** A lease is looked at by the second, and its keys go within a minute; stamps of events are rounded. */
const SLACK = 5 * MINUTE;

/** A new leader gives every lease its full time again, so that events stay as long as leaders change within their TTL. */
export const eventTtlRenewal: Rule = {
  id: 'event-ttl-renewal',
  title: 'Event TTLs renewed by leader changes',
  explains: 'rate',
  judge(file) {
    const ttl = eventTtlIn(file.claims) ?? file.thresholds.eventTtlMinutes * MINUTE;
    return conclude({
      role: 'contributing',
      subject: 'events',
      share: expiredShare(file),
      arguments: argumentsFor(file, ttl),
      remedies: [
        'First find out why the leader changes: disk, CPU, network, or restarts of members.',
        `Shorten the TTL (kube-apiserver --event-ttl=30m0s), or give events an etcd of their own. ${leaseCheckpoints(versionsOf(file))}`,
      ],
      ask: eventTtl(file),
      atMost: unrefused(file),
    });
  },
};

/** Part of a dump's events that should be gone, of the dump with the most of them. */
function expiredShare(file: CaseFile): number | null {
  const dump = worstDump(file);
  return dump === null || dump.expired === 0 ? null : dump.expired / dump.events;
}

const worstDump = (file: CaseFile): EventAges | null =>
  (file.eventAges ?? []).reduce<EventAges | null>(
    (most, one) => (one.expired > (most?.expired ?? -1) ? one : most),
    null,
  );

function argumentsFor(file: CaseFile, ttl: number): Argument[] {
  const dump = worstDump(file);
  const changes = electionsOf(file);
  const old = dump === null ? [] : ages(dump, ttl);
  const outlived = old.some((one) => one.factor > 1);
  const renewed = elections(file, changes, ttl);
  // Elections alone renew leases, and say nothing of events that stayed.
  if (!outlived && !old.some((one) => one.factor < 1)) return renewed.filter((one) => one.factor < 1);
  return [...old, ...renewed, ...(outlived ? checkpoints(file) : [])];
}

function ages(dump: EventAges, ttl: number): Argument[] {
  if (dump.oldest === null) {
    if (dump.events < 20) return [];
    return [];
  }
  const age = dump.newest - dump.oldest;
  if (age <= ttl + SLACK) return [];
  const says = `${counted(dump.expired, 'event')} of ${count(dump.events)} in ${dump.input} last occurred more than ${duration(ttl)} before the newest event, the oldest ${duration(age)} before: they exist longer than their TTL`;
  return [{ says, factor: 10, basis: 'events', evidence: dump.exemplars }];
}

/** Whether leaders changed, and closer to each other than the TTL. */
function elections(
  file: CaseFile,
  changes: readonly { readonly time: number; readonly burst: Burst }[],
  ttl: number,
): Argument[] {
  const evidence = firstLines(changes.map((one) => one.burst));
  const close = changes.filter((one, i) => i > 0 && one.time - (changes[i - 1]?.time ?? 0) < ttl);
  if (close.length > 0) {
    const says = `the leader changed ${counted(changes.length, 'time')}, ${count(close.length)} of them less than ${duration(ttl)} after the previous change: every lease restarted with its full TTL`;
    return [{ says, factor: close.length >= 2 ? 10 : 4, basis: 'peer lines', evidence }];
  }
  if (changes.length > 0) {
    const says = `the leader changed once, which renews each lease once`;
    return changes.length === 1 ? [{ says, factor: 2, basis: 'peer lines', evidence }] : [];
  }
  const span = file.window;
  const elected = burstsOf(file, 'leader-elected', 'member-started');
  if (span === null || elected.length === 0 || !coversTtl(file, ttl)) return [];
  const says = `no leader change in a log that covers more than ${duration(ttl)}`;
  return [{ says, factor: 1 / 20, basis: 'log silence', evidence: firstLines(elected).slice(0, 2) }];
}

/** A log of some member speaks of a whole TTL before the newest event, or of the last stretch of the inputs. */
function coversTtl(file: CaseFile, ttl: number): boolean {
  const end = Math.min(file.window?.to ?? 0, worstDump(file)?.newest ?? Infinity);
  return infoCovers(file, end - ttl, end);
}

/** With checkpoints a new leader knows how much of a lease was left. */
function checkpoints(file: CaseFile): Argument[] {
  const on = statementsOf(file, 'setting').filter(
    ({ claim }) => /lease-checkpoint(?:-persist)?$/.test(claim.name) && claim.value !== 'false' && !claim.proposed,
  );
  if (on.length === 0) return [];
  const says = 'lease checkpoints are on, which keep the remaining TTL of a lease';
  return [{ says, factor: 1 / 10, basis: 'configuration', evidence: on.map((one) => one.exemplar) }];
}
