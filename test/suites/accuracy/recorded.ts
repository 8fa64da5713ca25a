import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { IncidentMaker, LabelledIncident, LabelledInput } from './incident.js';

/** What `record.ts` writes beside the inputs. */
interface Truth {
  readonly triggers: readonly string[];
  readonly also: readonly string[];
  readonly arguable: readonly string[];
  readonly capturedAt: string;
  readonly writePressure: string | null;
  readonly spaceExceeded: string | null;
  readonly quotaBytes: number;
  readonly puts: Readonly<Record<string, number>>;
}

const FOLDER = 'fixtures/incidents';

/** Small recordings of a real etcd, kept in the repository. */
export const recorded = (): readonly IncidentMaker[] =>
  readdirSync(FOLDER)
    .filter((name) => statSync(join(FOLDER, name)).isDirectory())
    .sort()
    .map((name) => ({ name, make: () => read(name) }));

function read(name: string): LabelledIncident {
  const folder = join(FOLDER, name);
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth;
  const puts = Object.values(truth.puts).reduce((sum, count) => sum + count, 0);
  const time = (text: string | null): number | null => (text === null ? null : Date.parse(text));
  return {
    name,
    made: 'recorded',
    inputs: readdirSync(folder)
      .filter((file) => file.endsWith('.gz'))
      .sort()
      .map((file) => inputOf(folder, file)),
    capturedAt: truth.capturedAt,
    timezone: null,
    label: {
      triggers: truth.triggers,
      also: truth.also,
      arguable: truth.arguable,
      writePressure: time(truth.writePressure),
      spaceExceeded: time(truth.spaceExceeded),
      shares: new Map(Object.entries(truth.puts).map(([resource, count]) => [resource, count / puts])),
      space: null,
    },
  };
}

function inputOf(folder: string, file: string): LabelledInput {
  const isLog = file.endsWith('.log.gz');
  return {
    name: file.replace(/\.gz$/, ''),
    kind: isLog ? 'member-log' : 'status',
    member: isLog ? file.replace('.log.gz', '') : null,
    read: () => gunzipSync(readFileSync(join(folder, file))),
  };
}
