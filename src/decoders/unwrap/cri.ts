import type { LinePayload } from '../payload.js';
import { rfc3339At, stampRead } from './stamps.js';
import type { Unwrapper } from './unwrapper.js';

const SPACE = 32;

/**
 * Container logs of containerd and CRI-O (`/var/log/pods/…`, `/var/log/containers/…`), and what podman's `k8s-file`
 * driver writes:
 *
 *     2024-12-15T03:15:23.123456789Z stderr F MSG
 *     2024-12-15T03:15:23.123456789+01:00 stdout P the first part of a long line
 *
 * A part (`P`) isn't this wrapping's: the frame `cri-partial` joins it with what follows.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/logs/logs.go
 */
export const cri: Unwrapper = {
  id: 'cri',
  title: 'container logs of containerd and CRI-O',
  sample: '2024-12-15T03:15:23.123456789Z stderr F …',
  versions: 'containerd, CRI-O',
  takes: ['time'],
  begins: '0-9',
  joins: true,
  unwrap(payload) {
    const tag = criTagAt(payload);
    if (tag === -1 || payload.bytes[tag] !== 70) return false;
    payload.outerTime = stampRead();
    payload.outerZoned = true;
    payload.inner(payload.bytes, criTextAt(payload, tag), payload.end);
    return true;
  },
};

/** Where the tag (`F`, `P`) of a line stands, -1 if the line isn't a container's. The stream's name ends before it. */
export function criTagAt(payload: LinePayload): number {
  const { bytes, start, end } = payload;
  const after = rfc3339At(bytes, start, end);
  // " stdout F" or " stderr F"
  if (after === -1 || after + 9 > end || bytes[after] !== SPACE || bytes[after + 7] !== SPACE) return -1;
  if (bytes[after + 1] !== 115 || bytes[after + 2] !== 116 || bytes[after + 3] !== 100) return -1;
  const out = bytes[after + 4] === 111 && bytes[after + 5] === 117 && bytes[after + 6] === 116;
  const err = bytes[after + 4] === 101 && bytes[after + 5] === 114 && bytes[after + 6] === 114;
  const tag = bytes[after + 8];
  const next = after + 9 === end ? SPACE : bytes[after + 9];
  return (out || err) && (tag === 70 || tag === 80) && (next === SPACE || next === 58) ? after + 8 : -1;
}

/** Tags are parted by colons; only the first means something so far. */
export function criTextAt(payload: LinePayload, tag: number): number {
  let at = tag;
  while (at < payload.end && payload.bytes[at] !== SPACE) at += 1;
  return Math.min(at + 1, payload.end);
}
