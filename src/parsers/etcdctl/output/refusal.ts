/** Why a member wasn't defragmented, by what follows its name: ` (context deadline exceeded)`, `. took 3s. (…)`, `: …`. */
export function refusalIn(rest: string): string {
  const text = rest.replace(/^[.,]? took \S+/, '').replace(/^[:\s]+/, '');
  return text.slice(text.startsWith('(') ? 1 : 0, text.length - (text.length > 1 && text.endsWith(')') ? 1 : 0));
}
