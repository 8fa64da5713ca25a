import { excerptText } from '../../model/evidence.js';
import type { Exemplar } from '../../model/origin.js';
import { type AnyRecord, isNotice } from '../../model/record.js';

/** `2019-09-04 11:25:02.833900 W | rafthttp: ` */
const CAPNSLOG = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} [A-Z] \| [\w./-]{1,60}: /;

/** The field of a structured line that says what happened: of an error, of what a probe answered, of a kill. */
const DETAIL = /\b(?:err|containerMessage|output)="((?:[^"\\]|\\.){1,500})"/;

/** The message of a record as it was printed, with its error; without a message of its own, the line. */
export function recordText(record: AnyRecord, exemplar: Exemplar): string {
  if (isNotice(record)) {
    const { message, error } = record;
    if (error === undefined || message.includes(error.slice(0, 60))) return excerptText(message);
    return excerptText(message === '' ? error : `${message}: ${error}`);
  }
  const klog = 'message' in record ? /^"((?:[^"\\]|\\.){1,300})"(?=\s|$)/.exec(record.message ?? '') : null;
  if (klog !== null) {
    const detail = DETAIL.exec('message' in record ? (record.message ?? '') : '')?.[1];
    return excerptText(`${klog[1] ?? ''}${detail === undefined ? '' : `: ${detail}`}`);
  }
  if ('message' in record && typeof record.message === 'string' && record.message !== '')
    return excerptText(record.message);
  return exemplar.excerpt.replace(CAPNSLOG, '');
}
