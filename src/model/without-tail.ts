/**
 * The text without those of the characters that are at its end: what replacing `/[…]+$/` does, in a time that doesn't
 * grow with runs of them in the middle.
 */
export function withoutTail(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}
