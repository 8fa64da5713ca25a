import { Fields } from '../fields.js';

/** A revision of a key as etcd stores it: mvccpb.KeyValue (api/mvccpb/kv.proto). A reused cursor over one value. */
export class KeyValue {
  keyStart = 0;
  keyEnd = 0;
  createRevision = 0;
  modRevision = 0;
  /** How often the key was written since it was created. */
  version = 0;
  valueStart = 0;
  valueEnd = 0;
  /** Id of its lease in hexadecimal; `0`: none. */
  lease = '0';
  private readonly fields = new Fields();

  /** False where the bytes are not such a message, or hold no key. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.keyStart = this.keyEnd = this.valueStart = this.valueEnd = from;
    this.createRevision = this.modRevision = this.version = 0;
    this.lease = '0';
    const fields = this.fields.reset(bytes, from, to);
    while (fields.next()) {
      switch (fields.field) {
        case 1:
          this.keyStart = fields.start;
          this.keyEnd = fields.end;
          break;
        case 2:
          this.createRevision = fields.value;
          break;
        case 3:
          this.modRevision = fields.value;
          break;
        case 4:
          this.version = fields.value;
          break;
        case 5:
          this.valueStart = fields.start;
          this.valueEnd = fields.end;
          break;
        case 6:
          this.lease = fields.hex();
          break;
      }
    }
    return fields.isWhole && this.keyEnd > this.keyStart;
  }
}
