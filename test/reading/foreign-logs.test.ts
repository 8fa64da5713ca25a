import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readAll } from './read-all.js';

const FOLDER = 'fixtures/pipeline/foreign-logs';
const ETCD =
  '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/apply.go:636","msg":"alarm raised","alarm":"NOSPACE","from":"4fde85f8940e0138"}\n';

describe('logs of others', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file !== 'SOURCE.md')) {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    const lines = text.split('\n').filter((line) => line.trim() !== '').length;

    it(`${name}: nothing is recognised`, () => {
      expect(lines).to.be.at.least(200);
      expect(readAll(text).counts.unrecognised / lines).to.be.at.least(0.95);
    });

    it(`${name} between lines of etcd: those alone are`, () => {
      const { rows, counts } = readAll(`${ETCD}${text}${ETCD}`);
      expect(rows.filter(({ format }) => format === 'etcd-zap')).to.have.length(2);
      expect(counts.unrecognised / lines).to.be.at.least(0.95);
    });
  }
});
