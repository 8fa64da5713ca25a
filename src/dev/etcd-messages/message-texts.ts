/** A text that a release of etcd logs, as its source has it. */
export interface MessageText {
  /** debug, info, warn, error, panic, fatal; notice and critical of the old logger are info and fatal. */
  readonly level: string;
  /** `zap`: the whole message. `printf`: a format whose verbs (`%s`, `%x`) stand for values. */
  readonly form: 'zap' | 'printf';
  readonly text: string;
}

const LEVELS: Readonly<Record<string, string>> = {
  ...{ Debug: 'debug', Info: 'info', Notice: 'info', Print: 'info', Warn: 'warn', Warning: 'warn' },
  ...{ Error: 'error', Critical: 'fatal', DPanic: 'panic', Panic: 'panic', Fatal: 'fatal' },
};

/** The beginning of a call of a method that is named as a level. */
const CALL =
  /\b([\w.]{1,80}(?:\(\)(?:\.\w{1,80})?)?(?:\[\w{1,80}\])?)\.(Debug|Info|Notice|Print|Warn|Warning|Error|Critical|DPanic|Panic|Fatal)(f|ln|w)?\(\s{0,99}(fmt\.Sprintf\(\s{0,99})?(?=["`])/g;
/** `t.Fatal`, `fmt.Print` and the like log nothing. */
const NO_LOGGER = /^(?:fmt|t|tb|b|status|errors|http|log|os|color|cobrautl|require|assert|zap)$/;

/**
 * All texts that a Go source file logs, in the order in which they are: `lg.Warn("text", …)`, `plog.Warningf("text
 * %s", …)`, `r.logger.Panicf(…)`, where the first argument begins with a literal.
 */
export function messageTextsIn(source: string): readonly MessageText[] {
  const found: MessageText[] = [];
  const code = withoutComments(source);
  for (const call of code.matchAll(CALL)) {
    const [whole, receiver = '', level = '', suffix, sprintf] = call;
    if (NO_LOGGER.test(receiver)) continue;
    const text = literalAt(code, call.index + whole.length);
    if (text.trim() === '') continue;
    const isFormat = sprintf !== undefined || suffix === 'f' || /^(?:plog|.{0,80}logger)$/i.test(receiver);
    found.push({ level: LEVELS[level] ?? 'info', form: isFormat ? 'printf' : 'zap', text });
  }
  return found;
}

const withoutComments = (source: string): string =>
  source
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('//'))
    .join('\n');

/** The literal that begins at `from`, and those that are joined to it with `+`. */
function literalAt(code: string, from: number): string {
  let text = '';
  for (let at = from; at < code.length;) {
    const quote = code[at];
    let end = at + 1;
    while (end < code.length && code[end] !== quote) end += quote === '"' && code[end] === '\\' ? 2 : 1;
    const inside = code.slice(at + 1, end);
    text += quote === '"' ? unescaped(inside) : inside;
    const joined = /^\s{0,99}\+\s{0,99}(?=["`])/.exec(code.slice(end + 1, end + 200));
    if (joined === null) break;
    at = end + 1 + joined[0].length;
  }
  return text;
}

function unescaped(text: string): string {
  return text.replace(/\\(n|t|r|"|\\)/g, (_all, letter: string) => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter);
}
