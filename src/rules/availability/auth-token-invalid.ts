import type { CaseFile, Indicator } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { burstsOf, firstLines } from '../queries/event-bursts.js';
import { counted, listed } from '../queries/phrases.js';
import { indicatorLines } from '../queries/silence.js';
import { membersOf, toldRule } from '../queries/told-lines.js';

/** Requests are refused for a token that this member does not know, or for an auth store that lags. */
export const authTokenInvalid = toldRule('auth-token-invalid', 'Invalid auth tokens', {
  names: ['auth-refused'],
  says: () => 'the token of a request is invalid, or older than the auth store',
  factor: 20,
  further: (file, sightings) =>
    sightings.length === 0 ? [] : [...replaced(file, sightings), ...onAll(file, sightings)],
  remedies: () => [
    'Simple tokens are known to the member that gave them, and lost with its restart: let the clients log in again, or use --auth-token=jwt with one key on every member.',
    'Compare the auth revisions of the members (etcdctl auth status against each endpoint): a member that lags behind is replaced.',
  ],
});

/** The tokens of a member end with its process. */
function replaced(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const first = Math.min(...sightings.map((one) => one.start));
  const members = membersOf(sightings);
  const starts = burstsOf(file, 'member-started').filter(
    (one) => one.start !== null && one.start <= first && members.includes(one.member ?? ''),
  );
  if (starts.length === 0) return [];
  const says = `${listed(members)} had started before, and knows no token of the time before that`;
  return [{ says, factor: 3, basis: 'start lines', evidence: firstLines(starts) }];
}

/** Every member refuses: then it is the client's password, user or clock. */
function onAll(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const members = membersOf(sightings);
  if (members.length < 2 || members.length < file.members.length) return [];
  const says = `all ${counted(members.length, 'member')} refuse, as for a user or password that is not known`;
  return [{ says, factor: 1 / 5, basis: 'other peer lines', evidence: indicatorLines(sightings) }];
}
