import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeRequestLog, type RequestLogOptions } from '../../src/dev/make-request-log.js';

describe('makeRequestLog', () => {
  const dir = mkdtempSync(join(tmpdir(), 'request-log-'));
  after(() => {
    rmSync(dir, { recursive: true });
  });
  const made = (name: string, options: RequestLogOptions): string => {
    const file = join(dir, name);
    const { bytes } = makeRequestLog(file, options);
    const text = readFileSync(file, 'utf8');
    expect(Buffer.byteLength(text)).to.equal(bytes);
    return text;
  };
  const options = { lines: 9000, seed: 7, form: 'plain', span: 'month' } as const;

  it('writes as many pod writes as asked for, in order of time, and the same again', () => {
    const text = made('a.log', options);
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes(' PUT /registry/pods/'))).to.have.length(9000);
    expect(lines.every((line) => /^\S{24} PUT \/registry\/\S+ \d+ [\d.]+(?:ms|µs)$/.test(line))).to.equal(true);
    expect(
      lines.map((line) => line.slice(0, 24)).every((time, i, all) => i === 0 || time >= (all[i - 1] ?? '')),
    ).to.equal(true);
    expect(made('b.log', options)).to.equal(text);
    expect(made('c.log', { ...options, seed: 8 })).not.to.equal(text);
  });

  it('writes the JSON that etcd writes at debug level', () => {
    for (const line of made('d.log', { ...options, lines: 50, form: 'zap' })
      .trimEnd()
      .split('\n')) {
      const { msg, 'request content': content } = JSON.parse(line) as Record<string, string>;
      expect(msg).to.equal('request stats');
      expect(content).to.match(/^compare:<target:MOD key:"\/registry\/\S+" mod_revision:\d+ > success:<request_put:</);
    }
  });

  const keysOf = (text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[2] ?? '');
  const newShare = (keys: readonly string[]): number => new Set(keys).size / keys.length;

  it('has the shares of new keys that recordings have', () => {
    const keys = keysOf(made('e.log', { ...options, keys: 'real' }));
    const events = keys.filter((key) => key.startsWith('/registry/events/'));
    expect(newShare(keys)).to.be.within(0.4, 0.6);
    expect(newShare(events)).to.be.within(0.55, 0.65);
    expect(events.length / keys.length).to.be.within(0.3, 0.45);
    expect(newShare(keysOf(made('f.log', { ...options, keys: 'real', fresh: 0 })))).to.be.below(0.05);
    expect(newShare(keysOf(made('g.log', { ...options, keys: 'low' })))).to.be.below(0.2);
    expect(newShare(keysOf(made('h.log', { ...options, keys: 'hostile' })))).to.equal(1);
  });
});
