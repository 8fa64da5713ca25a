import type { Redactor } from './redactor.js';
import { isPublicSetting } from './word-shape.js';

type Rewrite = (text: string, redactor: Redactor, owner: Readonly<Record<string, unknown>>) => string;

const keep: Rewrite = (text) => text;
const own: Rewrite = (text, redactor) => redactor.text(text, 'own');
const host: Rewrite = (text, redactor) => redactor.host(text);
const path: Rewrite = (text, redactor) => redactor.path(text);
const user: Rewrite = (text, redactor) => redactor.user(text);
const of = (owner: Readonly<Record<string, unknown>>, name: string): string => {
  const value = owner[name];
  return typeof value === 'string' ? value : '';
};

/** What a property holds, by its name alone or with the list that it is in (`members.name`); all else is text of an input. */
export const FIELDS: Readonly<Record<string, Rewrite>> = {
  // words of this program
  ...Object.fromEntries(
    [
      ...['kind', 'format', 'source', 'severity', 'role', 'verdict', 'basis', 'origin', 'answer', 'what', 'of', 'op'],
      ...[
        'zone',
        'zoneFrom',
        'yearFrom',
        'use',
        'units',
        'wouldSettle',
        'explains',
        'timezone',
        'operation',
        'notes',
        'capturedFrom',
      ],
      ...['consequence', 'state', 'meaning', 'inputs.use'],
      ...['causes.id', 'contradictions.id', 'forecasts.id', 'phases.name', 'claim.unit', 'tool.name', 'tool.version'],
    ].map((name) => [name, keep]),
  ),
  ...Object.fromEntries(
    [
      'because',
      'title',
      'statement',
      'summary',
      'assumption',
      'question',
      'command',
      'remedies',
      'messages',
      'samples.message',
    ].map((name) => [name, own]),
  ),
  'clocks.basis': own,
  'claim.command': (text, redactor) => redactor.text(text, 'input'),
  sha256: () => '',
  path,
  container: path,
  input: path,
  // `inputs` is a list of paths in places, of objects in others
  inputs: path,
  member: host,
  leader: host,
  peer: host,
  to: host,
  host,
  endpoint: host,
  endpoints: host,
  reference: host,
  remote: host,
  'members.name': host,
  'clocks.name': host,
  'about.name': host,
  'members.id': (text, redactor) => redactor.id(text),
  'about.id': (text, redactor) => redactor.id(text),
  id: (text, redactor) => redactor.id(text),
  ids: (text, redactor) => redactor.id(text),
  namespace: (text, redactor) => redactor.namespace(text),
  resource: (text, redactor) => redactor.resource(text),
  workload: (text, redactor) => redactor.workload(text),
  key: (text, redactor) => redactor.key(text),
  user,
  writer: (text, redactor) => redactor.client(text),
  userAgent: (text, redactor) => redactor.agent(text),
  subject: (text, redactor) => redactor.subject(text),
  name: (text, redactor, owner) =>
    of(owner, 'kind').startsWith('member')
      ? redactor.host(text)
      : redactor.object(of(owner, 'resource') || of(owner, 'objectKind'), text),
  // a node, a setting, a metric, a phase
  'claim.name': (text, redactor, owner) => {
    if (owner['what'] === 'node') return redactor.host(text);
    return isPublicSetting(text) ? text : redactor.text(text, 'input');
  },
  // keys of the lists of shares
  'byResource.key': (text, redactor) => redactor.resource(text),
  'byNamespace.key': (text, redactor) => redactor.namespace(text),
  'byWorkload.key': (text, redactor) => redactor.workload(text),
  'byObject.key': (text, redactor) => redactor.key(text),
  'byClient.key': (text, redactor) => redactor.client(text),
};

/** Lists whose keys are resources: `{ pods: 31, events: 4 }`. */
export const KEYED_BY_RESOURCE: ReadonlySet<string> = new Set(['resources', 'objects']);
