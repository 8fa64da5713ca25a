/** Objects as API servers store them in etcd: `k8s\0`, then runtime.Unknown, whose field numbers are those of generated.proto. */

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
};

export const number = (field: number, value: number): Buffer => Buffer.from([...varint(field * 8), ...varint(value)]);

export function bytes(field: number, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const whole = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(whole.length)]), whole]);
}

export interface ObjectOptions {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly manager?: string;
  /** Fields 2 and up of the object. */
  readonly more?: readonly Uint8Array[];
}

export function objectBytes({ kind, namespace, name, owner, manager, more = [] }: ObjectOptions): Buffer {
  const metadata = bytes(
    1,
    bytes(1, name),
    bytes(3, namespace),
    ...(owner === undefined
      ? []
      : [bytes(13, bytes(1, owner.kind), bytes(3, owner.name), bytes(5, 'v1'), number(6, 1))]),
    ...(manager === undefined ? [] : [bytes(17, bytes(1, manager), bytes(2, 'Update'))]),
  );
  const unknown = Buffer.concat([bytes(1, bytes(1, 'v1'), bytes(2, kind)), bytes(2, metadata, ...more)]);
  return Buffer.concat([Buffer.from('k8s\0'), unknown]);
}

/** A lease as its holder renews it; `micros` since the epoch. */
export const leaseBytes = (namespace: string, name: string, micros: number): Buffer =>
  objectBytes({
    ...{ kind: 'Lease', namespace, name },
    more: [
      bytes(
        2,
        bytes(1, name),
        bytes(4, number(1, Math.floor(micros / 1e6)), number(2, Math.round(micros % 1e6) * 1000)),
      ),
    ],
  });

/** mvccpb.KeyValue. */
export const keyValueBytes = (key: string, value: Uint8Array, create: number, mod: number, version: number): Buffer =>
  Buffer.concat([bytes(1, key), number(2, create), number(3, mod), number(4, version), bytes(5, value)]);

/** A key of the bucket of revisions: main, `_`, sub, and `t` where it was deleted. */
export function revisionKey(main: number, sub = 0, isTombstone = false): Buffer {
  const key = Buffer.alloc(isTombstone ? 18 : 17);
  key.writeBigUInt64BE(BigInt(main), 0);
  key[8] = 0x5f;
  key.writeBigUInt64BE(BigInt(sub), 9);
  if (isTombstone) key[17] = 0x74;
  return key;
}
