import { readJsonObject } from './json-object.js';
import type { KubeObject } from './object-facts.js';
import { readProtobufObject } from './protobuf-object.js';

/** How the value of a key is encoded. */
export type Encoding =
  | { readonly kind: 'protobuf' | 'json' | 'other' }
  /** Encryption at rest: provider and name of the key (`aescbc/v1/key1`). Owners and contents are not readable. */
  | { readonly kind: 'encrypted'; readonly provider: string };

const PROTOBUF = Buffer.from('k8s\0');
const ENCRYPTED = Buffer.from('k8s:enc:');
/** `aescbc:v1:KEYNAME:`; a longer head is no name. */
const PROVIDER_LENGTH = 200;

export function encodingOf(bytes: Uint8Array, from: number, to: number): Encoding {
  if (begins(bytes, from, to, PROTOBUF)) return { kind: 'protobuf' };
  if (begins(bytes, from, to, ENCRYPTED)) {
    const head = Buffer.from(
      bytes.buffer,
      bytes.byteOffset + from + ENCRYPTED.length,
      Math.min(PROVIDER_LENGTH, to - from - ENCRYPTED.length),
    );
    return { kind: 'encrypted', provider: head.toString('latin1').split(':', 3).join('/') };
  }
  return { kind: bytes[from] === 0x7b ? 'json' : 'other' };
}

/** null: neither protobuf nor JSON of Kubernetes. `withHash`: also compute the hash of the contents. */
export function readKubeObject(bytes: Uint8Array, from: number, to: number, withHash: boolean): KubeObject | null {
  if (begins(bytes, from, to, PROTOBUF)) return readProtobufObject(bytes, from + PROTOBUF.length, to, withHash);
  return bytes[from] === 0x7b ? readJsonObject(bytes, from, to, withHash) : null;
}

function begins(bytes: Uint8Array, from: number, to: number, prefix: Buffer): boolean {
  if (to - from < prefix.length) return false;
  for (let i = 0; i < prefix.length; i += 1) if (bytes[from + i] !== prefix[i]) return false;
  return true;
}
