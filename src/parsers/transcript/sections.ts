import { plain } from './statement.js';

const PROPOSED =
  /\b(?:prevent(?:ion|ive|ing)?|recommend(?:ation|ed)s?|long-term|lessons(?: learned)?|action items|next steps|follow-?ups?|hardening|best practices?|permanent (?:solutions?|fix(?:es)?)|improvements?|what we (?:will|should) (?:do|change)|to-?dos?)\b/i;
const DONE =
  /\b(?:root-? ?cause|diagnos(?:is|tics?)|investigation|time-?line|recovery|rescue|emergency|symptoms?|impact|background|findings|summary|mitigation|resolution|detection|what happened|step-by-step|current config(?:uration)?)\b/i;
const HEADING_LENGTH = 90;

/** What a section's heading says of its contents: done, or proposed for later; null where the line is no such heading. */
export function sectionOf(text: string): 'done' | 'proposed' | null {
  const heading = plain(text)
    .replace(/^\s*(?:#{1,6}\s+|\*\*|__)?(?:\d{1,2}[.)]\s+)?/, '')
    .replace(/(?:\*\*|__)\s*$/, '')
    .trim();
  if (
    heading === '' ||
    heading.length > HEADING_LENGTH ||
    !/^[A-Z]/.test(heading) ||
    /[.;,!?]$|[|={}$\\<>]/.test(heading)
  )
    return null;
  if (heading.split(' ').length > 10) return null;
  if (PROPOSED.test(heading)) return 'proposed';
  return DONE.test(heading) ? 'done' : null;
}

/** Whether a comment announces what ought to be: `# Optimised etcd config`. */
export function proposes(comment: string): boolean {
  return /\b(?:optimi[sz]ed|recommended|proposed|suggested|improved|desired|should be|new config(?:uration)?)\b/i.test(
    plain(comment),
  );
}
