import fs from 'node:fs';
import { expect } from 'chai';
import { etcdCapnslog } from '../../../src/parsers/etcd/etcd-capnslog.js';
import { etcdZap } from '../../../src/parsers/etcd/etcd-zap.js';
import { messageTextsIn } from '../../../src/dev/etcd-messages/message-texts.js';
import { collect } from './collected.js';

const FOLDER = 'fixtures/parsers/etcd-messages';
const rowsOf = (file: string): string[][] =>
  fs
    .readFileSync(`${FOLDER}/${file}`, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split('\t'));

interface Text {
  readonly level: string;
  readonly form: string;
  readonly releases: readonly string[];
  readonly text: string;
}
const texts = rowsOf('texts.tsv').map(([level = '', form = '', releases = '', text = '""']): Text => {
  return { level, form, releases: releases.split(' '), text: JSON.parse(text) as string };
});
const unlisted = rowsOf('unlisted.tsv').map(([pattern = '', reason = '']) => ({
  pattern: new RegExp(pattern),
  reason,
}));

/** A format with values in it. */
const filled = (format: string): string =>
  format.replace(/%[-+#0]?\d*([a-zA-Z%])/g, (_all, verb: string) => {
    if (verb === '%') return '%';
    if (verb === 'd') return '7';
    if (verb === 'x') return '8211f1d0f64f3269';
    if (verb === 'q') return '"8211f1d0f64f3269"';
    return verb === 'v' ? '5' : '8211f1d0f64f3269';
  });

const LETTERS: Readonly<Record<string, string>> = {
  debug: 'D',
  info: 'I',
  warn: 'W',
  error: 'E',
  panic: 'C',
  fatal: 'C',
};

function kindsOf({ level, form, releases, text }: Text): readonly string[] {
  const old = form === 'printf' && releases.every((name) => name === '3.3' || name === '3.4');
  const message = form === 'printf' ? filled(text) : text;
  const { claimed, records } = old
    ? collect(etcdCapnslog, `2026-11-22 13:14:51.398337 ${LETTERS[level] ?? 'I'} | etcdserver: ${message}`)
    : collect(
        etcdZap,
        `{"level":"${level}","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/server.go:636","msg":${JSON.stringify(message)}}`,
      );
  return claimed ? records.map(({ kind }) => kind) : [];
}

describe('parsers/etcd: every text that a release logs', () => {
  it('is read', () => {
    const unread = texts
      .filter((text) => text.text !== 'request stats' && kindsOf(text).length === 0)
      .map(({ text }) => text);
    expect(unread).to.deep.equal([]);
  });

  it('has a kind of its own at level warning and above, or stands on the list with a reason', () => {
    const plain = texts
      .filter(({ level }) => level === 'warn' || level === 'error' || level === 'panic' || level === 'fatal')
      .filter((text) => kindsOf(text).every((kind) => kind === 'log'))
      .filter(({ text }) => !unlisted.some(({ pattern }) => pattern.test(text)))
      .map(({ level, releases, text }) => `${level} ${releases.join(' ')} ${text}`);
    expect(plain.join('\n')).to.equal('');
  });

  it('stands on the list only where it has no kind', () => {
    const idle = unlisted.filter(
      ({ pattern }) => !texts.some((text) => pattern.test(text.text) && kindsOf(text).every((kind) => kind === 'log')),
    );
    expect(idle.map(({ pattern }) => pattern.source)).to.deep.equal([]);
    expect(unlisted.every(({ reason }) => reason.length > 10)).to.equal(true);
  });
});

describe('dev: texts of a Go source', () => {
  it('takes the first argument of a logger, joined over lines, and no test or print', () => {
    const source = `
      lg.Warn("slow fdatasync", zap.Duration("took", took))
      plog.Warningf("sync duration of %v, " +
        "expected less than %v", took, warn)
      lg.Panic(
        "failed to create WAL", zap.Error(err))
      fmt.Printf("not %s logged", x)
      t.Fatalf("neither")
      // lg.Warn("nor this")
      lg.Info(fmt.Sprintf("raft-read-timeout increased to minimum value: %v", x))`;
    expect(messageTextsIn(source)).to.deep.equal([
      { level: 'warn', form: 'zap', text: 'slow fdatasync' },
      { level: 'warn', form: 'printf', text: 'sync duration of %v, expected less than %v' },
      { level: 'panic', form: 'zap', text: 'failed to create WAL' },
      { level: 'info', form: 'printf', text: 'raft-read-timeout increased to minimum value: %v' },
    ]);
  });
});
