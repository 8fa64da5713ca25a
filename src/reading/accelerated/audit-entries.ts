import { ENTRY, TIME_MICRO, TIME_SECOND } from '../../model/request-batch.js';
import type { ApiRequest } from '../../model/record.js';
import { epochMicros, SECOND, type EpochMicros, type Micros } from '../../model/units.js';
import { readAudit } from '../../parsers/kube-audit/audit-record.js';
import { readRequestPath, resourceName, type RequestPath } from '../../parsers/kube-audit/request-path.js';
import type { LinePayload } from '../../decoders/payload.js';
import type { Kernel } from './kernel.js';

// Columns of an entry that is an audit line: src/kernel/assembly/layout.ts, in numbers of four bytes.
const WHO = 3;
const OPERATION = 6;
const REFERENCE = 7;
const DETAILS = 8;
const AGENT = 9;
const CODE = 10;
const OP_AUDITED = 8;
/** In place of a body's hash: there is a body. */
const UNKNOWN = -1;

const URI = Buffer.from(',"requestURI":"');
const BEHIND_URI = Buffer.from('","verb":"');

/** `"resource":"pods","namespace":"payments","name":"checkout-db-0"` */
interface Reference {
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** The resource with its group, for the group that was asked for last. */
  group: number;
  full: string;
}

/**
 * The requests of audit lines that a kernel proved. What a text means is looked up by its number; what no fold needs of
 * most lines is parsed from the line on request. One reused object, valid until the next line.
 */
export class AuditEntries {
  private round = -1;
  private values: string[] = [];
  private references: Reference[] = [];
  private readonly request = new AuditedRequest();

  constructor(private readonly kernel: Kernel) {}

  /** null: an earlier stage of a request. `indent`: where the audit record begins in the line. */
  view(entry: number, line: LinePayload, indent: number): ApiRequest | null {
    const { kernel, request } = this;
    const { entries, bodies } = kernel;
    if (this.round !== kernel.round) {
      this.round = kernel.round;
      this.values = [];
      this.references = [];
    }
    const at = entry * ENTRY;
    if (entries[at + OPERATION] !== OP_AUDITED) return null;
    const who = entries[at + WHO] as number;
    const agent = entries[at + AGENT] as number;
    const code = entries[at + CODE] as number;
    const body = bodies[entry] as number;
    request.line = line;
    request.indent = indent;
    request.exact = null;
    request.answer = null;
    request.time = epochMicros((entries[at + TIME_SECOND] as number) * SECOND + (entries[at + TIME_MICRO] as number));
    request.verb = this.value((who & 0xffff) - 1);
    request.user = this.value((who >>> 16) - 1);
    request.userAgent = agent < 0 ? null : this.value(agent);
    request.code = code < 0 ? null : code;
    request.body = body;
    request.asked = null;
    this.readReference(entries[at + REFERENCE] as number, entries[at + DETAILS] as number);
    // What is not there is undefined here: no fold tells that from a field that is left out.
    return request as unknown as ApiRequest;
  }

  private readReference(number: number, details: number): void {
    const { request } = this;
    request.reference = null;
    request.told = undefined;
    if (number < 0) return;
    const reference = (this.references[number] ??= this.makeReference(number));
    const group = (details & 0xffff) - 1;
    const subresource = (details >>> 16) - 1;
    if (reference.group !== group) {
      reference.group = group;
      reference.full = resourceName(group < 0 ? '' : this.value(group), reference.resource);
    }
    request.reference = reference;
    if (subresource >= 0) request.told = this.value(subresource);
  }

  private makeReference(number: number): Reference {
    const fields = JSON.parse(`{${this.text(number)}}`) as { resource: string; namespace?: string; name?: string };
    const { resource, namespace, name } = fields;
    return { resource, namespace, name, group: -1, full: resource };
  }

