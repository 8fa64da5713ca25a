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
        expect(outside.replace(/\{\{[^{}]*\}\}/g, '')).not.to.match(/[{}]|\[[~^]|https?:\/\/|![^\s]|\[/);
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
        expect(inner).to.match(/^(?:[\p{L}\p{N} ,/()]|#\d+;)*$/u);
      }),
    );
  });

  it('Jira: every character that begins markup is a reference', () => {
    const CASES: readonly (readonly [string, string])[] = [
      ['{code}', '&#123;code&#125;'],
      ['a-b_c', 'a-b_c'],
      ['-gone-', '&#45;gone&#45;'],
      ['OPS-12', 'OPS&#45;12'],
      ['a|b', 'a&#124;b'],
      ['http://x', 'http&#58;//x'],
      ['a@b', 'a&#64;b'],
      ['(!)', '(&#33;)'],
      ['\\\\x', '&#92;&#92;x'],
    ];
    for (const [text, expected] of CASES) expect(escapeJira(text)).to.equal(expected);
  });
});
