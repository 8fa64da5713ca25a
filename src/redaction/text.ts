import { workloadSlot, keySlot, userSlot } from './slots.js';
import type { Namer } from './namer.js';
import { fileParts, isFigure, isPublic, isPublicSetting, kindOf, looksLikeName } from './word-shape.js';

/**
 * Whose words a text is made of. `input`: somebody's log; what isn't public in it goes. `own`: a sentence of this program
 * with names in it; those that the inputs showed, and what looks like a name, go.
 */
export type Wording = 'input' | 'own';

/** In this order; each alternative takes as much as it can. Everything between matches stays. */
const PIECES = [
  // an escape of JSON or C: its letter isn't the start of the next word
  String.raw`(?<escape>\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[abfnrtv0"'\\/]))`,
  String.raw`(?<uuid>(?<![\w-])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![\w-]))`,
  String.raw`(?<colons>(?<![\w.:])(?:[0-9a-fA-F]{0,4}:){2,8}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{1,4})?(?:%\w+)?(?![\w:]))`,
  String.raw`(?<ipv4>(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\w))`,
  String.raw`(?<user>\bsystem:(?:serviceaccount:[^\s:"'\\,;)\]]+:[^\s:"'\\,;)\]]+|node:[^\s:"'\\,;)\]]+|bootstrap:[^\s:"'\\,;)\]]+))`,
  String.raw`(?<key>\/(?:registry|kubernetes\.io|openshift\.io)\/[^\s"'\\,;)\]}>|…` + '`' + String.raw`]+)`,
  String.raw`(?<workload>(?<![\w./-])(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?|\((?:cluster|none|unknown)\))\/[A-Z][A-Za-z]{2,}\/[a-z0-9][\w.:-]*\w)`,
  String.raw`(?<word>[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_.@+-]*[\p{L}\p{M}\p{N}_])?)`,
].join('|');

const PIECE = new RegExp(PIECES, 'gu');

/** The text with a pseudonym in place of each name. */
export function redactText(text: string, wording: Wording, namer: Namer): string {
  return text.replace(PIECE, (...found) => {
    const groups = found.at(-1) as Readonly<Record<string, string | undefined>>;
    const at = found.at(-3) as number;
    return piece(groups, { text, at, wording, namer });
  });
}

interface Place {
  readonly text: string;
  readonly at: number;
  readonly wording: Wording;
  readonly namer: Namer;
}

function piece(groups: Readonly<Record<string, string | undefined>>, place: Place): string {
  const { escape, uuid, colons, ipv4, user, key, workload, word = '' } = groups;
  const { namer } = place;
  if (escape !== undefined) return escape;
  if (uuid !== undefined) return namer.name('id', uuid.toLowerCase(), true);
  if (colons !== undefined) return isIpv6(colons) ? namer.name('address', colons, true) : byColons(colons, place);
  if (ipv4 !== undefined) return isLoopback(ipv4) ? ipv4 : namer.name('address', ipv4, true);
  if (user !== undefined) return userSlot(user, namer);
  if (key !== undefined) return isCut(key, place) ? withoutLast(key, namer) : keySlot(key, namer);
  if (workload !== undefined) return isCut(workload, place) ? '' : workloadSlot(workload, namer);
  return wordPiece(word, place);
}

