import { etcdSetting, type EtcdSetting } from '../../../model/etcd-settings.js';

/** One setting, in whichever spelling it stood. */
export interface Setting {
  readonly name: string;
  /** Without quotes and comment; with what ran into it, where something did. */
  readonly value: string;
  /** Whether the value has text behind it that its type can't have: `15728642. Enhanced Monitoring Alerts`. */
  readonly glued: boolean;
  /** null: a name that etcd doesn't have. */
  readonly known: EtcdSetting | null;
}

const YAML = /^\s*['"]?([a-z][a-z0-9-]{2,60})['"]?:(?:\s(.*))?$/;
const FLAG = /^\s*(?:-\s+)?['"]?--([a-z][a-z0-9-]{2,60})(?:[= ](.*))?$/;
const ENVIRONMENT = /^\s*(?:export\s+|Environment=|-\s+)?['"]?ETCD_([A-Z0-9_]{3,60})=(.*)$/;

/** The setting that a line makes; null where the line isn't one of etcd's (`unknown`: or of an unknown program). */
export function settingIn(text: string, unknown = false): Setting | null {
  const yaml = YAML.exec(text);
  if (yaml !== null) return made(yaml[1] ?? '', yaml[2] ?? '', unknown);
  const flag = FLAG.exec(withoutFlagsEnd(text));
  if (flag !== null) return made(flag[1] ?? '', flag[2] ?? 'true', false);
  const environment = ENVIRONMENT.exec(text);
  if (environment === null) return null;
  return made(
    (environment[1] ?? '').toLowerCase().replace(/_/g, '-'),
    (environment[2] ?? '').replace(/(["'])\s*$/, (quote, _mark, at, whole: string) =>
      isOpen(whole.slice(0, at as number)) ? quote : '',
    ),
    false,
  );
}

/** Of a flag in a list or a command, without the backslash that continues and the quote that ends it. */
function withoutFlagsEnd(text: string): string {
  return text.replace(/\\$/, '').trimEnd().replace(/['"]$/, '');
}

/** Whether a quote stands open: then the one at the end closes it, and belongs to the value. */
function isOpen(text: string): boolean {
  return (text.match(/["']/g)?.length ?? 0) % 2 === 1;
}

function made(name: string, raw: string, unknown: boolean): Setting | null {
  const known = etcdSetting(name);
  if (known === null && !unknown) return null;
  const value = valueOf(raw);
  return { name, value, glued: known !== null && isGlued(value, known.type), known };
}

/** `"0" # disabled` is 0: the quotes and a comment behind the value are not part of it. */
function valueOf(raw: string): string {
  const text = raw.trim();
  const quoted = /^(["'])((?:(?!\1).)*)\1\s*(?:#.*)?$/.exec(text);
  if (quoted !== null) return quoted[2] ?? '';
  const comment = text.search(/(?:^|\s)#/);
  return (comment === -1 ? text : text.slice(0, comment)).trim();
}

const DURATION = /^-?(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|µs|μs|ns))+$|^\d+$/;

function isGlued(value: string, type: EtcdSetting['type']): boolean {
  if (value === '') return false;
  if (type === 'integer') return !/^-?\d+$/.test(value);
  if (type === 'duration') return !DURATION.test(value);
  return type === 'boolean' && !/^(?:true|false|yes|no|on|off)$/i.test(value);
}
