import type { Postmortem } from '../pipeline/options.js';
import { jsonText } from './escape.js';

/** A file that was written beside the manifest. */
export interface WrittenFile {
  /** Path in DIR, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** manifest.json: what went in, which options were in force, what came out. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly inputs: readonly ManifestInput[];
  /** A run with these over the same inputs gives the same bytes. Which of them were assumed says each input's clock. */
  readonly options: Postmortem['resolved'] & { readonly thresholds: Postmortem['file']['thresholds'] };
  readonly outputs: readonly WrittenFile[];
  /** Names are pseudonyms and the hashes of the inputs left out. Absent: neither. */
  readonly redacted?: true;
}

export interface ManifestInput {
  readonly path: string;
  readonly container: string | null;
  readonly sha256: string;
  readonly bytes: number;
  readonly complete: boolean;
  readonly clock: Postmortem['report']['inputs'][number]['clock'];
}

export const MANIFEST_FILE = 'manifest.json';

/** Nothing of the machine, the moment or the number of jobs is in it. */
export function* renderManifest(
  { report, file, resolved, redacted }: Postmortem,
  outputs: readonly WrittenFile[],
): Iterable<string> {
  const { year, timezone, capturedAt, since, until, namespace } = resolved;
  const manifest: Manifest = {
    schemaVersion: 1,
    tool: { name: report.tool.name, version: report.tool.version },
    inputs: report.inputs.map(({ path, container, sha256, bytes, complete, clock }) => ({
      path,
      container,
      sha256,
      bytes,
      complete,
      clock: { zone: clock.zone, zoneFrom: clock.zoneFrom, yearFrom: clock.yearFrom, offsetMs: clock.offsetMs },
    })),
    options: { since, until, timezone, year, capturedAt, namespace, thresholds: file.thresholds },
    outputs: [...outputs].sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(redacted === undefined ? {} : { redacted }),
  };
  yield `${jsonText(manifest, 2)}\n`;
}
