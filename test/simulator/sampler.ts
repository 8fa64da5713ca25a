/**
 * zap's sampler as etcd sets it (client/pkg/logutil/zap.go): of lines of one level and message, the first 100 within a
 * second pass, then every 100th. A second begins with the first line after the previous one ended.
 */
export class Sampler {
  private readonly windows = new Map<string, { end: number; count: number }>();

  passes(time: number, level: string, message: string): boolean {
    const key = `${level}\n${message}`;
    const window = this.windows.get(key);
    if (window === undefined || time >= window.end) {
      this.windows.set(key, { end: time + 1000, count: 1 });
      return true;
    }
    window.count += 1;
    return window.count <= 100 || (window.count - 100) % 100 === 0;
  }
}
