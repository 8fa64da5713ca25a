import type { LineRef } from '../../../model/parser.js';
import { argumentsIn, programOf, settingOfEnvironment, wordsOf, type Program } from '../start-flags/arguments.js';
import type { PlacedArgument } from '../start-flags/emit-arguments.js';

type Json = Readonly<Record<string, unknown>>;

export interface StartedProgram {
  readonly program: Program;
  readonly found: readonly PlacedArgument[];
}

/** Kinds that hold a pod, right away or as a template. */
export const POD_KINDS: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

/**
 * The containers of a pod (a static pod's manifest, or what the API server shows of it) that run etcd or
 * kube-apiserver, with the flags and the environment that they are started with.
 *
 *     - command:
 *       - etcd
 *       - --quota-backend-bytes=8589934592
 */
export function programsOf(object: Json, lines: readonly LineRef[]): StartedProgram[] {
  const spec = asObject(object.spec);
  const template = asObject(asObject(spec.template).spec);
  const containers = [...asList(spec.containers), ...asList(template.containers)];
  return containers.flatMap((value) => {
    const container = asObject(value);
    const words = [...asList(container.command), ...asList(container.args)].filter((word) => typeof word === 'string');
    // sh -c "exec etcd --name …": the words of a script
    const all = words.flatMap((word) => (/\s/.test(word) ? wordsOf(word) : [word]));
    const at = all.findIndex((word) => programOf(word) !== null);
    const environment = environmentOf(container, lines);
    const program = at === -1 ? (environment.length > 0 ? 'etcd' : null) : programOf(all[at] ?? '');
    if (program === null) return [];
    const flags = argumentsIn(all.slice(at + 1)).map((flag) => ({ ...flag, at: lineOf(`-${flag.name}`, lines) }));
    // flags win over the environment
    const rest = environment.filter(({ name }) => !flags.some((flag) => flag.name === name));
    return [{ program, found: [...flags, ...(program === 'etcd' ? rest : [])] }];
  });
}

/** `env: [{name: ETCD_QUOTA_BACKEND_BYTES, value: "8589934592"}]` */
function environmentOf(container: Json, lines: readonly LineRef[]): PlacedArgument[] {
  return asList(container.env).flatMap((entry) => {
    const { name, value } = asObject(entry);
    const setting = typeof name === 'string' ? settingOfEnvironment(name) : null;
    if (setting === null || (typeof value !== 'string' && typeof value !== 'number')) return [];
    return [{ name: setting, value: String(value), at: lineOf(String(name), lines) }];
  });
}

/** The first line that has the word and no more of a name behind it. */
function lineOf(word: string, lines: readonly LineRef[]): LineRef {
  const found = lines.find(({ text }) => {
    const at = text.indexOf(word);
    return at >= 0 && !/[\w-]/.test(text.charAt(at + word.length));
  });
  return found ?? lines[0] ?? { line: 1, byteOffset: null, text: '' };
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