function wordPiece(word: string, place: Place): string {
  const { text, at, wording, namer } = place;
  // What is left of a word that was cut need not be a word that anybody knows.
  if (isCut(word, place) && !isFigure(word) && (wording === 'input' || !isPublic(word))) return '';
  if (CONTAINER.test(text.slice(Math.max(0, at - NEAR), at)) && !/^(?:with|in)$/.test(word))
    return namer.name('object', word, true);
  if (isPublic(word)) return (standsForName(word, place) ? namer.known(word) : null) ?? word;
  const known = namer.known(word);
  if (known !== null) return known;
  if (wording === 'own') return looksLikeName(word) ? namer.name(kindOf(word), word, false) : partsKnown(word, namer);
  if (
    isPublicSetting(word) &&
    (text.startsWith('--', at - 2) || /^\\?"\s*:/.test(text.slice(at + word.length, at + word.length + 4)))
  )
    return word;
  const file = fileParts(word);
  if (file !== null) return `${redactText(file[0], wording, namer)}${file[1]}`;
  return namer.name(kindOf(word), word, false);
}

/** `-n web`, `container api`, `pod="web/api"`, `"namespace":"web"`, `deployment/api`: the word before says what it is. */
const NAMED =
  /(?:^|[^\p{L}\p{N}])(?:-n|ns|namespaces?|pods?|containers?|nodes?|hosts?|hostname|members?|peers?|users?|username|deployments?|daemonsets?|statefulsets?|replicasets?|jobs?|cronjobs?|services?|serviceaccounts?|configmaps?|secrets?|leases?|workloads?|objects?|name|unit|process|lookup)\\?["']?(?:[=:/]|\s{0,3}[=:]?\s)\s{0,3}\\?["'`]?$/iu;
/** And in sentences of this program: `on test`, `leader elected: test`, `master-1, web and test` is recognised by its marks. */
const OWN_NAMED = /(?:^|[^\p{L}\p{N}])(?:on|from|leader is|leader changed to|elected:)\s$/u;
/** `web/api`, the first of which is a name. */
const SECOND = /(?:^|["'`\s=(])([\p{L}\p{N}_.-]{1,253})\/$/u;
/** `web/api`, the second of which is a name: `Successfully assigned web/api-7c9d to cp1`. */
const FIRST = /^\/([\p{L}\p{N}_.-]{0,252}[\p{L}\p{N}])(?![/\p{L}\p{N}])/u;
/** `pod api-7c9d in web`, `deployment/api in the namespace web`. */
const IN_PLACE =
  /(?:^|[^\p{L}\p{N}])(?:pods?|deployments?|daemonsets?|statefulsets?|replicasets?|(?:cron)?jobs?|services?|secrets?|configmaps?)(?:\/|\s)["']?[\p{L}\p{N}_.-]{1,253}["']?\s(?:in|of|from)\s["']?$/iu;
/** `web pod/api-7c9d`. */
const BEFORE_OBJECT = /^\s(?:pod|node|deployment|daemonset|statefulset|replicaset|job|cronjob)\//i;
/** What the kubelet says of containers, whose names no field of an event has: `failed container api in pod`. */
const CONTAINER = /(?:failed container|(?:created|started|stopping|killing) container:?)\s$/i;
const NEAR = 300;

/** Whether an everyday word is in a place where only names are. A public name stays all the same. */
function standsForName(word: string, { text, at, wording, namer }: Place): boolean {
  if (namer.known(word) === null) return false;
  const before = text.slice(Math.max(0, at - NEAR), at);
  if (NAMED.test(before) || (wording === 'own' && OWN_NAMED.test(before))) return true;
  if (BEFORE_OBJECT.test(text.slice(at + word.length, at + word.length + 14))) return true;
  if (IN_PLACE.test(before)) return true;
  const second =
    text[at - 1] === '/' ? undefined : FIRST.exec(text.slice(at + word.length, at + word.length + 255))?.[1];
  if (second !== undefined && (namer.known(second) !== null || looksLikeName(second))) return true;
  const first = SECOND.exec(before)?.[1];
  return first !== undefined && namer.known(first) !== null;
}

const isCut = (piece: string, { text, at }: Place): boolean => text[at + piece.length] === '…';

/** A key that was cut within its last segment. */
function withoutLast(key: string, namer: Namer): string {
  const slash = key.lastIndexOf('/');
  return `${keySlot(key.slice(0, slash), namer)}/`;
}

/** `13:15:18`, `4000::`, a MAC address: text that is not an IPv6 address is words and numbers again. */
function byColons(text: string, { wording, namer }: Place): string {
  if (/^(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/.test(text)) return namer.name('address', text, true);
  return text
    .split(':')
    .map((part) => (part === '' ? '' : redactText(part, wording, namer)))
    .join(':');
}

function isIpv6(text: string): boolean {
  const groups = text.split('%')[0]?.split(':') ?? [];
  if (text.includes('::')) return groups.filter((group) => group !== '').length >= 2;
  return groups.length === 8 && groups.every((group) => group !== '');
}

/** Says nothing of anybody: each machine has it. */
export const isLoopback = (address: string): boolean => /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$)/.test(address);

const JOINTS = /([.@+_-]+)/;

/** A word that isn't known as a whole, with the known names in it replaced, the longest first. */
function partsKnown(word: string, namer: Namer): string {
  const parts = word.split(JOINTS);
  for (let length = parts.length - 2; length >= 1; length -= 2) {
    for (let from = 0; from + length <= parts.length; from += 2) {
      const name = parts.slice(from, from + length).join('');
      const known = isPublic(name) ? null : namer.known(name);
      if (known === null) continue;
      const [before, after] = [parts.slice(0, from).join(''), parts.slice(from + length).join('')];
      return `${before === '' ? '' : partsKnown(before, namer)}${known}${after === '' ? '' : partsKnown(after, namer)}`;
    }
  }
  return word;
}
