import { Transform, type TransformCallback } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZstdFrames } from './zstd-frames.js';

/** Unpacks a zstd stream of any number of frames, as `cat` and pzstd make them, and tells a cut one. */
export class ZstdReader extends Transform {
  private readonly frames = new ZstdFrames();
  private inner: Transform | null = null;

  constructor(private readonly start: () => Transform) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.feed(chunk).then(() => done(), done);
  }

  override _flush(done: TransformCallback): void {
    const cut = !this.frames.isWhole && !this.frames.broken;
    this.finish().then(() => done(cut ? new Error('unexpected end of file') : null), done);
  }

  private async feed(chunk: Buffer): Promise<void> {
    for (const { bytes, ends } of this.frames.split(chunk)) {
      const inner = (this.inner ??= this.open());
      await new Promise<void>((resolve, reject) => {
        inner.write(bytes, (error) => (error == null ? resolve() : reject(error)));
      });
      if (ends) await this.finish();
    }
    if (this.frames.broken) throw new Error('not a frame');
  }

  private open(): Transform {
    const inner = this.start();
    inner.on('data', (part: Buffer) => void this.push(part));
    inner.on('error', () => undefined);
    return inner;
  }

  private async finish(): Promise<void> {
    const { inner } = this;
    this.inner = null;
    if (inner === null) return;
    inner.end();
    await finished(inner);
  }
}
