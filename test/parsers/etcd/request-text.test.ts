import { expect } from 'chai';
import fc from 'fast-check';
import { OPS } from '../../../src/model/request.js';
import { FAILURE, gistOf, RequestText } from '../../../src/parsers/etcd/requests/request-text.js';

const reader = new RequestText();

function operations(text: string, escaped = false): string[] | null {
  const bytes = Buffer.from(text, 'utf8');
  if (!reader.read(bytes, 0, bytes.length, escaped)) return null;
  return Array.from({ length: reader.count }, (_, i) => {
    const branch = reader.branches[i] === FAILURE ? 'else ' : '';
    return `${branch}${OPS[reader.ops[i] ?? 0]} ${reader.key(i)} ${reader.valueBytes[i]}`;
  });
}

describe('parsers/etcd/request-text', () => {
  const cases: readonly (readonly [string, string, readonly string[] | null])[] = [
    [
      'a create',
      'compare:<target:MOD key:"/registry/pods/a/b" mod_revision:0 > success:<request_put:<key:"/registry/pods/a/b" value_size:7 >> failure:<>',
      ['put /registry/pods/a/b 7'],
    ],
    [
      'two compares and several operations, with two blanks',
      'compare:<target:MOD key:"a" mod_revision:0  target:VALUE key:"b" value_size:2 > success:<request_put:<key:"a" value_size:1 > request_range:<key:"a" > > failure:<request_range:<key:"a" > >',
      ['put a 1', 'range a -1', 'else range a -1'],
    ],
    ['a put without value', 'key:"a" ', ['range a -1']],
    ['a delete', 'compare:<> success:<request_delete_range:<key:"a" range_end:"b" > > failure:<>', ['delete a -1']],
    [
      'the wrapped form',
      'header:<ID:9727390380604662987 username:"u" auth_revision:3 > txn:<compare:<target:MOD key:"k" mod_revision:0 > success:<request_put:<key:"k" value_size:907 lease:87998328171528272 >> failure:<>>',
      ['put k 907'],
    ],
    ['a wrapped put', 'header:<ID:7 > put:<key:"foo" value_size:3 >', ['put foo 3']],
    ['a native put with its value', 'header:<ID:7 > put:<key:"foo" value:"a\\000b" >', ['put foo 3']],
    ['a wrapped delete', 'header:<ID:7 > delete_range:<key:"foo" > ', ['delete foo -1']],
    ['a lease', 'header:<ID:7 > lease_grant:<ttl:3660-second id:1388c0b1>', []],
    ['octal escapes', 'put:<key:"/\\303\\251\\001\\"\\\\\\n" value_size:1 >', ['put /é\u0001"\\\n 1']],
    ['brackets in a key', 'put:<key:"a > success:<b" value_size:1 >', ['put a > success:<b 1']],
    [
      'nesting of 3.7',
      'compare:<target:MOD  key:"k"  mod_revision:0> success:<request_put:<key:"k" value_size:2 >> failure:<request_range:{key:"k"  range_end:"l"}>',
      ['put k 2', 'else range k -1'],
    ],
    [
      'a nested transaction',
      'compare:<> success:<request_txn:<compare:<key:"z" version:1 > success:<request_put:<key:"n" value_size:1 >> failure:<request_put:<key:"m" value_size:1 >>>> failure:<>',
      ['put n 1'],
    ],
    ['a text that is cut', 'compare:<target:MOD key:"k" mod_revision:0 > success:<request_put:<key:"k" val', null],
    ['a string that is cut', 'key:"/registry/po', null],
    ['brackets that do not match', 'put:<key:"k" }', null],
    ['something else', 'hello there', null],
  ];
  for (const [name, text, expected] of cases) {
    it(`reads ${name}`, () => expect(operations(text)).to.deep.equal(expected));
  }

  it('reads the inside of a JSON string in place, but for further escapes', () => {
    expect(operations('put:<key:\\"a b\\" value_size:3 >', true)).to.deep.equal(['put a b 3']);
    expect(operations('put:<key:\\"a\\\\001\\" value_size:3 >', true)).to.equal(null);
    expect(operations('put:<key:\\"a\\" value_size:3 >","host":"x', true)).to.equal(null);
  });

  it('reads any key that was escaped as etcd does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(1e6), (key, size) => {
        const text = `header:<ID:1 > put:<key:"${printed(key)}" value_size:${size} >`;
        const bytes = Buffer.from(text, 'latin1');
        expect(reader.read(bytes, 0, bytes.length)).to.equal(true);
        const found = Buffer.from(reader.keySource(0).subarray(reader.keyStarts[0], reader.keyEnds[0]));
        expect(found.equals(Buffer.from(key))).to.equal(true);
      }),
    );
  });

  it('knows the encoded size of both branches', () => {
    // from a recording: request size 60 is that of the read, 1790 would be that of the put
    const key = '/registry/replicasets/payments/checkout-worker-bf7fd4c48';
    operations(
      `compare:<target:MOD key:"${key}" mod_revision:849 > success:<request_put:<key:"${key}" value_size:1725 >> failure:<request_range:<key:"${key}" > >`,
    );
    expect(reader.branchSizes[FAILURE]).to.equal(60);
    expect(reader.tookFailure(1, 60)).to.equal(true);
    expect(reader.tookFailure(1, reader.branchSizes[0])).to.equal(false);
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, escaped) => {
        reader.read(bytes, 0, bytes.length, escaped);
      }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('<', '>', '{', '}', '"', '\\', 'key:', 'success:', 'put:', 'txn:', ' ', '1', 'request_put:'),
        ),
        fc.boolean(),
        (parts, escaped) => {
          const bytes = Buffer.from(parts.join(''));
          reader.read(bytes, 0, bytes.length, escaped);
        },
      ),
    );
  });

  it('tells the first write of a request', () => {
    expect(
      gistOf('compare:<> success:<request_range:<key:"r" > request_put:<key:"p" value_size:4 >> failure:<>'),
    ).to.include({
      key: 'p',
      valueBytes: 4,
    });
    expect(gistOf('limit:1 keys_only:true ').key).to.equal(null);
    expect(gistOf('nonsense').key).to.equal(null);
  });
});

/** Bytes as gogo's text marshaller prints them. */
function printed(bytes: Uint8Array): string {
  return Array.from(bytes, (c) => {
    if (c === 0x0a) return '\\n';
    if (c === 0x0d) return '\\r';
    if (c === 0x09) return '\\t';
    if (c === 0x22) return '\\"';
    if (c === 0x5c) return '\\\\';
    return c >= 0x20 && c < 0x7f ? String.fromCharCode(c) : `\\${c.toString(8).padStart(3, '0')}`;
  }).join('');
}
