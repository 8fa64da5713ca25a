import { unmarked } from './everyday-names.js';
import type { Namer } from './namer.js';
import { keySlot, namespaceSlot, nameSlot, objectSlot, resourceSlot, userSlot, workloadSlot } from './slots.js';
import { isLoopback, redactText, type Wording } from './text.js';
import { isPublic } from './word-shape.js';

/** Rewrites one field after the other; what is in for a name is up to the namer. */
export class Redactor {
  private readonly paths: RegExp | null;
  private readonly cache = new Map<string, string>();

  /** `inputs`: the paths that a sentence may cite. */
  constructor(
    readonly namer: Namer,
    private readonly inputs: ReadonlyMap<string, string>,
  ) {
    const cited = [...inputs.keys()]
      .filter((path) => path.length > 2)
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    this.paths =
      cited.length === 0
        ? null
        : new RegExp(
            `(?<![\\w./-])(?:${cited.map((path) => path.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')})(?![\\w/-])`,
            'g',
          );
  }

  text(text: string, wording: Wording): string {
    if (text === '') return text;
    const cache = `${wording}${text}`;
    const before = this.cache.get(cache);
    if (before !== undefined) return before;
    const shown = wording === 'own' ? unmarked(this.sentence(text)) : redactText(text, wording, this.namer);
    // Sightings must be counted again; what changes nothing is not worth keeping.
    if (shown !== text && text.length <= 600 && this.cache.size < 50_000) this.cache.set(cache, shown);
    return shown;
  }

  path(path: string): string {
    return this.inputs.get(path) ?? (path === '-' ? path : this.namer.name('input', path, true));
  }

  key = (text: string): string => keySlot(text, this.namer);
  namespace = (text: string): string => namespaceSlot(text, this.namer);
  resource = (text: string): string => resourceSlot(text, this.namer);
  workload = (text: string): string => workloadSlot(text, this.namer);
  object = (kind: string, name: string): string => objectSlot(kind, name, this.namer);
  id = (text: string): string => nameSlot('id', text, this.namer);

  user = (text: string): string => userSlot(text, this.namer);

  /** `kube-apiserver/v1.28.3 (linux/amd64) kubernetes/a8a1abc`. */
  agent = (text: string): string => {
    const end = text.search(/[/\s(]/);
    const program = end < 0 ? text : text.slice(0, end);
    const shown = isPublic(program) ? program : nameSlot('agent', program, this.namer);
    return shown + (end < 0 ? '' : this.text(text.slice(end), 'input'));
  };

  /** A member or a machine: a name, `host:port`, an id. */
  host = (text: string): string => {
    if (/^\([a-z]+\)$/.test(text)) return text;
    const [, scheme = '', rest = ''] = /^([a-z]+:\/\/)?([\s\S]*)$/.exec(text) ?? [];
    const [, name = rest, port = ''] = /^([^:]+)(:\d+)$/.exec(rest) ?? [];
    if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name))
      return `${scheme}${isLoopback(name) ? name : this.namer.name('address', name, true)}${port}`;
    if (/[:[]/.test(name)) return scheme + this.text(rest, 'input');
    if (/^[0-9a-f]{12,16}$/.test(name) || /^\d{17,20}$/.test(name)) return `${scheme}${this.id(name)}${port}`;
    return name === 'localhost' || name === '' ? text : `${scheme}${this.namer.name('host', name, true)}${port}`;
  };

  /** The sender of a request: an address, a user or a program, whichever the input has. */
  client = (text: string): string => {
    if (/^[\d.]+$|^[0-9a-fA-F]*:[0-9a-fA-F:]*$|^\[/.test(text)) return this.host(text.replace(/^\[|\]$/g, ''));
    return /^[^\s:@]+(?:\/|\s\()/.test(text) ? this.agent(text) : this.user(text);
  };

  /** A whole field that holds a name of an unknown kind, or a word of this program: `payments/Deployment/checkout`. */
  subject = (text: string): string => this.namer.known(text) ?? this.text(text, 'own');

  private sentence(text: string): string {
    if (this.paths === null) return redactText(text, 'own', this.namer);
    let out = '';
    let from = 0;
    for (const match of text.matchAll(this.paths)) {
      out += redactText(text.slice(from, match.index), 'own', this.namer) + this.path(match[0]);
      from = match.index + match[0].length;
    }
    return out + redactText(text.slice(from), 'own', this.namer);
  }
}
