import fs from 'node:fs';
import path from 'node:path';

/**
 * A file that appears complete or not at all: written under another name in the same directory, and then moved in one
 * step. `mode`: its permissions, for a file that only its owner may read. Throws what the file system says.
 */
export class WholeFile {
  private readonly temporary: string;
  private readonly descriptor: number;
  private isOpen = true;

  constructor(
    private readonly file: string,
    mode?: number,
  ) {
    this.temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
    if (mode === undefined) this.descriptor = fs.openSync(this.temporary, 'w');
    else {
      // An older file would keep its permissions.
      fs.rmSync(this.temporary, { force: true });
      this.descriptor = fs.openSync(this.temporary, 'wx', mode);
      fs.fchmodSync(this.descriptor, mode);
    }
  }

  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += fs.writeSync(this.descriptor, bytes, at);
  }

  /** Moves the file to its place. */
  end(): void {
    fs.fsyncSync(this.descriptor);
    this.close();
    fs.renameSync(this.temporary, this.file);
  }

  /** Leaves nothing behind; also after an `end` that failed. */
  abandon(): void {
    if (this.isOpen) this.close();
    fs.rmSync(this.temporary, { force: true });
  }

  private close(): void {
    this.isOpen = false;
    fs.closeSync(this.descriptor);
  }
}

/** Writes a file with what `fill` writes into it; leaves nothing behind where that fails. */
export function writeWholeFile(file: string, fill: (into: WholeFile) => void, mode?: number): void {
  const into = new WholeFile(file, mode);
  try {
    fill(into);
    into.end();
  } catch (error) {
    into.abandon();
    throw error;
  }
}
