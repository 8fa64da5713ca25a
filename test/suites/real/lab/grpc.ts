import http2 from 'node:http2';

/** An answer of the server that is no success; `code` as in https://grpc.io/docs/guides/status-codes/ */
export class GrpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  /** `etcdserver: mvcc: database space exceeded` */
  get isNoSpace(): boolean {
    return this.message.includes('database space exceeded');
  }
}

/** A call that was cut off: the server went away, or was stopped. */
const UNAVAILABLE = 14;
const DEADLINE = 4;

/** One connection without TLS, so one remote address in the server's log. */
export class GrpcConnection {
  private readonly session: http2.ClientHttp2Session;

  constructor(endpoint: string) {
    this.session = http2.connect(`http://${endpoint}`);
    // each call hears of it by itself
    this.session.on('error', () => undefined);
  }

  /** The local address of the connection, as the server logs it; null before it is open. */
  get localAddress(): string | null {
    const { socket } = this.session;
    const { localAddress, localPort } = socket;
    return localAddress === undefined || localPort === undefined ? null : `${localAddress}:${localPort}`;
  }

  /** A unary call: `etcdserverpb.KV/Put`. Rejects with a `GrpcError`. */
  call(method: string, request: Buffer, timeoutMs = 10_000): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const stream = this.open(method);
      const parts: Buffer[] = [];
      let status = UNAVAILABLE;
      let message = 'connection lost';
      const heed = (headers: http2.IncomingHttpHeaders): void => {
        if (headers['grpc-status'] === undefined) return;
        status = Number(headers['grpc-status']);
        message = decodeURIComponent(String(headers['grpc-message'] ?? ''));
      };
      stream.setTimeout(timeoutMs, () => {
        status = DEADLINE;
        message = 'context deadline exceeded';
        stream.close(http2.constants.NGHTTP2_CANCEL);
      });
      stream.on('response', heed);
      stream.on('trailers', heed);
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('error', () => undefined);
      stream.on('close', () => {
        if (status === 0) resolve(Buffer.concat(parts).subarray(5));
        else reject(new GrpcError(status, message));
      });
      stream.end(framed(request));
    });
  }

  /** A stream that stays open: watches, keep-alives. What comes back is counted in bytes, not read. */
  stream(method: string, request: Buffer): OpenStream {
    const stream = this.open(method);
    const open = { receivedBytes: 0, close: () => stream.close(http2.constants.NGHTTP2_CANCEL) };
    stream.on('error', () => undefined);
    stream.on('data', (part: Buffer) => (open.receivedBytes += part.length));
    stream.write(framed(request));
    return open;
  }

  close(): void {
    this.session.destroy();
  }

  private open(method: string): http2.ClientHttp2Stream {
    return this.session.request({
      ':method': 'POST',
      ':path': `/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
  }
}

export interface OpenStream {
  readonly receivedBytes: number;
  close(): void;
}

/** Uncompressed, four bytes of length. */
function framed(body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}
