import type { Block, BlockParser, Context, LineRef, LineSpan, Sink } from '../../model/parser.js';
import type { StatementBody } from '../../model/record.js';
import { countingCommand, type Counting } from '../counts/command.js';
import { noteCommand } from '../counts/last-command.js';
import { readCount, readCounted } from '../counts/output.js';
import { settingIn } from '../etcdctl/output/setting.js';
import { claim, FORMAT, plain } from './statement.js';
import {
  cleanCommand,
  countedBy,
  isBareCommand,
  isCommand,
  isShellGrammar,
  jqPaths,
  promptedCommand,
  shellDepth,
} from './commands.js';
import { mayBegin } from './may-begin.js';
import { readOutput } from './output.js';
import { proposes, sectionOf } from './sections.js';
import { emitStatements, statementsIn } from './statements.js';

/**
 * Shell sessions as people paste them into tickets and write-ups, with the prose around them. What no dialect and no
 * rule here understands stays unrecognised; what people state is kept as claims, to be judged later.
 *
 *     $ etcdctl compact $((rev-1000))
 *     compacted revision 1846293
 *     Phase 3 – Defragmentation (180 min)
 */
export const transcript: BlockParser = {
  id: FORMAT,
  source: 'etcdctl',
  title: 'shell transcripts and incident write-ups',
  sample: '$ etcdctl get --prefix --keys-only /registry/ | wc -l',
  takes: [
    'compaction-requested',
    'defragmentation-finished',
    'defragmentation-failed',
    'nospace-alarm-disarmed',
    'nospace-error',
    'api-error',
    'object-count',
    'claim',
  ],
  mayOpen: mayBegin,
  open(line, context, sink) {
    const text = line.text.length > 2000 ? '' : plain(line.text);
    if (!begins(text, context)) return null;
    return new TranscriptBlock(line, context, sink);
  },
};

/** What a statement that may begin a transcript has in it; the patterns themselves are dear. */
const CUE =
  /^\d{4}-\d\d-\d\d[ T:]|(?:phase|step|stage) \d|recover|restor|resolution|repair|outage|downtime|MTTR|re-?start|crash/i;
/** `14:09 $ etcdctl …` */
const TIMED_PROMPT = /^\d{1,2}:\d\d(?::\d\d)? [$❯➜]/;
const SHEBANG = /^#!\s*\/\S*\b(?:ba|z|k|da)?sh\b/;
const COMMENT = /^\s*#(?!!)(.*)$/;
const HEADING = /^(?:Step|Phase|Stage|Part) \d{1,2}\b|^\d{1,2}\.\s+[A-Z]/;
const TABLE = /^\s*[+|┌├└│╭╰]/;
/** How many lines without anything of a transcript end it, and how many outputs are kept with a command. */
const PATIENCE = 300;
const OUTPUT_LINES = 6;
/** Within so many lines of its command a count is looked for: warnings may be before it. */
const COUNT_LINES = 3;

