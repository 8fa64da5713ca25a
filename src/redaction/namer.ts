/** What a name names. The order decides where a name was seen equally often as several of these. */
export const NAME_KINDS = [
  ...['input', 'namespace', 'host', 'workload', 'pod', 'user', 'agent', 'address'],
  ...['resource', 'event', 'object', 'key', 'id', 'word'],
] as const;

export type NameKind =
  | 'input'
  | 'namespace'
  | 'host'
  | 'workload'
  | 'pod'
  | 'user'
  | 'agent'
  | 'address'
  | 'resource'
  | 'event'
  | 'object'
  | 'key'
  | 'id'
  | 'word';

/** Who follows a name: asked for each sighting, it answers with what is to are there. */
export interface Namer {
  /** `sure`: the place tells the kind (a field, a part of a key); else it was guessed from the shape of a word. */
  name(kind: NameKind, original: string, sure: boolean): string;
  /** The pseudonym, where there is one already; null: this name is new. */
  known(original: string): string | null;
}
