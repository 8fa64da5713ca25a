import { expect } from 'chai';
import { causalChain } from '../../../src/reports/flavours/causal-chain.js';
import { viewOf } from '../../../src/reports/sections/view.js';
import { refusedWrites } from '../postmortem-fixture.js';

/** Words that a Mermaid flowchart takes for its own; a node of that name breaks the drawing. */
const RESERVED = [
  'end',
  'graph',
  'flowchart',
  'subgraph',
  'class',
  'classDef',
  'style',
  'linkStyle',
  'click',
  'default',
];

describe('the causal chain', () => {
  it('names no node by a keyword of Mermaid', () => {
    const prolonged = {
      ...refusedWrites,
      report: {
        ...refusedWrites.report,
        causes: refusedWrites.report.causes.map((cause, i) =>
          i === 0 ? { ...cause, role: 'prolonged' as const } : cause,
        ),
      },
    };
    const chain = causalChain(viewOf(prolonged));
    const ids = chain?.nodes.map(({ id }) => id) ?? [];
    expect(ids).to.include.members(['outcome', 'recovery']);
    expect(ids.filter((id) => RESERVED.includes(id))).to.deep.equal([]);
    const known = new Set(ids);
    for (const { from, to } of chain?.edges ?? []) expect([known.has(from), known.has(to)]).to.deep.equal([true, true]);
  });
});
