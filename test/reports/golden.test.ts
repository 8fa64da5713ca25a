import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { renderManifest } from '../../src/reports/manifest.js';
import { OUTPUTS } from '../../src/reports/registry.js';
import { terminalSummary } from '../../src/reports/terminal.js';
import { TIMELINE_FORMATS } from '../../src/reports/timeline-formats.js';
import type { Postmortem } from '../../src/pipeline/options.js';
import { POSTMORTEMS } from './postmortem-fixture.js';

// UPDATE_GOLDEN=1 npm test -- --grep golden   rewrites them; the diff is read in review.
const ROOT = path.resolve('fixtures/reports');

const RENDERINGS: readonly (readonly [file: string, render: (postmortem: Postmortem) => Iterable<string>])[] = [
  ...OUTPUTS.map((output) => [output.file, (postmortem: Postmortem) => output.render(postmortem)] as const),
  ['manifest.json', (postmortem) => renderManifest(postmortem, [{ path: 'report.json', bytes: 1, sha256: '00' }])],
  ['summary.txt', (postmortem) => terminalSummary(postmortem)],
  ['timeline.timesketch.csv', TIMELINE_FORMATS.timesketch],
  ['timeline.jsonl', TIMELINE_FORMATS.jsonl],
];

/** Style and script of the page are code, and tested as such: a golden of them would only be in the way of a diff. */
const withoutCode = (text: string): string =>
  text.startsWith('<!doctype html>')
    ? text.replace(/<(style|script)>[^]*?<\/\1>/g, '<$1></$1>').replace(/sha256-[\w+/]+=*/g, 'sha256-…')
    : text;

describe('reports: golden', () => {
  for (const [name, postmortem] of POSTMORTEMS) {
    for (const [file, render] of RENDERINGS) {
      it(`${name}/${file}`, () => {
        const text = withoutCode([...render(postmortem)].join(''));
        const golden = path.join(ROOT, name, ...file.split('/'));
        if (process.env['UPDATE_GOLDEN'] === '1') {
          fs.mkdirSync(path.dirname(golden), { recursive: true });
          fs.writeFileSync(golden, text);
        }
        expect(text).to.equal(fs.readFileSync(golden, 'utf8'));
        expect(withoutCode([...render(postmortem)].join('')), 'the same bytes twice').to.equal(text);
      });
    }
  }
});
