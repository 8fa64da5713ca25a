import { Fields } from '../fields.js';

/** What one entry asks for. Keys and values are in the entry's bytes, valid until the call returns. */
export interface OperationHandler {
  put(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void;
  remove(keyStart: number, keyEnd: number, isRange: boolean): void;
  compact(revision: number): void;
  alarm(action: 'activate' | 'deactivate', member: string, alarm: number): void;
}

/**
 * The operations of a normal entry: etcdserverpb.InternalRaftRequest {put 4, delete_range 5, txn 6, compaction 7, alarm 10}.
 * Of a transaction the branch that is taken where its compare holds: Kubernetes writes in no other, and whether it held
 * is not in the log. Entries of the v2 store (a bare pb.Request, whose field 1 is its id) have none of these.
 */
export function readOperations(bytes: Uint8Array, from: number, to: number, handler: OperationHandler): boolean {
  const fields = new Fields().reset(bytes, from, to);
  while (fields.next()) {
    if (fields.wire !== 2) continue;
    switch (fields.field) {
      case 4:
        readPut(bytes, fields.start, fields.end, handler);
        break;
      case 5:
        readDelete(bytes, fields.start, fields.end, handler);
        break;
      case 6:
        readTxn(bytes, fields.start, fields.end, handler, 0);
        break;
      case 7: {
        const compaction = new Fields().reset(bytes, fields.start, fields.end);
        while (compaction.next()) if (compaction.field === 1) handler.compact(compaction.value);
        break;
      }
      case 10:
        readAlarm(bytes, fields.start, fields.end, handler);
    }
  }
  return fields.isWhole;
}

/** PutRequest {key 1, value 2, lease 3}. */
function readPut(bytes: Uint8Array, from: number, to: number, handler: OperationHandler): void {
  const fields = new Fields().reset(bytes, from, to);
  let [keyStart, keyEnd, valueStart, valueEnd] = [from, from, from, from];
  while (fields.next()) {
    if (fields.field === 1) [keyStart, keyEnd] = [fields.start, fields.end];
    else if (fields.field === 2) [valueStart, valueEnd] = [fields.start, fields.end];
  }
  if (keyEnd > keyStart) handler.put(keyStart, keyEnd, valueStart, valueEnd);
}

/** DeleteRangeRequest {key 1, range_end 2}. */
function readDelete(bytes: Uint8Array, from: number, to: number, handler: OperationHandler): void {
  const fields = new Fields().reset(bytes, from, to);
  let [keyStart, keyEnd] = [from, from];
  let isRange = false;
  while (fields.next()) {
    if (fields.field === 1) [keyStart, keyEnd] = [fields.start, fields.end];
    else if (fields.field === 2) isRange = fields.end > fields.start;
  }
  if (keyEnd > keyStart) handler.remove(keyStart, keyEnd, isRange);
}

const DEEPEST = 4;

/** TxnRequest {compare 1, success 2, failure 3}; RequestOp {range 1, put 2, delete_range 3, txn 4}. */
function readTxn(bytes: Uint8Array, from: number, to: number, handler: OperationHandler, depth: number): void {
  if (depth > DEEPEST) return;
  const fields = new Fields().reset(bytes, from, to);
  while (fields.next()) {
    if (fields.field !== 2 || fields.wire !== 2) continue;
    const operation = new Fields().reset(bytes, fields.start, fields.end);
    while (operation.next()) {
      if (operation.field === 2) readPut(bytes, operation.start, operation.end, handler);
      else if (operation.field === 3) readDelete(bytes, operation.start, operation.end, handler);
      else if (operation.field === 4) readTxn(bytes, operation.start, operation.end, handler, depth + 1);
    }
  }
}

/** AlarmRequest {action 1, memberID 2, alarm 3}; actions GET 0, ACTIVATE 1, DEACTIVATE 2. */
function readAlarm(bytes: Uint8Array, from: number, to: number, handler: OperationHandler): void {
  const fields = new Fields().reset(bytes, from, to);
  let action = 0;
  let member = '0';
  let alarm = 0;
  while (fields.next()) {
    if (fields.field === 1) action = fields.value;
    else if (fields.field === 2) member = fields.hex();
    else if (fields.field === 3) alarm = fields.value;
  }
  if (action === 1 || action === 2) handler.alarm(action === 1 ? 'activate' : 'deactivate', member, alarm);
}
