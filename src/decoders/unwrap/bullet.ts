import type { Unwrapper } from './unwrapper.js';

/** `minikube logs` before 1.30 puts `* ` before each line; quoted mail and Markdown `> ` or blanks. */
export const bullet: Unwrapper = {
  id: 'bullet',
  title: 'minikube logs, quoted and indented lines',
  sample: '* 2020-03-10 06:52:52.000000 I | etcdmain: …',
  takes: [],
  begins: '*> \t`',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const first = bytes[start];
    let at = start;
    if (first === 42 || first === 62) {
      at += 1;
      if (bytes[at] !== 32 && bytes[at] !== 9) return false;
    } else if (first === 96) at += 1;
    else if (first !== 32 && first !== 9) return false;
    while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at += 1;
    if (at >= end) return false;
    payload.inner(bytes, at, end);
    return true;
  },
};
