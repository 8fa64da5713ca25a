import { parentPort } from 'node:worker_threads';
import { readShard, type Shard } from './shard.js';

/** A worker: takes a shard, answers its folds. Nothing but names, ranges and tallies crosses over. */
const port = parentPort;
if (port !== null) {
  port.on('message', (message: { readonly shard: Shard }) => {
    let bytes = 0;
    let lines = 0;
    readShard(message.shard, {
      onBytes: (more) => void (bytes += more),
      onLines: (now) => {
        if (bytes < 1 << 23) return;
        port.postMessage({ bytes, lines: now - lines });
        bytes = 0;
        lines = now;
      },
    }).then(
      (result) => port.postMessage({ result, bytes, lines: result.lines - lines }),
      (error: unknown) => port.postMessage({ error: error instanceof Error ? error.message : String(error) }),
    );
  });
}
