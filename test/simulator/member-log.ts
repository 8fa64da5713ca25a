import { goDuration } from './go-text.js';
import type { Release } from './release.js';
import { Sampler } from './sampler.js';
import { capnslogStamp, criStamp, goLogStamp, journalStamp, zapStamp } from './stamps.js';

export type Level = 'debug' | 'info' | 'warn' | 'error';
export type Wrapping = 'none' | 'journal' | 'cri';
export type Fields = readonly (readonly [name: string, value: unknown])[];

interface Line {
  readonly time: number;
  readonly level: Level;
  readonly text: string;
  /** zap samples by level and message; null: not sampled. */
  readonly sampledBy: string | null;
  readonly ident: string;
  readonly pid: number;
}

export interface LogOptions {
  readonly level: 'debug' | 'info';
  readonly wrapping: Wrapping;
  readonly zoneMinutes: number;
  /** How far this machine's clock is ahead. */
  readonly clockAheadMs: number;
}

const LETTERS: Readonly<Record<Level, string>> = { debug: 'D', info: 'I', warn: 'W', error: 'E' };
const ORDER: readonly Level[] = ['debug', 'info', 'warn', 'error'];

/** The lines of one member, in the form of its logger, put in order when they are printed. */
export class MemberLog {
  pid: number;
  private readonly lines: Line[] = [];

  constructor(
    private readonly host: string,
    readonly release: Release,
    private readonly options: LogOptions,
    pid: number,
  ) {
    this.pid = pid;
  }

  get isZap(): boolean {
    return this.release.logger === 'zap';
  }

  get atDebug(): boolean {
    return this.options.level === 'debug';
  }

  /** A line of zap; nothing where the member writes the old form. */
  zap(time: number, level: Level, caller: string, msg: string, fields: Fields = []): void {
    if (!this.isZap || this.isBelow(level)) return;
    const logger = caller.startsWith('raft/') && this.release.minor >= 5 ? [['logger', 'raft'] as const] : [];
    const entries = [
      ['level', level],
      ['ts', this.stamp(time)],
      ...logger,
      ['caller', caller],
      ['msg', msg],
      ...fields,
    ] as const;
    const text = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
    this.push(time, level, text, `${level}\n${msg}`);
  }

  /** A line of the old form; nothing where the member writes JSON. `notice` is a level of its own there. */
  old(time: number, level: Level | 'notice', pkg: string, text: string): void {
    const known = level === 'notice' ? 'info' : level;
    if (this.isZap || this.isBelow(known)) return;
    const letter = level === 'notice' ? 'N' : LETTERS[known];
    this.push(
      time,
      known,
      `${capnslogStamp(this.local(time), this.options.zoneMinutes)} ${letter} | ${pkg}: ${text}`,
      null,
    );
  }

  /** Raft's own lines: the same words in every form. */
  raft(time: number, text: string): void {
    this.zap(time, 'info', 'raft/raft.go:706', text);
    if (!this.isZap)
      this.push(time, 'info', `raft${goLogStamp(this.local(time), this.options.zoneMinutes)} INFO: ${text}`, null);
  }

  /** What systemd says of the unit; only a journal has it. */
  systemd(time: number, text: string): void {
    if (this.options.wrapping !== 'journal') return;
    this.lines.push({ time, level: 'info', text, sampledBy: null, ident: 'systemd', pid: 1 });
  }

  stamp(time: number): string {
    return zapStamp(this.local(time), this.options.zoneMinutes, this.release.stampDigits);
  }

  local(time: number): number {
    return time + this.options.clockAheadMs;
  }

  get zoneMinutes(): number {
    return this.options.zoneMinutes;
  }

  /** From a moment on, to a moment; what the log of a rotated file holds. */
  print(from: number, to: number): string {
    const sampler = new Sampler();
    return this.lines
      .map((line, index) => ({ line, index }))
      .sort((a, b) => a.line.time - b.line.time || a.index - b.index)
      .filter(({ line }) => line.sampledBy === null || sampler.passes(line.time, '', line.sampledBy))
      .filter(({ line }) => line.time >= from && line.time < to)
      .map(({ line }) => `${this.wrapped(line)}\n`)
      .join('');
  }

  private isBelow(level: Level): boolean {
    return ORDER.indexOf(level) < ORDER.indexOf(this.options.level);
  }

  private push(time: number, level: Level, text: string, sampledBy: string | null): void {
    this.lines.push({ time, level, text, sampledBy, ident: 'etcd', pid: this.pid });
  }

  private wrapped({ time, text, ident, pid }: Line): string {
    const { wrapping, zoneMinutes } = this.options;
    const read = this.local(time) + 0.4;
    if (wrapping === 'journal') return `${journalStamp(read, zoneMinutes)} ${this.host} ${ident}[${pid}]: ${text}`;
    return wrapping === 'cri' ? `${criStamp(read)} stderr F ${text}` : text;
  }
}

/** A duration field as zap prints it. */
export const took = (ms: number): readonly ['took', string] => ['took', goDuration(ms)];
