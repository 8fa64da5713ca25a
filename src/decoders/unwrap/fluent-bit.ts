import { exportTime } from '../export-fields.js';
import { readExportItem } from '../export-item.js';
import { wear } from './json-export.js';
import type { Unwrapper } from './unwrapper.js';

const HEAD =
  /^\[\d{1,9}\] \S{1,200}: \[(?:\[(\d{9,10}(?:\.\d{1,9})?), \{.{0,400}?\}\]|(\d{9,10}(?:\.\d{1,9})?)), (?=\{)/;
/** The beginning of a member, and what ends a text: the next member or the record's end. Quotes in it aren't escaped. */
const MEMBER = /"([\w.@/-]{1,80})"=>"/g;
const MEMBERS = 100;

/**
 * Fluent Bit's `stdout` output: number, tag, time (with metadata from 2.1 on) and a map as msgpack prints it, its texts
 * unescaped.
 *
 *     [0] kube.etcd: [1734232523.123456789, {"log"=>"{"level":"warn",…}", "stream"=>"stderr"}]
 *     [0] kube.etcd: [[1734232523.123456789, {}], {"log"=>"…"}]
 *
 * https://docs.fluentbit.io/manual/pipeline/outputs/standard-output
 */
export const fluentBit: Unwrapper = {
  id: 'fluent-bit',
  title: 'output stdout of Fluent Bit',
  sample: '[0] kube.etcd: [1734232523.123456789, {"log"=>"…", "stream"=>"stderr"}]',
  takes: ['time', 'host', 'program', 'unit'],
  begins: '[',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 91 || bytes[end - 1] !== 93) return false;
    const found = HEAD.exec(bytes.toString('latin1', start, Math.min(end, start + 700)));
    if (found === null) return false;
    const item = readExportItem(membersOf(bytes.toString('utf8', start + found[0].length, end - 1)));
    if (item === null) return false;
    wear(payload, item, exportTime(found[1] ?? found[2]));
    return true;
  },
};

/** The texts of the map, nested ones among them. */
function membersOf(text: string): Record<string, string> {
  const members: Record<string, string> = {};
  MEMBER.lastIndex = 0;
  for (let i = 0; i < MEMBERS; i += 1) {
    const found = MEMBER.exec(text);
    if (found === null) break;
    const from = MEMBER.lastIndex;
    const rest = /"\}*, "[\w.@/-]{1,80}"=>/g;
    rest.lastIndex = from;
    const next = rest.exec(text);
    const to = next === null ? text.length - (/"\}*\s*$/.exec(text)?.[0].length ?? 0) : next.index;
    const name = found[1] ?? '';
    if (!Object.hasOwn(members, name)) members[name] = text.slice(from, Math.max(from, to));
    MEMBER.lastIndex = next === null ? text.length : next.index + 1;
  }
  return members;
}
