import { expect } from 'chai';
import fc from 'fast-check';
import { mermaid } from '../../../src/reports/flavours/mermaid.js';
import { escapeJira } from '../../../src/reports/flavours/jira.js';
import { FLAVOURS, type FlavourName } from '../../../src/reports/flavours/registry.js';
import { reportMd } from '../../../src/reports/report-md.js';
import { POSTMORTEMS, refusedWrites, withHostileText } from '../postmortem-fixture.js';

const NAMES = Object.keys(FLAVOURS) as FlavourName[];
const written = (name: FlavourName, postmortem = refusedWrites): string =>
  [...reportMd(name).render(postmortem)].join('');

const HOSTILE = [
  '{code}x{code} {noformat} !http://evil/x.png! [click|http://evil] [~admin] {color:red}',
  '|| a || b |\n| c |\nh1. big\n* item\nbq. quote\n----',
  '"]; click a "javascript:alert(1)"; b["x',
  '```\nend\n</details><script>x</script> @everyone #12',
  '*b* _i_ -d- +u+ ^s^ ~t~ ??c?? {{m}} (!) :) ABC-123 mailto:a@b.c \\\\server\\share',
  'x'.repeat(100_000),
];

describe('reports: flavours', () => {
  for (const name of NAMES) {
    it(`${name}: every report fits, and is the same twice`, () => {
      for (const [, postmortem] of POSTMORTEMS) {
        const text = written(name, postmortem);
        expect(text.length).to.be.below(FLAVOURS[name].longest);
        expect(written(name, postmortem)).to.equal(text);
      }
    });

    for (const hostile of HOSTILE) {
      it(`${name}: ${JSON.stringify(hostile.slice(0, 24))} stays text`, () => {
        const text = written(name, withHostileText(hostile));
        expect(text.length).to.be.below(FLAVOURS[name].longest);
        expect(text).not.to.match(/[\u0000-\u0009\u000b-\u001f\u202e]/);
        if (name !== 'jira') return;
        const outside = text.replace(/^\{noformat\}$[^]*?^\{noformat\}$/gm, '');
        const unescaped = outside.replace(/(?<!\\)\\[-#*_+?^~|%{}[\]()!@]/g, '');
        expect(unescaped.replace(/\{\{[^{}]*\}\}/g, '')).not.to.match(/[{}]|https?:\/\/(?!127\.0\.0\.1)|![^\s]|\[/);
        expect(outside.match(/^h1\. /gm)).to.have.length(1);
        for (const line of outside.split('\n').filter((one) => one.startsWith('|') && !one.startsWith('||')))
          expect(line.endsWith('|'), line.slice(0, 200)).to.equal(true);
      });
    }
  }

  it('GitHub: sections fold, whatever was folded is closed, the chain is drawn', () => {
    for (const [, postmortem] of [...POSTMORTEMS, ['hostile', withHostileText('y'.repeat(90_000))] as const]) {
      const text = written('github', postmortem);
      expect(text.match(/^<details>$/gm)?.length).to.equal(text.match(/^<\/details>$/gm)?.length);
    }
    expect(written('github')).to.match(/^```mermaid\nflowchart LR\n {2}outcome\["etcd refused writes/m);
  });

  it('a label of Mermaid holds no character with a meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (label) => {
        const text = mermaid({ nodes: [{ id: 'a', label: [label] }], edges: [] });
        const inner = /^ {2}a\["([^\n]*)"\]\n```\n$/m.exec(text)?.[1];
        expect(inner).to.match(
          /^(?:[\p{L}\p{N} ,/()]|#\d+;|(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])|(?<=\p{N})[.:](?=\p{N})|(?<= )%)*$/u,
        );
      }),
    );
  });

  it('a label of Mermaid reads as it is within words and numbers', () => {
    const of = (label: string): string =>
      /a\["(.*)"\]/.exec(mermaid({ nodes: [{ id: 'a', label: [label] }], edges: [] }))?.[1] ?? '';
    expect(of('payments/Deployment/checkout-worker')).to.equal('payments/Deployment/checkout-worker');
    expect(of('from 13:17:52, 64.3 MiB, 98 %')).to.equal('from 13:17:52, 64.3 MiB, 98 %');
    // a list, an icon, a link, a comment to Mermaid or to the Markdown that it reads
    expect(of('1. x')).to.equal('1#46; x');
    expect(of('fa:fa-ban')).to.equal('fa#58;fa-ban');
    expect(of('www.evil.example')).to.equal('www#46;evil#46;example');
    expect(of('%%{init}%%')).to.equal('#37;#37;#123;init#125;#37;#37;');
  });

  // What Atlassian's editor-wikimarkup-transformer 20.1 reads as the text itself, and the server's renderer as well.
  it('Jira: every character that begins markup is escaped', () => {
    const CASES: readonly (readonly [string, string])[] = [
      ['{code}', '\\{code\\}'],
      ['a-b_c', 'a-b_c'],
      ['-gone-', '\\-gone\\-'],
      ['kubectl -n payments', 'kubectl \\-n payments'],
      ['OPS-12', 'OPS\\-12'],
      ['a|b', 'a\\|b'],
      ['http://x', 'http&#58;//x'],
      ['curl http://127.0.0.1:2379/metrics', 'curl http://127.0.0.1:2379/metrics'],
      ['http://127.0.0.1:2379@evil.example/', 'http&#58;//127.0.0.1:2379\\@evil.example/'],
      ['http://127.0.0.1.evil.example/', 'http&#58;//127.0.0.1.evil.example/'],
      ['a@b', 'a\\@b'],
      ['(!)', '\\(\\!)'],
      [':) ;)', ':\\) ;\\)'],
      [':D a:D', '&#58;D a:D'],
      ["tr ' ' '\\n'", "tr ' ' '\\n'"],
      ['\\\\x', '&#92;&#92;x'],
      ['\\{code}', '&#92;\\{code\\}'],
      ['a &amp; b & c', 'a &#38;amp; b & c'],
    ];
    for (const [text, expected] of CASES) expect(escapeJira(text)).to.equal(expected);
    expect(escapeJira('a|b {x}', 'cell')).to.equal('a&#124;b \\{x\\}');
    // between * and * the cloud reads a backslash, and then once more what it kept
    expect(escapeJira('{code}', 'marked')).to.equal('&#123;code&#125;');
    const item = FLAVOURS.jira.blocks([{ type: 'list', items: ['h1. big', 'bq. quote'] }]);
    expect(item).to.equal('* h1&#46; big\n* bq&#46; quote\n');
  });

  it('Jira: no text gets a mark past the escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]|@!#^~*\\-_+?()&; ax1') }), (text) => {
        const shown = escapeJira(text).replace(/(?<!\\)\\[-#*_+?^~|%{}[\]()!@]/g, '');
        expect(shown).not.to.match(/[{}[\]|@!^~*]|\\\\/);
      }),
    );
  });
});
