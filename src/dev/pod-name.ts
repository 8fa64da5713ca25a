import type { Random } from './random.js';

/** The 27 letters of generated suffixes (k8s.io/apimachinery/pkg/util/rand): no vowels, no 0, 1 and 3. */
export const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
/** What the digits of a pod template's hash become in the same alphabet. */
export const HASH_LETTERS = 'bcdf456789';

/** `checkout-worker-7c9d8f6b54` → `checkout-worker-7c9d8f6b54-x2vqk`. */
export function podName(replicaSet: string, random: Random): string {
  return `${replicaSet}-${random.text(SUFFIX_LETTERS, 5)}`;
}
