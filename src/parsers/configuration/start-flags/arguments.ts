/** A setting as a command line or an environment gives it. */
export interface Argument {
  readonly name: string;
  readonly value: string;
}

export type Program = 'etcd' | 'kube-apiserver';

/** Which of our programs a word of a command line starts: `/usr/local/bin/etcd`, `kube-apiserver`, `hyperkube apiserver`. */
export function programOf(word: string): Program | null {
  const name = word.slice(word.lastIndexOf('/') + 1);
  if (name === 'etcd') return 'etcd';
  return name === 'kube-apiserver' || name === 'apiserver' ? 'kube-apiserver' : null;
}

/**
 * The flags among the words of a command line: `--name=value`, `--name value`, `-name value`, `--switch`. Go's flag
 * packages end at the first word that is neither.
 */
export function argumentsIn(words: readonly string[]): Argument[] {
  const found: Argument[] = [];
  for (let i = 0; i < words.length; i++) {
    const match = /^--?([a-z][a-z0-9-]{1,60})(?:=(.*))?$/s.exec(words[i] ?? '');
    if (match === null) continue;
    const name = match[1] ?? '';
    if (match[2] !== undefined) found.push({ name, value: unquoted(match[2]) });
    else if (i + 1 < words.length && !/^--?[a-z]/.test(words[i + 1] ?? ''))
      found.push({ name, value: words[++i] ?? '' });
    else found.push({ name, value: 'true' });
  }
  return found;
}

/** `ETCD_QUOTA_BACKEND_BYTES` is `quota-backend-bytes`; null for other names. */
export function settingOfEnvironment(name: string): string | null {
  return /^ETCD_[A-Z0-9_]{3,60}$/.test(name) ? name.slice(5).toLowerCase().replace(/_/g, '-') : null;
}

/** The words of a shell's or systemd's command line: blanks part them but within quotes, a backslash keeps the next. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let open = '';
  let begun = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '\\' && open !== "'" && i + 1 < text.length) {
      word += text.charAt(++i);
      begun = true;
    } else if (open !== '') {
      if (c === open) open = '';
      else word += c;
    } else if (c === '"' || c === "'") {
      open = c;
      begun = true;
    } else if (/\s/.test(c)) {
      if (begun) words.push(word);
      word = '';
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) words.push(word);
  return words;
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value;
}
