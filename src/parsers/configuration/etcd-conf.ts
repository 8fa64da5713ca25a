import type { Block, BlockParser, LineRef, Payload, Sink } from '../../model/parser.js';
import { bytes } from '../../model/units.js';
import { hostPorts } from '../etcdctl/output/addresses.js';
import { settingIn, type Setting } from '../etcdctl/output/setting.js';

const FORMAT = 'etcd-conf';
const DEFAULT_QUOTA = 2 * 1024 ** 3;
/** Comments are taken as the file's own where the block begins near the top of its input, else they may be a transcript's. */
const FILE_HEAD = 40;
/** `# This is the configuration file for the etcd server.`, `# /etc/etcd/etcd.conf.yml` */
const HEADER = /^#.{0,60}(?:configuration file for the etcd server|\betcd\.(?:conf|ya?ml|env)\b)/;

/**
 * etcd's configuration: `etcd.conf.yml`, the same settings as flags (a static pod's manifest, a unit file) or as
 * environment variables; whole files, and fragments in the middle of a text. No line of it carries a time.
 *
 *     auto-compaction-retention: "0"
 *     quota-backend-bytes: 100663296
 *     - --quota-backend-bytes=8589934592
 *     ETCD_AUTO_COMPACTION_RETENTION=5m
 */
export const etcdConf: BlockParser = {
  id: FORMAT,
  source: 'config',
  title: 'etcd configuration: etcd.conf.yml, flags, environment',
  sample: 'quota-backend-bytes: 8589934592',
  versions: '3.2 to 3.7',
  takes: ['quota-set', 'auto-compaction-set', 'member-identity', 'claim'],
  begins: '-#\'"a-zE \t',
  mayOpen: mayBeSetting,
  open(line, _context, sink) {
    if (!mayBegin(line.text)) return null;
    return new ConfBlock(line, sink);
  },
};

/** By the first word: a name and a colon; a flag, a variable, a quote or a comment. */
function mayBeSetting({ bytes, start, end }: Payload): boolean {
  let at = start;
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at += 1;
  const first = bytes[at] ?? 0;
  if (first < 97 || first > 122) return true;
  if (first === 101 && bytes[at + 1] === 120 && bytes[at + 2] === 112) return true; // export
  let next = at;
  while (next < end && isOfName(bytes[next] as number)) next += 1;
  return bytes[next] === 58 || bytes[next] === 34 || bytes[next] === 39;
}

const isOfName = (byte: number): boolean => (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || byte === 45;

function mayBegin(text: string): boolean {
  return settingIn(text) !== null || HEADER.test(text);
}

interface Found {
  readonly at: LineRef;
  readonly setting: Setting;
}

/** A run of settings. It stands if one of them can only be etcd's; `name: x` alone is anybody's YAML. */
class ConfBlock implements Block {
  private readonly found: Found[] = [];
  private readonly inFile: boolean;
  private taken = 0;
  private section: string | null = null;

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.inFile = first.line <= FILE_HEAD;
    this.take(first);
  }

  take(line: LineRef): 'more' | 'over' {
    const text = line.text;
    if (text.trim() === '') return this.inFile ? 'more' : 'over';
    if (!this.isOurs(line, text)) return 'over';
    this.taken += 1;
    return 'more';
  }

  close(): number {
    const sure = this.found.some(({ setting }) => setting.known?.strong === true);
    if (!sure) return this.taken;
    const named = this.text('name');
    const about = named === null ? {} : { about: { name: named } };
    for (const { at, setting } of this.found) this.emit(at, setting, about);
    this.emitIdentity(named);
    return 0;
  }

  private isOurs(line: LineRef, text: string): boolean {
    const indented = /^\s/.test(text) && this.section !== null;
    if (/^\s*#/.test(text)) return this.inFile;
    if (/^\s*-\s+(?!-)\S/.test(text) && this.found.length > 0 && this.inFile) return true;
    const setting = settingIn(text) ?? (this.found.length > 1 && this.inFile ? settingIn(text, true) : null);
    if (setting === null) return false;
    // another document: `object:`, `data: {"__REALTIME_TIMESTAMP":…}`; another member's file
    if (setting.known === null && /^$|^\{"/.test(setting.value)) return false;
    if (this.inFile && !indented && setting.name === 'name' && this.text('name') !== null) return false;
    if (!indented) this.section = setting.known?.type === 'section' ? setting.name : null;
    this.found.push({
      at: line,
      setting: indented && this.section !== null ? { ...setting, name: `${this.section}.${setting.name}` } : setting,
    });
    return true;
  }

  private text(name: string): string | null {
    return this.found.find(({ setting }) => setting.name === name && !setting.glued)?.setting.value ?? null;
  }

  private emit(at: LineRef, setting: Setting, about: { readonly about?: { readonly name: string } }): void {
    const common = { format: FORMAT, source: 'config', time: null, ...about } as const;
    const { name, value } = setting;
    if (setting.glued) {
      const claim = { what: 'setting', name, value: value.slice(0, 120), glued: true, proposed: false } as const;
      this.sink.record({ ...common, kind: 'claim', claim }, at);
    } else if (name === 'quota-backend-bytes') {
      const number = Number(value);
      this.sink.record(
        { ...common, kind: 'quota-set', quotaBytes: number < 0 ? null : bytes(number === 0 ? DEFAULT_QUOTA : number) },
        at,
      );
    } else if (name === 'auto-compaction-retention') {
      const disabled = /^(?=0|$)(?:[0.]+(?:h|ms|us|µs|ns|m|s))*[0.]*$/.test(value);
      this.sink.record(
        { ...common, kind: 'auto-compaction-set', mode: this.text('auto-compaction-mode'), retention: value, disabled },
        at,
      );
    } else {
      this.sink.record({ ...common, kind: 'log', level: null, message: `${name}: ${value}`.slice(0, 300) }, at);
    }
  }

  /** A file that names its member, or shows its URLs, is that member's. */
  private emitIdentity(name: string | null): void {
    const urls = ['listen-client-urls', 'advertise-client-urls', 'listen-peer-urls', 'initial-advertise-peer-urls']
      .map((key) => this.text(key) ?? '')
      .join(',');
    const endpoints = hostPorts(urls).filter((pair) => !pair.startsWith('0.0.0.0') && !pair.startsWith('[::]'));
    const at = this.found.find(({ setting }) => setting.name === 'name' || setting.name.endsWith('-urls'))?.at;
    if (at === undefined || (name === null && endpoints.length === 0)) return;
    const identity = { kind: 'member-identity', format: FORMAT, source: 'config', time: null, self: true } as const;
    this.sink.record({ ...identity, ...(name === null ? {} : { name }), endpoints }, at);
  }
}
