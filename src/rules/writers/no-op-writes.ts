import type { CaseFile, RewrittenObject, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { sameContent } from '../queries/open-questions.js';
import { refusalOf } from '../queries/event-bursts.js';
import { pressureOf, quietWrites, resourceShare, withoutHarm, unrefused, countsPuts } from '../queries/pressure.js';
import { count, counted, listed, percent, rate } from '../queries/phrases.js';

/** Renewals change nothing but a time by design, and events count. */
const BY_DESIGN: ReadonlySet<string> = new Set(['leases', 'events', 'endpoints', 'configmaps', 'services/endpoints']);
/** So few contents over many writes, and hardly any of them changed anything. */
const SAME = 0.1;
const CHANGING = 0.5;

/** Objects are written again and again with nothing changed but times and managedFields: each is a revision all the same. */
export const noOpWrites: Rule = {
  id: 'no-op-writes',
  title: 'No-op updates',
  explains: 'rate',
  judge(file) {
    const idle = idleObjects(file);
    const [top] = idle;
    return conclude({
      role: 'trigger',
      subject: top === undefined ? null : nameOf(top),
      share: shareOf(file, idle),
      arguments: argumentsFor(file, idle),
      remedies: [
        `Make ${top === undefined ? 'the writer' : writersIn(top)} compare before it writes: skip updates that change only a timestamp (server-side apply and patches without a timestamp do this automatically).`,
        'Do not store timestamps that change with every reconciliation, or write them only every few minutes.',
      ],
      ask: sameContent(
        top === undefined
          ? busiest(file)
          : `${top.resource} ${top.namespace === null ? '' : `-n ${top.namespace} `}${top.name}`,
      ),
      atMost: unrefused(file),
    });
  },
};

const nameOf = ({ resource, namespace, name }: RewrittenObject): string =>
  [resource, ...(namespace === null ? [] : [namespace]), name].join('/');

const writersIn = ({ writers }: RewrittenObject): string => listed(writers.slice(0, 2).map((one) => one.writer));

/** Objects whose logged answers are many, and of few contents. */
function idleObjects(file: CaseFile): RewrittenObject[] {
  return judged(file)
    .filter((one) => one.bodies !== null && one.bodies <= Math.max(1, SAME * one.bodied))
    .sort((a, b) => b.updates - a.updates);
}

const judged = (file: CaseFile): RewrittenObject[] =>
  (file.apiWrites?.objects ?? []).filter(
    (one) =>
      !BY_DESIGN.has(one.resource) &&
      one.bodied >= file.thresholds.sameBodyWrites &&
      // an API server does not write what changes nothing: such updates cost requests, and no revision
      (one.unchanged ?? 0) < one.updates / 2,
  );

/** Of all writes through the API servers, by count: an audit log knows no sizes in etcd. */
function shareOf(file: CaseFile, idle: readonly RewrittenObject[]): number | null {
  const all = (file.apiWrites?.byResource ?? []).reduce((sum, one) => sum + one.creates + one.updates + one.deletes, 0);
  return idle.length === 0 || all === 0 ? null : idle.reduce((sum, one) => sum + one.updates, 0) / all;
}

function argumentsFor(file: CaseFile, idle: readonly RewrittenObject[]): Argument[] {
  const disturbed = refusalOf(file) !== null || file.onsets.writePressure !== null;
  const [top] = idle;
  if (top === undefined) return disturbed ? changing(file) : quietWrites(file);
  const part = shareOf(file, idle) ?? 0;
  const { dominantShare, hotWritesPerSecond } = file.thresholds;
  const seconds = ((file.apiWrites?.covered?.to ?? 0) - (file.apiWrites?.covered?.from ?? 0)) / SECOND;
  const perSecond = seconds <= 0 ? 0 : top.updates / seconds;
  const others = idle.length > 1 ? ` (and ${idle.length - 1} similar objects)` : '';
  const says = `${nameOf(top)} was updated ${counted(top.updates, 'time')} with ${counted(top.bodies ?? 0, 'content')}, ignoring timestamps and managedFields${others}: ${percent(part)} of the writes through the API servers, by count`;
  const evidence = idle.slice(0, 3).map((one) => one.exemplar);
  const factor = part >= dominantShare ? 20 : part >= dominantShare / 2 ? 10 : perSecond > hotWritesPerSecond ? 4 : 2;
  return [{ says, factor, basis: 'audit lines', evidence }, ...inEtcd(file, idle), ...withoutHarm(file)];
}

/** What these writes are in etcd, where its request lines are at hand. */
function inEtcd(file: CaseFile, idle: readonly RewrittenObject[]): Argument[] {
  const pressure = pressureOf(file);
  const resources = [...new Set(idle.map((one) => one.resource))];
  const shares = resources.flatMap((resource) => resourceShare(file, resource) ?? []);
  if (pressure === null || shares.length === 0 || !countsPuts(file)) return [];
  const puts = shares.reduce((sum, one) => sum + one.duringPressure.share, 0);
  const bytes = shares.reduce((sum, one) => sum + (one.duringPressure.shareOfBytes ?? one.duringPressure.share), 0);
  const says = `${listed(resources.slice(0, 3))} caused ${percent(puts)} of the writes in etcd and ${percent(bytes)} of their bytes`;
  const factor = Math.min(puts, bytes) >= file.thresholds.dominantShare ? 4 : bytes < 0.1 ? 1 / 10 : 1;
  return [{ says, factor, basis: 'request lines', evidence: shares.flatMap((one) => one.exemplars.slice(0, 2)) }];
}

/** The busiest objects of the audit log were changed by what was written to them. */
function changing(file: CaseFile): Argument[] {
  const all = judged(file);
  const changed = all.filter((one) => one.bodies === null || one.bodies >= CHANGING * one.bodied);
  const [top] = changed;
  if (top === undefined || changed.length < all.length) return [];
  const each = top.bodies === null ? 'many different contents' : `${count(top.bodies)} different contents`;
  const says = `the updates changed the content of the objects with the most updates: ${nameOf(top)} had ${each} in ${counted(top.bodied, 'update')} (${rate(changed.length)} objects checked)`;
  return [{ says, factor: 1 / 20, basis: 'audit lines', evidence: changed.slice(0, 3).map((one) => one.exemplar) }];
}

/** The most written object of the request lines, as a person would ask for it. */
function busiest(file: CaseFile): string | null {
  const share = file.writes.byObject.find((one) => /^\/registry\/(?!leases|events|masterleases)/.test(one.key));
  const parts = share?.key.split('/').slice(2) ?? [];
  const name = parts.at(-1);
  if (name === undefined || parts.length < 3) return null;
  const [group = '', plural = ''] = parts;
  const resource = group.includes('.') ? `${plural}.${group}` : group;
  return `${resource} -n ${parts.at(-2) ?? ''} ${name}`;
}
