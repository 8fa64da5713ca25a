import { readExportItem } from '../export-item.js';
import { jsonObject } from '../journal-fields.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import { wear } from './json-export.js';
import type { Unwrapper } from './unwrapper.js';

const STDOUT = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) ([+-]\d{4}) \S{1,200}: (?=\{)/;
const FILE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))\t\S{1,200}\t(?=\{)/;

/**
 * Fluentd's `stdout` and `file` outputs: time, tag and record.
 *
 *     2024-12-15 03:15:23.123456789 +0000 kube.var.log.containers.etcd: {"log":"…","stream":"stderr"}
 *     2024-12-15T03:15:23+00:00	kube.etcd	{"log":"…"}
 *
 * https://docs.fluentd.org/output/stdout, https://docs.fluentd.org/formatter/out_file
 */
export const fluentd: Unwrapper = {
  id: 'fluentd',
  title: 'outputs stdout and file of Fluentd',
  sample: '2024-12-15 03:15:23.123456789 +0000 kube.etcd: {"log":"…"}',
  takes: ['time', 'host', 'program', 'unit'],
  begins: '0-9',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    if (bytes[end - 1] !== 125 || bytes[start + 4] !== 45 || end - start < 40) return false;
    const head = bytes.toString('latin1', start, Math.min(end, start + 260));
    const found = STDOUT.exec(head) ?? FILE.exec(head);
    if (found === null) return false;
    const fields = jsonObject(bytes.toString('utf8', start + found[0].length, end));
    const item = fields === null ? null : readExportItem(fields);
    if (item === null) return false;
    wear(payload, item, parseRfc3339(`${found[1] ?? ''}${found[2] ?? ''}`));
    return true;
  },
};
