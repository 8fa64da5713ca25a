import { ownerOfPod } from '../model/workload.js';
import type { NameKind } from './namer.js';
import { PUBLIC_COMPOUNDS, PUBLIC_DOMAINS, PUBLIC_OBJECTS } from './public-names.js';
import { PUBLIC_WORDS } from './public-words.js';

/** Units that stand glued to a number: `1.5ms`, `1h2m3s`, `64MiB`, `8x`. */
const UNIT = '(?:ns|us|µs|μs|ms|s|m|h|d|w|y|[kKMGTPE]i?[bB]?|B|x)';
const NUMBER = new RegExp(`^(?:\\d+(?:\\.\\d+)?${UNIT})*(?:\\d+(?:\\.\\d+)?)?$`);
/** Parts of stamps, of which colons cut the rest: `2026-11-22T13`, `18.512Z`, `33+0000`, `I1122`; versions, terms, hex. */
const STAMP =
  /^(?:\d{4}-\d\d?-\d\d?(?:T\d\d?)?|\d{1,2}T\d\d?|\d{8}T\d{4,6}Z?|\d{1,9}(?:\.\d+)?(?:Z|[+-]\d{2,4}Z?)|[IWEF]\d{4}|0x[0-9a-fA-F]{1,8}|v?\d+(?:\.\d+)+(?:[-+](?:rc|alpha|beta|k3s|rke2r?|gke|eks|build|r)?[.-]?\d+(?:\.\d+)*)?|v\d+(?:(?:alpha|beta)\d+)?|go\d+(?:\.\d+)+|amd64|arm64|v3rpc|\d+(?:\.\d+)?e[+-]?\d+|\d+-\d+)$/;
/** No name is longer than a domain's 253 characters; nothing longer is looked at closely. */
const LONGEST = 256;
const DIGITS = /^\d{17,}$/;
const HEX = /^(?:[0-9a-f]{8,}|[0-9A-F]{8,})$/;
const EMAIL = /^[^@]+@[^@]+$/;
const DOMAIN = /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_])?\.)+(?:\p{L}{2,24})$/u;
const GO_FILE = /^[a-z][a-z0-9_]*\.go$/;

/** Ends of names of files and units. What they are the end of is judged by itself. */
const FILE_ENDS: ReadonlySet<string> = new Set(
  `log json jsonl yaml yml txt conf cfg gz xz zst bz2 zip tar tgz csv tsv db wal snap pem crt key sock sh md html journal service
   scope slice mount socket timer target pb go out err stdout stderr old bak tmp`.split(/\s+/),
);

/** Whether it says nothing of anybody: numbers, stamps and words that everybody's logs have. */
export function isPublic(word: string): boolean {
  if (word.length > LONGEST) return false;
  let answer = judged.get(word);
  if (answer !== undefined) return answer;
  answer = judge(word);
  if (judged.size >= 100_000) judged.clear();
  judged.set(word, answer);
  return answer;
}

/** Logs say the same words again and again. */
const judged = new Map<string, boolean>();

function judge(word: string): boolean {
  return (
    isFigure(word) ||
    isPublicWord(word) ||
    PUBLIC_COMPOUNDS.has(word.toLowerCase()) ||
    PUBLIC_OBJECTS.has(word) ||
    (word.includes('.') && isPublicDotted(word))
  );
}

/** A number, a stamp or a version. Ids, which are long, are not. */
export function isFigure(word: string): boolean {
  return word.length === 1 || (/\d/.test(word) && !DIGITS.test(word) && (NUMBER.test(word) || STAMP.test(word)));
}

/** One word, or several in camel or snake case: `BackOff`, `etcd_mvcc_db_total_size_in_bytes`. */
export function isPublicWord(word: string): boolean {
  if (PUBLIC_WORDS.has(word.toLowerCase())) return true;
  if (!/^[A-Za-z_]+$/.test(word)) return false;
  const parts = partsOf(word);
  return (
    (parts.length > 1 || word.startsWith('_')) &&
    parts.every((part) => part.length === 1 || PUBLIC_WORDS.has(part.toLowerCase()))
  );
}

/** Whether each part of a word with dashes is one: enough for a flag or the key of a JSON object, not for a name. */
export function isPublicSetting(word: string): boolean {
  return word.split(/[-.]/).every((part) => part === '' || isFigure(part) || isPublicWord(part));
}

/** What a word that is not public most likely names. */
export function kindOf(word: string): NameKind {
  if (word.length > LONGEST) return 'word';
  if (EMAIL.test(word)) return 'user';
  if (DIGITS.test(word) || isHexId(word)) return 'id';
  if (ownerOfPod(word).kind !== 'Pod' && POD_TAIL.test(word)) return 'pod';
  if (DOMAIN.test(word) && !FILE_ENDS.has(endOf(word))) return 'host';
  return 'word';
}

/** Whether it looks like a name wherever it is, also in a sentence of this program. */
export function looksLikeName(word: string): boolean {
  if (isPublic(word)) return false;
  const kind = kindOf(word);
  return kind !== 'word';
}

/** A file or a unit: its name without the end, and the end with its dot; null: neither. */
export function fileParts(word: string): readonly [stem: string, end: string] | null {
  const dot = word.lastIndexOf('.');
  return dot > 0 && FILE_ENDS.has(word.slice(dot + 1).toLowerCase()) ? [word.slice(0, dot), word.slice(dot)] : null;
}

/** The random suffix of a generated name, which has no vowels: `-vt96s`. */
const POD_TAIL = /-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

const isHexId = (word: string): boolean =>
  HEX.test(word) && (word.length >= 12 || /\d/.test(word)) && /[a-f]/i.test(word);

const endOf = (word: string): string => word.slice(word.lastIndexOf('.') + 1).toLowerCase();

const partsOf = (word: string): readonly string[] =>
  word.split(/_+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).filter((part) => part !== '');

/** `apply.go`, `etcd.service`, `etcdserverpb.KV`, `coordination.k8s.io`. */
function isPublicDotted(word: string): boolean {
  const lower = word.toLowerCase();
  if (GO_FILE.test(word) || PUBLIC_DOMAINS.has(lower)) return true;
  const file = fileParts(word);
  if (file !== null) return isPublic(file[0]);
  for (let dot = lower.indexOf('.'); dot >= 0; dot = lower.indexOf('.', dot + 1))
    if (PUBLIC_DOMAINS.has(lower.slice(dot + 1))) return isPublicSetting(word.slice(0, dot));
  return word.split('.').every((part) => part.length === 1 || isPublicWord(part)) && !TOP_LEVEL.has(endOf(word));
}

const TOP_LEVEL: ReadonlySet<string> = new Set(
  `com org net io dev local internal cloud app edu gov int info biz eu uk de fr us me ai co corp lan home test example
   sh xyz tech site online system systems network services service group team host digital`.split(/\s+/),
);
