/** Fields that change with every write, even without a change of content. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['managedFields', 'resourceVersion', 'generation', 'selfLink']);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const DEPTH = 40;

/**
 * A hash of an object's content as an API server answers it: two answers are equal in it where nothing but times and
 * managedFields changed. API servers print fields in one order, so the order of keys counts.
 */
export function contentHash(object: unknown): number {
  const hash = new Hash();
  mix(hash, object, 0);
  return hash.value;
}

function mix(hash: Hash, value: unknown, depth: number): void {
  if (depth > DEPTH) return;
  if (typeof value === 'string') hash.add(TIME.test(value) ? '"time' : `"${value}`);
  else if (Array.isArray(value)) {
    hash.add('[');
    for (const item of value as readonly unknown[]) mix(hash, item, depth + 1);
    hash.add(']');
  } else if (typeof value === 'object' && value !== null) {
    hash.add('{');
    for (const [name, field] of Object.entries(value)) {
      if (BOOKKEEPING.has(name)) continue;
      hash.add(`${name}:`);
      mix(hash, field, depth + 1);
    }
    hash.add('}');
  } else hash.add(String(value));
}

/** Two FNV-1a side by side, 53 bits of them: few enough to be a number, too many to meet by chance. */
class Hash {
  private a = 0x811c9dc5;
  private b = 0x050c5d1f;

  add(text: string): void {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      this.a = Math.imul(this.a ^ code, 0x01000193);
      this.b = Math.imul(this.b ^ code, 0x01000193);
    }
    this.a = Math.imul(this.a ^ 0xff, 0x01000193);
    this.b = Math.imul(this.b ^ (this.a >>> 16), 0x85ebca6b);
  }

  get value(): number {
    return (this.a >>> 0) * 2 ** 21 + (this.b >>> 11);
  }
}
