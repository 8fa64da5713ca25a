import { code, heading, list, paragraph, type Block, type Text } from '../document.js';
import { renderMarkdown } from '../markdown.js';
import type { Output } from '../output.js';
import { explained } from './runbook-facts.js';
import { needsApiVersion, RUNBOOK_PAGES } from './runbook-pages.js';

/** What to do when it happens again: a page for the failure that these inputs show. */
export const runbook: Output = {
  name: 'prevention-runbook',
  file: 'prevention/runbook.md',
  *render(made) {
    const pages = RUNBOOK_PAGES.filter((page) => page.isFor(made));
    const blocks: Block[] = [heading(1, 'Runbook')];
    if (pages.length === 0) blocks.push(paragraph('These inputs show no failure that has a runbook.'));
    else {
      blocks.push(paragraph(explained(made)));
      if (needsApiVersion(made)) blocks.push(paragraph('Before 3.4: ', code('export ETCDCTL_API=3'), ' first.'));
    }
    if (pages.length > 0)
      blocks.push(
        paragraph(
          'Where ',
          code('ETCDCTL_ENDPOINTS'),
          ' is set, ',
          code('unset ETCDCTL_ENDPOINTS'),
          ' before a command with ',
          code('--endpoints'),
          ': etcdctl refuses both at once.',
        ),
      );
    for (const { title, shows, first, steps, over, never } of pages)
      blocks.push(
        heading(2, title),
        ...part('Symptoms', shows),
        ...part('Diagnosis', first),
        ...part('Mitigation, in this order', typeof steps === 'function' ? steps(made) : steps),
        ...part('Recovery check', over),
        ...part('Do not', never),
      );
    yield renderMarkdown(blocks);
  },
};

const part = (title: string, lines: readonly Text[]): Block[] =>
  lines.length === 0 ? [] : [heading(3, title), list(lines)];
