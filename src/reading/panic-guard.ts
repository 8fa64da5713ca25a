import type { LineRef, Sink } from '../model/parser.js';
import type { AnyRecord } from '../model/record.js';
import type { RequestView } from '../model/request.js';

/** Keeps back that a process ended: its trace may follow. */
export class PanicGuard implements Sink {
  caught: AnyRecord | null = null;

  constructor(readonly sink: Sink) {}

  record(record: AnyRecord, at?: LineRef, lines?: number): void {
    if (record.kind === 'panic' && at === undefined && this.caught === null) this.caught = record;
    else this.sink.record(record, at, lines);
  }

  request(view: RequestView): void {
    this.sink.request(view);
  }

  problem(message: string, at?: LineRef): void {
    this.sink.problem(message, at);
  }
}
