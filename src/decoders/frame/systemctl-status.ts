import type { LineRef } from '../../model/parser.js';
import { BARE, type LinePayload } from '../payload.js';
import type { Frame, OpenFrame, Yields } from './frame.js';

const HEAD =
  /^[●○×↻*] ([\w.@:\\-]+\.(?:service|socket|mount|timer|scope|slice|target)) - .{1,200}$|^[●○×↻*] ([\w.@:\\-]+\.service)$/;
const FIELD =
  /^ {1,14}(?:Loaded|Active|Main PID|Process|Tasks|Memory|CPU|CGroup|Docs|Drop-In|Status|TriggeredBy|Triggers|IO|IP|FD Store|Invocation|Until|Error|Condition|Duration|Mem peak): /;
const BELOW = /^\s+(?:[├└│|`]|(?:https?|man|file):)/;

/**
 * The head of `systemctl status`; the lines of the journal below it are those of `short`, cut at the terminal's width.
 *
 *     ● etcd.service - etcd
 *          Loaded: loaded (/etc/systemd/system/etcd.service; enabled; preset: enabled)
 *          Active: failed (Result: exit-code) since Sun 2024-12-15 03:15:23 UTC; 2min ago
 */
export const systemctlStatus: Frame = {
  id: 'systemctl-status',
  title: 'systemctl status',
  sample: '● etcd.service - etcd\n     Active: failed (Result: exit-code) since Sun 2024-12-15 03:15:23 UTC; 2min ago',
  versions: 'systemd 219 on',
  takes: ['program', 'unit'],
  begins: '*',
  open(line, _clock, yields) {
    const first = line.bytes[line.start];
    if ((first !== 42 && first !== 0xe2 && first !== 0xc3) || line.end - line.start > 300) return null;
    const found = HEAD.exec(line.text);
    return found === null ? null : new StatusHead(line, found[1] ?? found[2] ?? '', yields);
  },
};

class StatusHead implements OpenFrame {
  held: LineRef[];
  private lines = 1;
  private at: LineRef;
  private active = '';
  private readonly firstLine: number;

  constructor(
    first: LinePayload,
    private readonly unit: string,
    private readonly yields: Yields,
  ) {
    this.at = first.ref();
    this.held = [this.at];
    this.firstLine = first.line;
  }

  take(line: LinePayload): 'more' | 'over' | 'refused' {
    const text = line.end - line.start > 2000 ? '' : line.text;
    const field = FIELD.test(text);
    if (!field && this.lines === 1) return 'refused';
    if (!field && !BELOW.test(text)) return 'over';
    this.held = [];
    this.lines += 1;
    if (/^ +Active: /.test(text)) {
      this.at = line.ref();
      this.active = text.trim();
    }
    return 'more';
  }

  close(): number {
    if (this.active === '') return this.lines;
    const { unit, at, firstLine, lines } = this;
    const message = Buffer.from(`${unit}: ${this.active}`);
    return this.yields({ ...BARE, ident: 'systemd', unit, message, at, firstLine, lines }) ? 0 : lines;
  }
}
