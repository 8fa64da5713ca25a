import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import type { PageData } from '../../../src/reports/html/client/page.js';
import { DRAWING_SCRIPT, SCRIPT } from '../../../src/reports/html/client-script.js';
import { embeddedJson } from '../../../src/reports/html/embedded-json.js';
import { htmlReport, LARGEST } from '../../../src/reports/html/html-report.js';
import { STYLE } from '../../../src/reports/html/style.js';
import { drawPicture } from '../../../src/reports/picture/drawing/draw-picture.js';
import { pictureOf } from '../../../src/reports/picture/lanes.js';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { POSTMORTEMS, refusedWrites } from '../postmortem-fixture.js';
import { eventful, hostile, longTimeline } from './eventful.js';

const render = (postmortem: Postmortem): string => [...htmlReport.render(postmortem)].join('');
const dataOf = (page: string): PageData =>
  JSON.parse(/<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page)?.[1] ?? 'null') as PageData;
const sha256 = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

describe('report.html', () => {
  for (const [name, postmortem] of [...POSTMORTEMS, ['eventful', eventful()] as const]) {
    const page = render(postmortem);

    it(`${name}: asks for nothing, and runs nothing but its own script`, () => {
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'");
      expect(policy).to.equal(
        `default-src 'none'; style-src '${sha256(STYLE)}'; script-src '${sha256(SCRIPT)}'; base-uri 'none'; form-action 'none'`,
      );
      expect(page).to.contain(`<style>${STYLE}</style>`).and.to.contain(`<script>${SCRIPT}</script>`);
      const own = page.replace(/<(style|script)\b[^>]*>[^]*?<\/\1>/g, '');
      expect(own).not.to.match(/\s(?:style|on\w+|src|srcset|action|formaction|ping)=/i);
      expect(
        [...own.matchAll(/\shref="([^"]*)"/g)].filter(([, target]) => target?.startsWith('#') !== true),
      ).to.deep.equal([]);
    });

    it(`${name}: is the same bytes twice, and small`, () => {
      expect(render(postmortem)).to.equal(page);
      expect(Buffer.byteLength(page)).to.be.below(2 * 1024 * 1024);
    });

    it(`${name}: names every part once, and links to those that are there`, () => {
      const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(ids.filter((id, i) => ids.indexOf(id) !== i)).to.deep.equal([]);
      for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).to.include(target);
    });
  }

  it('tells on its first screen what, since when, how long, why, how sure and who', () => {
    const page = render(eventful());
    const first = page.slice(page.indexOf('<main>'), page.indexOf('<figure'));
    for (const words of [
      '<h1>etcd refused writes for 1 min 14 s</h1>',
      '<dt>Onset</dt><dd>13:11:09</dd>',
      '<dd>1 min 14 s</dd>',
      '<dt>Top cause</dt><dd>Pods of one owner restart in a loop</dd>',
      '<dt>Confidence</dt><dd>likely</dd><dd>0.86, trigger</dd>',
      '<dt>Top writer</dt><dd>payments/Deployment/checkout-worker</dd>',
    ])
      expect(first).to.contain(words);
  });

  it('holds the whole timeline of ten thousand entries, and stays below the size of an attachment', () => {
    const page = render(longTimeline(10_000));
    expect(Buffer.byteLength(page)).to.be.below(LARGEST);
    expect(dataOf(page).timeline.entries).to.have.length(10_000);
    expect(page).to.contain('omitted here');
  });

  it('is cut, and says so, where every entry is as long as it may be', () => {
    const long = longTimeline(10_000);
    const wide = '漢'.repeat(300);
    const timeline = long.report.timeline.map((entry) => ({
      ...entry,
      summary: wide,
      evidence: Array.from({ length: 5 }, (_, i) => ({ ...entry.evidence[0]!, line: i + 1, text: wide, input: wide })),
    }));
    const page = render({ ...long, report: { ...long.report, timeline } });
    expect(Buffer.byteLength(page)).to.be.below(LARGEST);
    const { entries } = dataOf(page).timeline;
    expect(entries.length).to.be.below(10_000);
    expect(
      entries.filter((entry) => entry[6] === 0),
      'the severe ones stay',
    ).to.have.length(100);
    expect(page).to.contain('least severe entries');
  });

  it('keeps any text a text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE)), (text) => {
        const page = render(hostile(text));
        expect(page.match(/<\/?script\b[^>]*>/gi)).to.have.length(4);
        expect(dataOf(page)).to.be.an('object');
        expect(page).not.to.match(/[\u0000-\u0008\u000b-\u001f\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 40, examples: HOSTILE.map((text) => [text]) },
    );
  });
});

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  '<img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '"><svg onload=alert(1)>',
  '\u202egnp.exe\u2066\u2028\u2029',
  'x'.repeat(50_000),
];

describe('JSON inside of a page', () => {
  it('reads back as what was shown, and ends no element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = embeddedJson({ text });
        expect(json).not.to.match(/[<>&\u2028\u2029\u202e]/);
        expect(JSON.parse(json)).to.have.property('text');
      }),
    );
  });
});

describe("the page's script", () => {
  it('is one that a browser can read, and can be inlined', () => {
    expect(() => new Script(SCRIPT)).not.to.throw();
    expect(SCRIPT).not.to.match(/<\/script|<!--|\bimport\b|\beval\b|innerHTML|\bfetch\(|XMLHttpRequest/);
  });

  it('defines nothing twice', () => {
    const names = [...SCRIPT.matchAll(/^function (\w+)/gm)].map(([, name]) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).to.deep.equal([]);
  });

  it('draws what the program drew', () => {
    for (const postmortem of [eventful(), refusedWrites]) {
      const picture = pictureOf(postmortem);
      if (picture === null) throw new Error('no picture');
      for (const width of [360, 1200]) {
        const sheet = { width, from: picture.from, to: picture.to, id: 'p', label: 'x' };
        const code = `${DRAWING_SCRIPT}\nJSON.stringify([drawPicture(picture, sheet), readingsAt(picture, picture.from + 60000, 1000)])`;
        const drawn = new Script(code).runInNewContext({ picture, sheet }) as string;
        expect((JSON.parse(drawn) as unknown[])[0]).to.deep.equal(
          JSON.parse(JSON.stringify(drawPicture(picture, sheet))),
        );
      }
    }
  });
});
