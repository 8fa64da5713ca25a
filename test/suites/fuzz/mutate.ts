/** xorshift32: the same seed gives the same inputs. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % Math.max(1, below);
  };
}

const TOKENS = [
  ...['\n', '\r\n', '\0', '"', '\\"', '\\', '{', '}', '[', ']', '[[[[[[[[', '{"a":{"a":', ',', ':', '\t', ' '],
  ...['-1', '1e999', '99999999999999999999', '0x', 'NaN', 'null', '%', '\ufeff', '\u001b[31m', '\u202e', 'é', '漢'],
  ...[
    '"ts":"',
    '"msg":"',
    '"__proto__":',
    'value:"',
    'key:"/registry/',
    '__CURSOR=',
    '-- Boot ',
    'panic: ',
    'goroutine 1 [',
  ],
  ...[
    'apiVersion: v1\n',
    'items:\n- ',
    '+---+\n',
    '| a |\n',
    '$ etcdctl ',
    'NAMESPACE  LAST SEEN  TYPE\n',
    '# HELP ',
    '2024-12-15T03:15:23Z ',
  ],
].map((token) => Buffer.from(token));

const LONGEST = 1 << 15;

/** A few changes of bytes: flips, cuts, doublings, tokens, and pieces of another input. */
export function mutate(input: Buffer, other: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(input.subarray(0, LONGEST));
  for (let left = 1 + random(6); left > 0; left -= 1) {
    const at = random(bytes.length + 1);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (random(7)) {
      case 0:
        if (at < bytes.length) bytes[at] = random(256);
        break;
      case 1:
        bytes = Buffer.concat([head, tail.subarray(random(32))]);
        break;
      case 2:
        bytes = Buffer.concat([head, TOKENS[random(TOKENS.length)] as Buffer, tail]);
        break;
      case 3: {
        const from = random(other.length);
        bytes = Buffer.concat([head, other.subarray(from, from + random(600)), tail]);
        break;
      }
      case 4:
        bytes = Buffer.from(head.length > 0 ? head : bytes);
        break;
      case 5: {
        const part = tail.subarray(0, random(200));
        bytes = Buffer.concat([head, ...Array.from({ length: 1 + random(20) }, () => part), tail]);
        break;
      }
      default:
        bytes = Buffer.concat([tail, head]);
    }
  }
  return bytes.subarray(0, LONGEST);
}
