import type { CaseFile, Indicator } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { burstsOf, firstLines } from '../queries/event-bursts.js';
import { counted, listed } from '../queries/phrases.js';
import { indicatorLines } from '../queries/silence.js';
import { membersOf, statedRule } from '../queries/stated-causes.js';

/** Requests are refused because this member does not know the token, or because an auth store lags. */
export const authTokenInvalid = statedRule('auth-token-invalid', 'Invalid auth tokens', {
  names: ['auth-refused'],
  says: () => 'the token of a request is invalid, or older than the auth store',
  factor: 20,
  further: (file, sightings) =>
    sightings.length === 0 ? [] : [...replaced(file, sightings), ...onAll(file, sightings)],
  remedies: () => [
    'Only the member that issued a simple token knows it, and a restart loses it: let the clients log in again, or use --auth-token=jwt with the same key on every member.',
    'Compare the auth revisions of the members (etcdctl auth status against each endpoint): replace a member that lags behind.',
  ],
});

/** A member loses its tokens when its process ends. */
function replaced(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const first = Math.min(...sightings.map((one) => one.start));
  const members = membersOf(sightings);
  const starts = burstsOf(file, 'member-started').filter(
    (one) => one.start !== null && one.start <= first && members.includes(one.member ?? ''),
  );
  if (starts.length === 0) return [];
  const says = `${listed(members)} had started before, and lost the tokens issued before that start`;
  return [{ says, factor: 3, basis: 'start lines', evidence: firstLines(starts) }];
}

/** If every member refuses, the cause is the client's password, user or clock. */
function onAll(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const members = membersOf(sightings);
  if (members.length < 2 || members.length < file.members.length) return [];
  const says = `all ${counted(members.length, 'member')} refuse, as with an unknown user or password`;
  return [{ says, factor: 1 / 5, basis: 'other peer lines', evidence: indicatorLines(sightings) }];
}
