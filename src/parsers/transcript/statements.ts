import type { Context, LineRef, Sink } from '../../model/parser.js';
import type { StatementBody } from '../../model/record.js';
import { claim, plain } from './statement.js';

const PHASE =
  /(?:Phase|Step|Stage) \d{1,2}\s*[-:.]{1,2}[^()]{1,100}\((?:approx\.?|about|~)?\s*(\d{1,5}(?:\.\d+)?)\s*(minutes?|mins?|m|hours?|hrs?|h)\)/g;
const RECOVERY =
  /\b((?:recovery|restoration|resolution|repair) time|time to (?:recover|restore|resolve)|MTTR|downtime|outage(?: duration)?)\s*[:=]\s*((?:\d+\s*(?:days?|d|hours?|hrs?|h|minutes?|mins?|m)\b[\s,]*)+)/i;
const RESTARTS =
  /\b(?:re-?start(?:s|ed|ing)?|crash(?:es|ed|ing)?)\b[^.]{0,60}?\b(\d[\d,]*(?:\.\d+)?)\s*(?:(million|thousand|[kKmM])\s*)?times\b\s*(?:(?:in|per|over|within|during)\s+)?(?:the\s+)?(?:(?:a|an|one|each|every|last|past)\s+)?(?:(\d+)\s*)?(second|minute|hour|day|week|month|year)s?\b/i;
const RESTARTS_OF =
  /\b(?<![\d,])(\d[\d,]*(?:\.\d+)?)(?:\s*(million|thousand|[kKmM]))?\s+(?:pod\s+|container\s+)?(?:re-?starts|crashes)\s+(?:in|per|over|within|during)\s+(?:the\s+)?(?:(?:a|an|one|each|every|last|past)\s+)?(?:(\d+)\s*)?(second|minute|hour|day|week|month|year)s?\b/i;
const HISTORY =
  /\b(?<![\d,])(\d[\d,]*(?:\.\d+)?)(?:\s*(million|thousand|[kKmM]))?\s+(?:historic(?:al)?|old|stale|superseded|un-?compacted|expired)\s+(?:keys|revisions|versions|entries)\b/i;
const WINDOW =
  /\b(?:last|past|previous)\s+(\d{1,5})(?:\s*-)?\s*(seconds?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|months?)\b/i;
const DATE =
  /^((?:19|20)\d{2})-(\d{2})-(\d{2})(?:[T ]+(\d{2}):(\d{2})(?::(\d{2}))?)?\s*(?:[A-Z]{3,4}\s*)?(?:-|:)\s+(?=[A-Za-z])(?!(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\b)/;

export interface Found {
  readonly claims: readonly StatementBody[];
  /** Whether the line is nothing but the statement: `Phase 3 – Defragmentation (180 min)`. */
  readonly whole: boolean;
}

/** What a line of prose states in numbers: phases, durations, rates, windows, its date. Dashes of any kind. */
export function statementsIn(text: string, context: Context): Found {
  const line = plain(text);
  const claims: StatementBody[] = [];
  let whole = false;
  for (const match of line.matchAll(PHASE)) {
    claims.push({ what: 'phase', name: nameOf(match[0]), minutes: minutesOf(Number(match[1]), match[2] ?? '') });
    whole ||= match.index === 0 && match[0].length === line.trimEnd().length;
  }
  const recovery = RECOVERY.exec(line);
  if (recovery !== null) claims.push({ what: 'duration', of: 'recovery', minutes: totalMinutes(recovery[2] ?? '') });
  const restarts = RESTARTS.exec(line) ?? RESTARTS_OF.exec(line);
  if (restarts !== null) {
    const period = `${restarts[3] === undefined ? '' : `${restarts[3]} `}${(restarts[4] ?? '').toLowerCase()}`;
    claims.push({ what: 'statement', of: 'restarts', value: scaled(restarts[1], restarts[2]), unit: period });
  }
  const history = HISTORY.exec(line);
  if (history !== null)
    claims.push({ what: 'statement', of: 'other', value: scaled(history[1], history[2]), unit: 'historic keys' });
  const window = WINDOW.exec(line);
  if (window !== null) {
    claims.push({
      what: 'statement',
      of: 'window',
      value: minutesOf(Number(window[1]), window[2] ?? ''),
      unit: 'minutes',
    });
  }
  const date = dateAt(line, context);
  if (date !== null) claims.push({ what: 'statement', of: 'other', value: date, unit: 'date' });
  return { claims, whole };
}

/** Hands over what `statementsIn` finds. */
export function emitStatements(text: string, at: LineRef, context: Context, sink: Sink): Found {
  const found = statementsIn(text, context);
  for (const body of found.claims) sink.record(claim(body), at);
  return found;
}

/** `Phase 1 - Expand Storage`: without the duration. */
function nameOf(heading: string): string {
  return heading.slice(0, heading.lastIndexOf('(')).trimEnd().replace(/\s+/g, ' ');
}

/** Where a phase heading begins that a copy glued to the end of a line (`systemctl restart etcdPhase 2 – …`); -1: none. */
export function gluedPhase(text: string): number {
  return plain(text).search(PHASE);
}

function dateAt(line: string, context: Context): number | null {
  const match = DATE.exec(line);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  return Math.floor(context.clock.local(year, month, day, hour, minute, second, 0) / 1000);
}

function scaled(digits: string | undefined, scale: string | undefined): number {
  const unit = (scale ?? '').toLowerCase();
  const factor = unit === 'million' || unit === 'm' ? 1e6 : unit === 'thousand' || unit === 'k' ? 1e3 : 1;
  return Math.round(Number((digits ?? '0').replace(/,/g, '')) * factor);
}

const MINUTES: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60, d: 1440, w: 10_080 };

function minutesOf(value: number, unit: string): number {
  const perUnit = unit.toLowerCase().startsWith('mo') ? 43_200 : (MINUTES[unit.charAt(0).toLowerCase()] ?? 1);
  return Math.round(value * perUnit * 1e6) / 1e6;
}

function totalMinutes(text: string): number {
  let total = 0;
  for (const [, value, unit] of text.matchAll(/(?<!\d)(\d+)\s*([a-z]+)/gi))
    total += minutesOf(Number(value), unit ?? '');
  return total;
}
