import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Kind } from '../../src/model/record.js';
import { PARSERS } from '../../src/parsers/registry.js';
import { readText } from './read-text.js';

const dialects = [...PARSERS.lines, ...PARSERS.blocks];

describe('what the dialects say that they take', () => {
  const made = new Map<string, Set<Kind>>();
  before(() => {
    for (const entry of readdirSync('fixtures', { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name));
      for (const { record } of readText(text, PARSERS.lines, PARSERS.blocks).read) {
        const kinds = made.get(record.format) ?? new Set<Kind>();
        made.set(record.format, kinds.add(record.kind));
      }
    }
  });

  for (const { id, takes } of dialects) {
    it(`${id}: names every kind that it makes of the fixtures`, () => {
      expect(takes, 'takes').to.be.an('array');
      const unnamed = [...(made.get(id) ?? [])].filter((kind) => kind !== 'log' && takes?.includes(kind) !== true);
      expect(unnamed).to.deep.equal([]);
    });
  }
});
