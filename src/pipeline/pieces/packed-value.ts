/**
 * Plain data as bytes: what structured cloning takes (objects, arrays, maps, sets, typed arrays, strings, numbers), in a
 * form that no runtime's version changes. Objects that stand at several places stay one object. Little-endian.
 *
 * Shape: a tag a value. Texts and lists of property names are written once and then meant by their number.
 */
const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  /** A whole number, zigzag. */
  whole: 4,
  float: 5,
  text: 6,
  textAgain: 7,
  array: 8,
  object: 9,
  map: 10,
  set: 11,
  view: 12,
  /** An object that was written already. */
  again: 13,
  bigint: 14,
} as const;

const VIEWS = [
  Uint8Array,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;
type View = InstanceType<(typeof VIEWS)[number]>;

/** Throws on what is no plain data: a function, a symbol, an instance of a class. */
export function pack(value: unknown): Buffer {
  const writer = new Writer();
  writer.value(value);
  return writer.end();
}

/** What `pack` made; throws where the bytes end early, go on, or are none of it. */
export function unpack(bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  const value = reader.value();
  if (!reader.atEnd) throw new Error('more bytes than it has values');
  return value;
}

const LONE_SURROGATE = /\p{Cs}/u;

const LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

class Writer {
  private bytes = Buffer.allocUnsafe(1 << 16);
  private used = 0;
  private readonly texts = new Map<string, number>();
  private readonly shapes = new Map<string, number>();
  private readonly objects = new Map<object, number>();

  end(): Buffer {
    return this.bytes.subarray(0, this.used);
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return this.byte(TAG.undefined);
      case 'boolean':
        return this.byte(value ? TAG.true : TAG.false);
      case 'number':
        return this.number(value);
      case 'string':
        return this.text(value);
      case 'bigint':
        this.byte(TAG.bigint);
        return this.text(value.toString());
      case 'object':
        return value === null ? this.byte(TAG.null) : this.object(value);
      default:
        throw new TypeError(`a ${typeof value} can't be packed`);
    }
  }

  private object(value: object): void {
    const known = this.objects.get(value);
    if (known !== undefined) {
      this.byte(TAG.again);
      return this.count(known);
    }
    this.objects.set(value, this.objects.size);
    if (ArrayBuffer.isView(value)) return this.view(value as View);
    if (Array.isArray(value)) {
      this.byte(TAG.array);
      this.count(value.length);
      for (const item of value) this.value(item);
    } else if (value instanceof Map) {
      this.byte(TAG.map);
      this.count(value.size);
      for (const [key, item] of value) {
        this.value(key);
        this.value(item);
      }
    } else if (value instanceof Set) {
      this.byte(TAG.set);
      this.count(value.size);
      for (const item of value) this.value(item);
    } else this.properties(value);
  }

  private properties(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new TypeError(`an instance of ${value.constructor.name} can't be packed`);
    const names = Object.keys(value);
    const shape = JSON.stringify(names);
    this.byte(TAG.object);
    const known = this.shapes.get(shape);
    if (known === undefined) {
      this.count(0);
      this.count(names.length);
      for (const name of names) this.text(name);
      this.shapes.set(shape, this.shapes.size + 1);
    } else this.count(known);
    for (const name of names) this.value((value as Record<string, unknown>)[name]);
  }

  private view(view: View): void {
    const kind = VIEWS.findIndex((one) => view instanceof one);
    if (kind < 0) throw new TypeError('a DataView cannot be packed');
    this.byte(TAG.view);
    this.byte(kind);
    this.count(view.byteLength);
    this.room(view.byteLength);
    const at = this.bytes.subarray(this.used, this.used + view.byteLength);
    at.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    swap(at, view.BYTES_PER_ELEMENT);
    this.used += view.byteLength;
  }

  private number(value: number): void {
    // -0 is no whole number here
    if (Number.isInteger(value) && Math.abs(value) <= 2 ** 51 && !Object.is(value, -0)) {
      this.byte(TAG.whole);
      return this.count(value < 0 ? -2 * value - 1 : 2 * value);
    }
    this.byte(TAG.float);
    this.room(8);
    this.used = this.bytes.writeDoubleLE(value, this.used);
  }

  private text(value: string): void {
    const known = this.texts.get(value);
    if (known !== undefined) {
      this.byte(TAG.textAgain);
      return this.count(known);
    }
    this.texts.set(value, this.texts.size);
    // UTF-16: half a surrogate pair, where a cut fell between the two, is kept as it is.
    const whole = !LONE_SURROGATE.test(value);
    const length = whole ? Buffer.byteLength(value) : value.length * 2;
    this.byte(TAG.text);
    this.count(length * 2 + (whole ? 0 : 1));
    this.room(length);
    this.used += this.bytes.write(value, this.used, length, whole ? 'utf8' : 'utf16le');
  }

  private byte(value: number): void {
    this.room(1);
    this.bytes[this.used++] = value;
  }

  /** Seven bits a byte, the lowest first. */
  private count(value: number): void {
    this.room(8);
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.bytes[this.used++] = (rest % 128) | 0x80;
    this.bytes[this.used++] = rest;
  }

  private room(more: number): void {
    if (this.used + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + more));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

class Reader {
  private at = 0;
  private readonly texts: string[] = [];
  private readonly shapes: string[][] = [];
  private readonly objects: unknown[] = [];

  constructor(private readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.at === this.bytes.length;
  }

  value(): unknown {
    const tag = this.byte();
    switch (tag) {
      case TAG.undefined:
        return undefined;
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.whole: {
        const value = this.count();
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      }
      case TAG.float:
        return this.take(8).readDoubleLE(0);
      case TAG.text:
      case TAG.textAgain:
        return this.text(tag);
      case TAG.bigint:
        return BigInt(this.text(this.byte()));
      case TAG.again:
        return known(this.objects, this.count());
      case TAG.array:
        return this.array();
      case TAG.map:
        return this.map();
      case TAG.set:
        return this.set();
      case TAG.object:
        return this.properties();
      case TAG.view:
        return this.view();
      default:
        throw new Error(`no value begins with ${tag} (byte ${this.at - 1})`);
    }
  }

  private array(): unknown[] {
    const list: unknown[] = [];
    this.objects.push(list);
    for (let left = this.length(); left > 0; left -= 1) list.push(this.value());
    return list;
  }

  private map(): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>();
    this.objects.push(map);
    for (let left = this.length(); left > 0; left -= 1) {
      const key = this.value();
      map.set(key, this.value());
    }
    return map;
  }

  private set(): Set<unknown> {
    const set = new Set<unknown>();
    this.objects.push(set);
    for (let left = this.length(); left > 0; left -= 1) set.add(this.value());
    return set;
  }

  private properties(): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    this.objects.push(value);
    const number = this.count();
    let names: string[];
    if (number > 0) names = known(this.shapes, number - 1);
    else {
      names = Array.from({ length: this.length() }, () => this.text(this.byte()));
      this.shapes.push(names);
    }
    for (const name of names) {
      const item = this.value();
      // a property, also where it is called __proto__
      if (name === '__proto__') Object.defineProperty(value, name, { value: item, ...PLAIN_PROPERTY });
      else value[name] = item;
    }
    return value;
  }

  private view(): View {
    const Kind = known(VIEWS, this.byte());
    const length = this.count();
    const bytes = new Uint8Array(this.take(length));
    swap(Buffer.from(bytes.buffer), Kind.BYTES_PER_ELEMENT);
    const view = new Kind(bytes.buffer, 0, length / Kind.BYTES_PER_ELEMENT);
    this.objects.push(view);
    return view;
  }

  private text(tag: number): string {
    if (tag === TAG.textAgain) return known(this.texts, this.count());
    if (tag !== TAG.text) throw new Error(`no text begins with ${tag}`);
    const length = this.count();
    const text = this.take(Math.floor(length / 2)).toString(length % 2 === 0 ? 'utf8' : 'utf16le');
    this.texts.push(text);
    return text;
  }

  private byte(): number {
    return this.take(1)[0] as number;
  }

  private count(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new Error('a number has no end');
  }

  /** Of a list, each item of which takes a byte at least. */
  private length(): number {
    const count = this.count();
    if (count > this.bytes.length - this.at) throw new Error('it ends early');
    return count;
  }

  private take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new Error('it ends early');
    return this.bytes.subarray(this.at, (this.at += length));
  }
}

const PLAIN_PROPERTY = { writable: true, enumerable: true, configurable: true } as const;

function known<T>(list: readonly T[], number: number): T {
  if (number >= list.length) throw new Error('it means something that it does not hold');
  return list[number] as T;
}

function swap(bytes: Buffer, width: number): void {
  if (LITTLE || width === 1) return;
  if (width === 2) bytes.swap16();
  else if (width === 4) bytes.swap32();
  else bytes.swap64();
}
