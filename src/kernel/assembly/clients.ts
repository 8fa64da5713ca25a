/** Addresses of clients, and a number for each without its port. */
import { CLIENT, CLIENT_ROOM, CLIENT_ROW, CLIENTS, REMOTE_END, REMOTE_START, WINDOW } from './layout';
import { tokenEnd } from './stamps';
import { same } from './words';

const LONGEST_CLIENT = CLIENT_ROW - 4;
const CLIENT_PROBES = 16;
let clients: i32 = 0;
let lastClient: i32 = 0;
let lastLength: i32 = -1;

/** Notes the address, and the client's number by it without the port, which changes with every connection. */
export function remote(start: i32, end: i32, last: i32, entry: i32): i32 {
  const stop = tokenEnd(start, end, last);
  store<i32>(entry, start - WINDOW, REMOTE_START);
  store<i32>(entry, stop - WINDOW, REMOTE_END);
  if (stop == start) {
    store<i32>(entry, -1, CLIENT);
    return stop;
  }
  let to = stop;
  for (let i = stop - 1; i > start; i--) {
    const byte = <u32>load<u8>(i);
    if (byte == 58) {
      to = i;
      break;
    }
    if (byte - 48 > 9) break;
  }
  const client = clientOf(start, to - start);
  store<i32>(entry, client, CLIENT);
  return client < 0 ? -1 : stop;
}

/** The number of a client; -1: there is no room for it. */
function clientOf(start: i32, length: i32): i32 {
  if (length > LONGEST_CLIENT || length == 0) return -1;
  if (length == lastLength && same(start, CLIENTS + lastClient * CLIENT_ROW + 4, length)) return lastClient;
  let hash: u32 = length;
  if (length >= 4) {
    for (let i = 0; i + 4 < length; i += 4) hash = (hash ^ load<u32>(start + i)) * 0x9e37_79b1;
    hash = (hash ^ load<u32>(start + length - 4)) * 0x9e37_79b1;
  } else hash = (hash << 8) ^ load<u8>(start) ^ (load<u8>(start + length - 1) << 4);
  hash ^= hash >> 15;
  for (let probe = 0; probe < CLIENT_PROBES; probe++) {
    const number = (hash + probe) & (CLIENT_ROOM - 1);
    const row = CLIENTS + number * CLIENT_ROW;
    const known = load<i32>(row);
    if (known == 0) {
      if (clients == CLIENT_ROOM / 2) return -1;
      clients++;
      store<i32>(row, length);
      memory.copy(row + 4, start, length);
      return number;
    }
    if (known == length && same(start, row + 4, length)) {
      lastClient = number;
      lastLength = length;
      return number;
    }
  }
  return -1;
}
