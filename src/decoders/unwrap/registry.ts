import { anyPrefix } from './any-prefix.js';
import { awsTail } from './aws-tail.js';
import { bullet } from './bullet.js';
import { cri } from './cri.js';
import { dockerJson } from './docker-json.js';
import { filePrefix } from './file-prefix.js';
import { fluentBit } from './fluent-bit.js';
import { fluentd } from './fluentd.js';
import { heading } from './heading.js';
import { hostPrefix } from './host-prefix.js';
import { journalCat } from './journal-cat.js';
import { journalJson } from './journal-json.js';
import { journalShort } from './journal-short.js';
import { jsonExport } from './json-export.js';
import { kernelRing } from './kernel-ring.js';
import { kubectlPrefix } from './kubectl-prefix.js';
import { logcli } from './logcli.js';
import { logrus } from './logrus.js';
import { podPrefix } from './pod-prefix.js';
import { syslog5424 } from './syslog-5424.js';
import { talosKernel } from './talos-kernel.js';
import { timestampPrefix } from './timestamp-prefix.js';
import type { Unwrapper } from './unwrapper.js';

/**
 * Wrappings, in the order in which they are tried; they may be inside each other. The unmistakable ones come before
 * the dialects. The others look like the beginning of many a line: they are tried on what no dialect knows, and count
 * only if what is inside is known.
 */
export const UNWRAPPERS: { readonly sure: readonly Unwrapper[]; readonly loose: readonly Unwrapper[] } = {
  sure: [journalShort, journalJson, cri, dockerJson, kubectlPrefix, heading, syslog5424, talosKernel],
  loose: [
    ...[awsTail, logcli, fluentd, timestampPrefix, logrus, jsonExport, fluentBit],
    ...[podPrefix, hostPrefix, filePrefix, bullet, kernelRing, journalCat],
    // looks for what is inside: after all that know the outside
    anyPrefix,
  ],
};
