/** host:port of a URL or an endpoint: `https://10.0.1.10:2379/` is `10.0.1.10:2379`. */
export function hostPort(endpoint: string): string {
  const [host = ''] = endpoint
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .split('/', 1);
  return host;
}

/** host:port pairs of a comma-separated list of URLs, each once. */
export function hostPorts(list: string): string[] {
  return [...new Set(list.split(',').map(hostPort))].filter((pair) => pair !== '');
}

/** `10.0.1.10:2379`, `https://etcd-0.etcd:2379`, `[::1]:2379`, `localhost:2379`. */
export function isEndpoint(text: string): boolean {
  return (
    /^(?:https?:\/\/|unixs?:\/\/)?(?:\[[0-9a-fA-F:.%]+\]|[\w.-]+):\d{1,5}\/?$/.test(text) ||
    /^(?:https?|unixs?):\/\/[\w.-]+\/?$/.test(text)
  );
}

/** A member's id as etcd prints it in hexadecimal, without leading zeros; null where it isn't one. */
export function memberId(text: string): string | null {
  const id = text.trim().toLowerCase().replace(/^0x/, '');
  return /^[0-9a-f]{1,16}$/.test(id) ? id.replace(/^0+(?=.)/, '') : null;
}
