import { PROGRAM } from './program-name.js';

/** Standard output carries results only; all else goes through `reportProblem`. */
export function print(pieces: Iterable<string>): void {
  for (const piece of pieces) process.stdout.write(piece);
}

/** One line on standard error. Log text in it can't drive the terminal: callers make it visible. */
export function reportProblem(message: string): void {
  process.stderr.write(`${PROGRAM}: ${message.replace(/[\r\n]+/g, ' ')}\n`);
}

/** A reader that has seen enough (`| head`) ends the program quietly. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}
