import type { Unwrapper } from './unwrapper.js';

const SINCE_BOOT = /^\[ {0,9}\d{1,9}\.\d{6}\] (?!\S+ \S+\[\d+\]: )/;
const WALL_CLOCK = /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})\] /;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * `dmesg`, without a wall clock's time, and `dmesg -T`, in the zone of the machine:
 *
 *     [12345.678901] Out of memory: Killed process 1234 (etcd) total-vm:10485760kB, anon-rss:8123456kB, …
 *     [Sun Dec 15 03:15:23 2024] EXT4-fs error (device sda1): …
 */
export const kernelRing: Unwrapper = {
  id: 'kernel-ring',
  title: 'dmesg, dmesg -T',
  sample: '[12345.678901] Out of memory: Killed process 1234 (etcd) …',
  takes: ['time', 'program'],
  begins: '[',
  unwrap(payload, clock) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 91 || payload.ident !== null) return false;
    const head = bytes.toString('latin1', start, Math.min(end, start + 400));
    let found = SINCE_BOOT.exec(head);
    if (found === null) {
      found = WALL_CLOCK.exec(head);
      const month = found === null ? -1 : MONTHS.indexOf(found[1] ?? '') / 3 + 1;
      if (found === null || !Number.isInteger(month) || month < 1) return false;
      const [day = 0, hour = 0, minute = 0, second = 0, year = 0] = found.slice(2, 7).map(Number);
      if (day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return false;
      payload.outerTime = clock.local(year, month, day, hour, minute, second, 0);
    }
    payload.ident = 'kernel';
    payload.inner(bytes, start + found[0].length, end);
    return true;
  },
};
