import type { Flavour } from './flavour.js';
import { github } from './github.js';
import { jira } from './jira.js';
import { plain } from './plain.js';

/** What `--flavour` knows. GitLab reads what GitHub reads. */
export const FLAVOURS = { github, gitlab: github, jira, plain } as const satisfies Readonly<Record<string, Flavour>>;

export type FlavourName = keyof typeof FLAVOURS;