/** A command begins a transcript. A heading or a statement may: it is counted only once a command follows. */
function begins(text: string, context: Context): boolean {
  if (/^\d/.test(text) && !CUE.test(text)) return TIMED_PROMPT.test(text) && promptedCommand(text) !== null;
  if (SHEBANG.test(text) || promptedCommand(text) !== null || isBareCommand(text)) return true;
  if (text.length > 400 || !/^[\dA-Za-z#*]/.test(text)) return false;
  if (sectionOf(text) !== null) return true;
  return (
    CUE.test(text) &&
    statementsIn(text, context).claims.some(
      (body) => !(body.what === 'statement' && body.of !== 'restarts' && body.unit !== 'date'),
    )
  );
}

interface Running {
  readonly at: LineRef;
  readonly command: string;
  readonly script: boolean;
  readonly proposed: boolean;
  readonly output: string[];
  /** Whether its count is still to come. */
  awaitsCount: boolean;
  /** What its rows or its number count; null: nothing of the store. */
  readonly counting: Counting | null;
}

class TranscriptBlock implements Block {
  private running: Running | null = null;
  /** A command that continues behind a backslash. */
  private unfinished: { readonly at: LineRef; readonly parts: string[] } | null = null;
  /** What was stated before the first command. */
  private pending: { readonly body: StatementBody; readonly at: LineRef }[] = [];
  private sure = false;
  private taken = 0;
  /** A heading may open the block without being of it. */
  readonly givenBack: LineSpan[] = [];
  private idle = 0;
  private script = false;
  private depth = 0;
  /** Whether the section, or the comment above, speaks of what should be done and not of what was. */
  private proposedSection = false;
  private proposedComment = false;
  private readonly gate: Sink;

  constructor(
    first: LineRef,
    private readonly context: Context,
    private readonly sink: Sink,
  ) {
    this.gate = {
      record: (record, at) => {
        if (this.sure || record.kind !== 'claim' || at === undefined) sink.record(record, at);
        else this.pending.push({ body: record.claim, at });
      },
      request: (view) => sink.request(view),
      problem: (message, at) => sink.problem(message, at),
    };
    if (this.take(first) !== 'more') this.givenBack.push({ line: first.line, lines: 1 });
  }

  take(line: LineRef): 'more' | 'over' | 'skip' {
    const text = plain(line.text).trimEnd();
    if (text.trim() === '') return 'skip';
    const taken = this.understand(text, line);
    if (taken) {
      this.idle = 0;
      this.taken += 1;
      return 'more';
    }
    this.idle += 1;
    this.keepOutput(text, line);
    return this.idle > PATIENCE ? 'over' : 'skip';
  }

  close(): number {
    this.finishUnfinished();
    this.finish();
    return this.givenBack.length + (this.sure ? 0 : this.taken);
  }

  /** What the running command printed, as far as nothing says that the output is over. */
  private keepOutput(text: string, line: LineRef): void {
    if (HEADING.test(text)) this.finish();
    else if (
      this.running !== null &&
      !this.running.script &&
      !TABLE.test(text) &&
      this.running.output.length < OUTPUT_LINES
    ) {
      this.running.output.push(line.text.trim().slice(0, 300));
    }
  }

  private understand(text: string, line: LineRef): boolean {
    if (this.unfinished !== null) return this.continueCommand(text);
    if (TABLE.test(text)) return false;
    if (SHEBANG.test(text)) return this.beginScript();
    const prompted = promptedCommand(text);
    if (prompted !== null) return this.beginCommand(prompted, line, false);
    const comment = COMMENT.exec(text);
    if (comment !== null) return this.takeComment((comment[1] ?? '').trimStart(), text, line);
    if (this.takeScriptLine(text, line)) return true;
    if (isBareCommand(text)) return this.beginCommand(text, line, false);
    if (this.takeOutput(text, line)) return true;
    if (this.takeProposedSetting(text, line)) return true;
    return this.takeProse(text, line);
  }

  private beginScript(): true {
    this.finish();
    this.become();
    this.script = true;
    this.depth = 0;
    return true;
  }

  private beginCommand(text: string, line: LineRef, script: boolean): true {
    this.become();
    if (!script) this.leaveScript();
    if (/\\\s*$/.test(text)) {
      this.finish();
      this.unfinished = { at: line, parts: [text.replace(/\\\s*$/, '').trim()] };
      return true;
    }
    this.run(text, line, script);
    return true;
  }

  private continueCommand(text: string): boolean {
    this.unfinished?.parts.push(text.replace(/\\\s*$/, '').trim());
    if (!/\\\s*$/.test(text) || (this.unfinished?.parts.length ?? 0) > 50) this.finishUnfinished();
    return true;
  }

  private finishUnfinished(): void {
    const unfinished = this.unfinished;
    this.unfinished = null;
    if (unfinished !== null) this.run(unfinished.parts.join(' '), unfinished.at, false);
  }

  private run(text: string, line: LineRef, script: boolean): void {
    this.finish();
    const command = cleanCommand(text);
    this.depth = Math.max(0, this.depth + shellDepth(command));
    this.running = {
      at: line,
      command,
      script: script || this.script || this.depth > 0,
      proposed: this.proposedSection || this.proposedComment,
      output: [],
      awaitsCount: countedBy(command) !== null,
      counting: countingCommand(command),
    };
    noteCommand(this.context, command, line.line);
    for (const { over, path } of jqPaths(command)) this.sink.record(claim({ what: 'jq', path, over }), line);
    emitStatements(text, line, this.context, this.gate);
  }

  /** Hands over the command with what it printed. */
  private finish(): void {
    const running = this.running;
    this.running = null;
    if (running === null) return;
    const { command, output, script, proposed } = running;
    this.sink.record(
      claim({ what: 'command', command, output, script, ...(proposed ? { proposed } : {}) }, command),
      running.at,
    );
  }

  /** A command was seen: this is a transcript, and what was said before it counts. */
  private become(): void {
    if (this.sure) return;
    this.sure = true;
    for (const { body, at } of this.pending) this.sink.record(claim(body), at);
    this.pending = [];
  }

  private leaveScript(): void {
    this.script = false;
    this.depth = 0;
  }

  /** `# Verify API server` between commands; a Markdown heading looks the same. */
  private takeComment(comment: string, text: string, line: LineRef): boolean {
    if (/^\s*##/.test(text)) this.enterSection(text);
    this.proposedComment = proposes(comment);
    emitStatements(comment, line, this.context, this.gate);
    return true;
  }

  private takeScriptLine(text: string, line: LineRef): boolean {
    if (!this.script && this.depth === 0) return false;
    if (isShellGrammar(text)) {
      this.depth = Math.max(0, this.depth + shellDepth(text));
      emitStatements(text, line, this.context, this.gate);
      if (/^\s*}\s*[A-Z]/.test(text)) this.leaveScript();
      return true;
    }
    if (!isCommand(text) && !isBareCommand(text)) return false;
    return this.beginCommand(text.trim(), line, true);
  }

  private takeOutput(text: string, line: LineRef): boolean {
    const running = this.running;
    if (running === null) return false;
    if (running.awaitsCount && this.takeCount(text, line, running)) return true;
    if (this.takeCounted(text, line, running)) return true;
    const reading = readOutput(text, running.command);
    if (reading === null) return false;
    for (const record of reading.records) this.sink.record(record, line);
    if (running.output.length < OUTPUT_LINES) running.output.push(line.text.trim().slice(0, 300));
    if (reading.rest !== undefined && reading.rest !== '') emitStatements(reading.rest, line, this.context, this.gate);
    return true;
  }

  /** `2847293`, or `45623A buggy application restarted …` where a copy from a page ran the next paragraph into it. */
  private takeCount(text: string, line: LineRef, running: Running): boolean {
    const match = COUNT.exec(text);
    if (match === null || running.output.length >= COUNT_LINES || /^\s*[,/]/.test(match[2] ?? '')) return false;
    const counted = countedBy(running.command);
    if (counted === null) return false;
    running.awaitsCount = false;
    running.output.push(match[1] ?? '');
    this.sink.record(claim({ ...counted, value: Number(match[1]) }), line);
    const objects = running.counting === null ? null : readCount(Number(match[1]), running.counting, FORMAT);
    if (objects !== null) this.sink.record(objects, line);
    emitStatements((match[2] ?? '').replace(/^\}/, '').trim(), line, this.context, this.gate);
    return true;
  }

  /** A row of a command that counts keys or objects. */
  private takeCounted(text: string, line: LineRef, { counting, script }: Running): boolean {
    const records = counting === null || script ? null : readCounted(text, counting, FORMAT);
    if (records === null) return false;
    for (const record of records) this.sink.record(record, line);
    return true;
  }

  /** Settings that are only proposed were never in force: they are kept as claims, out of the configuration's way. */
  private takeProposedSetting(text: string, line: LineRef): boolean {
    if (!this.proposedSection && !this.proposedComment) return false;
    const setting = settingIn(text);
    if (setting === null || setting.known?.strong !== true) return false;
    const { name, value, glued } = setting;
    this.gate.record(claim({ what: 'setting', name, value: value.slice(0, 120), glued, proposed: true }), line);
    return true;
  }

  private takeProse(text: string, line: LineRef): boolean {
    const section = this.enterSection(text);
    if (isLogLine(text)) {
      emitStatements(text, line, this.context, this.gate);
      return false;
    }
    const found = emitStatements(text, line, this.context, this.gate);
    if (found.claims.length > 0) this.finish();
    return found.claims.length > 0 && (found.whole || !section);
  }

  /** A heading that shows whether what follows was done or is proposed. */
  private enterSection(text: string): boolean {
    const section = sectionOf(text);
    if (section === null) return false;
    this.proposedSection = section === 'proposed';
    this.proposedComment = false;
    this.leaveScript();
    this.finish();
    return true;
  }
}

/** A count alone, as `-w fields` names it, or as the answer in JSON. */
const COUNT =
  /^\s*(?:"Count" ?: ?|\{"header":\{[^{}]{0,400}\},(?:"more":(?:true|false),)?"count":)?(\d{1,15})(?![\d.:-])(.*)$/;

/** Lines that other dialects read, even where prose ran into them: journal stamps, JSON. */
function isLogLine(text: string): boolean {
  return /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\s|^\s*[{[]|^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,]\d/.test(text);
}