  /** Of a text like `"userAgent":"kubelet/v1.29.6`. */
  private value(number: number): string {
    return (this.values[number] ??= this.text(number).replace(/^"\w+":"/, ''));
  }

  /** Of printable ASCII. */
  private text(number: number): string {
    const { texts, memory } = this.kernel;
    const at = texts[2 * number] as number;
    return memory.toString('latin1', at, at + (texts[2 * number + 1] as number));
  }
}

const ANSWER = Buffer.from('"responseObject":{');
/** How an object begins in which the API server wrote its fields: `"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"`. */
const NAMED = /^"kind":"\w{1,100}","apiVersion":"[\w./-]{1,100}","metadata":\{"name":"([\w.:-]{1,253})"/;
/** Of `NAMED` at most. */
const NAMED_WITHIN = 520;

/** The name of the object in an answer, where that is the line's only key of the kind; null: it has to be parsed. */
function nameIn({ bytes, start, end }: LinePayload): string | null {
  const line = bytes.subarray(start, end);
  const at = line.indexOf(ANSWER);
  if (at === -1 || line.includes(ANSWER, at + 1)) return null;
  const from = at + ANSWER.length;
  return NAMED.exec(line.toString('latin1', from, from + NAMED_WITHIN))?.[1] ?? null;
}

interface Answer {
  readonly metadata?: Readonly<Record<string, unknown>>;
}

class AuditedRequest {
  readonly kind = 'api-request';
  readonly format = 'kube-audit';
  readonly source = 'kubernetes';
  time: EpochMicros | null = null;
  verb = '';
  code: number | null = null;
  user: string | null = null;
  userAgent: string | null = null;
  /** Dry runs are left to the exact parser. */
  readonly dryRun = undefined;
  /** `objectRef`, and its subresource. */
  reference: Reference | null = null;
  told: string | undefined;
  body = NaN;
  asked: RequestPath | null = null;
  line: LinePayload | null = null;
  indent = 0;
  exact: ApiRequest | null = null;
  answer: Readonly<Record<string, unknown>> | null = null;

  /** As `readAudit` makes it. */
  get excerpt(): string {
    return `${this.user ?? ''} ${this.verb} ${this.uri} ${this.code ?? ''}`.trim().slice(0, 300);
  }

  get resource(): string | undefined {
    return this.reference === null ? this.path.resource : this.reference.full;
  }

  get subresource(): string | undefined {
    return this.reference === null ? this.path.subresource : this.told;
  }

  get namespace(): string | undefined {
    return this.reference?.namespace ?? this.path.namespace;
  }

  get name(): string | undefined {
    return this.reference?.name ?? this.path.name ?? this.answered('name');
  }

  get bodyHash(): number | undefined {
    return this.body >= 0 ? this.body : this.body === UNKNOWN ? this.parsed.bodyHash : undefined;
  }

  get resourceVersion(): string | undefined {
    return this.answered('resourceVersion');
  }

  get duration(): Micros | null {
    return this.parsed.duration;
  }

  get remote(): string | undefined {
    return this.parsed.remote;
  }

  /** It is a string of JSON, and precedes anything in which the same could stand. */
  private get uri(): string {
    const { line, indent } = this;
    if (line === null) return '';
    const from = line.bytes.indexOf(URI, line.start + indent) + URI.length - 1;
    const to = line.bytes.indexOf(BEHIND_URI, from) + 1;
    return JSON.parse(line.bytes.toString('utf8', from, to)) as string;
  }

  /** Of the object in the answer, as `readAudit` has it: a line without one is not parsed for it. */
  private answered(field: 'name' | 'resourceVersion'): string | undefined {
    const { line, indent } = this;
    if (Number.isNaN(this.body) || line === null) return undefined;
    if (field === 'name' && this.answer === null) {
      const name = nameIn(line);
      if (name !== null) return name;
    }
    this.answer ??=
      (JSON.parse(line.bytes.toString('utf8', line.start + indent, line.end)) as { readonly responseObject?: Answer })
        .responseObject?.metadata ?? {};
    const value = this.answer[field];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  private get path(): RequestPath {
    return (this.asked ??= readRequestPath(this.uri));
  }

  private get parsed(): ApiRequest {
    const { line, indent } = this;
    const text = line?.bytes.toString('utf8', line.start + indent, line.end) ?? '';
    return (this.exact ??= readAudit(JSON.parse(text), this.format)[0] as ApiRequest);
  }
}
