import { comparedSources, type ComparedSources } from '../../model/case-file/compared-sources.js';
import type { Attribution } from '../../model/report.js';
import { code, joined, paragraph, type Block, type Text } from '../document.js';
import { number } from '../sizes.js';
import { formatTime } from '../times.js';
import type { View } from './view.js';

type Source = Attribution['source'];
/** Less than this part apart, two sources agree. */
const AGREE = 0.1;
const AT_ETCD: ReadonlySet<Source> = new Set(['wal', 'store', 'request-stats', 'request-log', 'revisions']);
const AT_SERVERS: ReadonlySet<Source> = new Set(['audit', 'http-log']);

/** What two sources say of the same time, and what explains it where they differ. */
export function comparedParagraphs({ file, times }: View, names: Readonly<Record<Source, string>>): readonly Block[] {
  return comparedSources(file.writes, file.otherWrites ?? []).map((one): Block => {
    const { span, lead, other } = one;
    const deletes = lead.source === 'revisions' || other.source === 'revisions' ? 'with deletes, ' : '';
    const when = `From ${times.exact(formatTime(span.from))} to ${times.exact(formatTime(span.to))}`;
    const both = `${when}, ${deletes}${names[lead.source]}: ${number(lead.count)}; ${names[other.source]}: ${number(other.count)}.`;
    if (Math.abs(lead.count - other.count) <= AGREE * Math.max(lead.count, other.count))
      return paragraph(`${both} They agree.`);
    return paragraph(`${both} ${meaningOf(one)}`, ...differences(one));
  });
}

/** Counts of puts, of requests and of revisions differ for reasons of their own. */
function meaningOf({ lead, other }: ComparedSources): string {
  const more = lead.count > other.count ? lead.source : other.source;
  const less = more === lead.source ? other.source : lead.source;
  if (AT_ETCD.has(more) && AT_SERVERS.has(less))
    return less === 'audit'
      ? 'The rest bypassed the API servers, or the audit policy leaves it out.'
      : 'The rest bypassed these API servers.';
  if (AT_SERVERS.has(more) && AT_ETCD.has(less))
    return 'Updates that change nothing are no puts, and members whose requests no input has are missing.';
  if (less === 'revisions') return 'A transaction of several puts is one revision.';
  if (more === 'revisions')
    return 'Revisions are of all members, and of clients past those that the other source shows.';
  return 'One of them does not contain all writes of that time.';
}

function differences({ resources }: ComparedSources): readonly Text[] {
  const apart = resources.filter((one) => Math.abs(one.lead - one.other) > AGREE * Math.max(one.lead, one.other));
  if (apart.length === 0) return [];
  const each = apart.map((one): Text => [code(one.key), ` ${number(one.lead)} and ${number(one.other)}`]);
  return [' Most of the difference: ', joined(each, ', '), '.'];
}
