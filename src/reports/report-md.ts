import type { Postmortem } from '../pipeline/options.js';
import { causalChain } from './flavours/causal-chain.js';
import type { Flavour } from './flavours/flavour.js';
import { FLAVOURS, type FlavourName } from './flavours/registry.js';
import type { Output } from './output.js';
import { SECTIONS } from './sections/registry.js';
import { withoutSharedFolder } from './shared-folder.js';
import { LIMITS, viewOf, type View } from './sections/view.js';

/** For the tail that says that something was cut. */
const RESERVE = 200;

/** The report for a ticket, in the markup of the system that it goes to. */
export function reportMd(name: FlavourName): Output {
  return {
    name: 'markdown',
    file: 'report.md',
    render: (postmortem) => renderReport(postmortem, FLAVOURS[name]),
  };
}

export const markdown: Output = reportMd('github');

function* renderReport(postmortem: Postmortem, flavour: Flavour): Iterable<string> {
  const readable = withoutSharedFolder(postmortem);
  let parts: readonly string[] = [];
  for (const limits of LIMITS) {
    parts = partsOf(viewOf(readable, limits), flavour);
    if (length(parts) <= flavour.longest - RESERVE) break;
  }
  yield* cutBetweenBlocks(parts, flavour);
}

function partsOf(view: View, flavour: Flavour): readonly string[] {
  const [first, ...sections] = SECTIONS.map((section) => section(view));
  const chain = causalChain(view);
  return [
    flavour.blocks(first ?? []),
    ...(chain === null ? [] : [flavour.chain(chain)]),
    ...sections.map((blocks) => flavour.section(blocks)),
  ].filter((part) => part !== '');
}

function length(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length + 1, 0);
}

/** The whole report, or what fits of it, cut where a block ends. */
function* cutBetweenBlocks(parts: readonly string[], flavour: Flavour): Iterable<string> {
  let room = flavour.longest - RESERVE;
  for (const [i, part] of parts.entries()) {
    const text = i === 0 ? part : `\n${part}`;
    if (text.length > room) {
      // A fence holds no blank line followed by a heading of its own, so a cut before a heading never opens one.
      const heading = text.lastIndexOf(flavour.beforeHeading, room);
      // The first screen has no further heading: it is cut between its blocks, of which none is a fence.
      const end = heading > 0 || i > 0 ? heading : text.lastIndexOf('\n\n', room);
      const kept = end > 0 ? `${text.slice(0, end)}\n` : '';
      yield kept + flavour.closing(kept);
      yield '\nThe report was cut here because of its length; report.json and report.html contain everything.\n';
      return;
    }
    room -= text.length;
    yield text;
  }
}
