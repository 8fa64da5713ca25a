import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { IncidentMaker, LabelledIncident, LabelledInput } from './incident.js';

/** Larger recordings, where they lie beside the checkout. */
const FOLDER = '../shared/data/etcd-lab';

interface Truth {
  readonly ended: string;
  readonly config: { readonly 'quota-backend-bytes': number };
}

/** What each of them is a recording of. */
const LABELS: Readonly<Record<string, { readonly triggers: readonly string[]; readonly also: readonly string[] }>> = {
  S1: { triggers: ['pod-restart-storm'], also: ['compaction-disabled'] },
  'S1-info': { triggers: ['compaction-disabled', 'pod-restart-storm'], also: ['pod-restart-storm'] },
  S2: { triggers: ['event-flood'], also: ['compaction-disabled'] },
  S5: {
    triggers: ['pod-restart-storm'],
    also: ['compaction-disabled', 'missing-defragmentation', 'alarm-left-armed'],
  },
  S6: { triggers: [], also: [] },
};

export const labData = (): readonly IncidentMaker[] =>
  Object.keys(LABELS)
    .filter((name) => existsSync(join(FOLDER, name, 'ground-truth.json')))
    .map((name) => ({ name: `lab-${name}`, make: () => read(name) }));

function read(name: string): LabelledIncident {
  const folder = join(FOLDER, name);
  const truth = JSON.parse(readFileSync(join(folder, 'ground-truth.json'), 'utf8')) as Truth;
  const label = LABELS[name] ?? { triggers: [], also: [] };
  return {
    name: `lab-${name}`,
    made: 'recorded',
    inputs: filesOf(folder).flatMap((file) => inputOf(folder, file) ?? []),
    capturedAt: truth.ended,
    timezone: null,
    label: {
      ...label,
      arguable: ['quota-too-low'],
      writePressure: null,
      spaceExceeded: null,
      shares: null,
      space: null,
    },
  };
}

/** Raw logs, event dumps, samples and configuration; journals hold the same lines once more. */
function inputOf(folder: string, file: string): LabelledInput | null {
  const name = relative(folder, file);
  const kind = name.startsWith('stderr/')
    ? 'member-log'
    : name.startsWith('kubectl/events.txt')
      ? 'events'
      : name.startsWith('endpoint-status')
        ? 'status'
        : name.startsWith('conf/') && name.includes('initial')
          ? 'config'
          : null;
  if (kind === null) return null;
  const member = kind === 'member-log' ? (/(master-\d)/.exec(name)?.[1] ?? null) : null;
  const read = (): Buffer => (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file));
  return { name: name.replace(/\.gz$/, ''), kind, member, read };
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesOf(path) : [path];
    });
