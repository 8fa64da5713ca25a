import { errorOf, type EtcdLine, type MessageRow } from '../line.js';
import { notice, noticeRows } from './notice.js';

/** What Go's listeners and servers return where they are closed: `net.ErrClosed`, `http.ErrServerClosed`, cmux, gRPC. */
const CLOSED = /use of closed network connection|(?:server|listener) closed\b|the server has been stopped/i;

const isClosing = (line: EtcdLine): boolean => CLOSED.test(errorOf(line)) || CLOSED.test(line.message);

/** Start, serving, stop, and what keeps a member from it: `embed/{etcd,serve,config}.go`, `etcdmain/*.go`, `etcdserver/backend.go`. */
export const lifecycleRows: readonly MessageRow[] = [
  ...noticeRows(
    'member-ready',
    'ready to serve client requests',
    /^serving (?:insecure )?client (?:requests|traffic)\b/,
    /^serving client traffic (?:in)?securely/,
  ),
  ...noticeRows(
    'server-closed',
    /^clos(?:ing|ed) etcd server$/,
    'stopped serving peer traffic',
    /^stopping? (?:in)?secure grpc server due to error$/,
    /^stopped (?:in)?secure grpc server due to error$/,
    /^closing (?:client|peer) listener/,
    /^stopp?(?:ed|ing) (?:publish because server|serving peer traffic)/,
    /^skipped publish because server is stopped/,
  ),
  ...noticeRows(
    'publish-failed',
    'failed to publish local member to cluster through raft',
    /^publish error: (?<error>.*)/,
    'error while waiting for peers',
  ),
  ...noticeRows(
    'database-locked',
    'db file is flocked by another process, or taking too long',
    /^another etcd process is using .* and holds the file lock/,
    /^waiting for it to exit before starting/,
    /^failed to flock an initial WAL file/,
  ),
  ...noticeRows(
    'file-descriptors-short',
    '80% of file descriptors are used',
    /^80% of the file descriptor limit is used/,
    /^file descriptor limit(?:\[\d+\])? of etcd process is too low/,
    /^(?:failed to get file descriptor (?:limit|usage)|cannot monitor file descriptor usage)/,
  ),
  ...noticeRows(
    'setting-ignored',
    /^unrecognized environment variable/,
    /^found invalid env(?:ironment variable)?\b/,
    /^flag (?:"-.*" )?is no longer supported - ignoring/,
    /^recognized environment variable \S+, but unused: shadowed by corresponding flag/,
    /^loaded server configuration, other configuration command line flags and environment variables will be ignored/,
    /^(?:The scheme of|scheme is http\b)/i,
    /^ignoring (?:client|peer) auto TLS since certs given/,
    /^advertise-(?:client|peer)-urls .* is deprecated/,
    /^--experimental-\S+ is deprecated/,
    'cannot set special environment variable',
    /^MaxRequestBytes \d+ exceeds maximum recommended size/,
    /^exceeded recommended request limit/,
    /^forgot to set Type=notify/,
    /^adjusting watch progress notify interval/,
    /^use default bcrypt.cost/i,
    /^quota exceeds the maximum value/,
    /^(?:discovery token|DNS SRV discovery) ignored since/,
    /^(?:'data-dir' was empty; using default|no data-dir provided, using default)/,
    /^simple token is not cryptographically signed/,
    /^couldn't parse log level string/,
    /^running etcd on unsupported architecture/,
  ),
];

/** Starts that failed, for a reason that is in the error. */
export const generalRows: readonly MessageRow[] = [
  ...noticeRows(
    'setting-refused',
    'failed to verify flags',
    /^error verifying flags, (?<error>.*?)\. See 'etcd --help'/,
    /^conflicting environment variable/,
    /^(?:etcd on unsupported platform|Refusing to run etcd on unsupported architecture)/,
    /^forgot to set --initial-/,
    /^(?:--discovery flag is not set|V[23] discovery settings)/,
    'advertise client URLs are not set',
    /^When listening on specific address\(es\), this etcd process must advertise/,
  ),
  ...noticeRows('bind-failed', /^creating peer listener failed/, 'failed to create TLS listener', 'listener failed'),
  {
    text: /^setting up serving from embedded etcd failed/,
    // said at every stop too, by what is closed then
    records: (line, found) => notice(line, isClosing(line) ? 'server-closed' : 'start-failed', found),
  },
  ...noticeRows(
    'start-failed',
    /^failed to start(?: etcd)?$/,
    'bootstrap failed',
    /^error occurred during starting a new node: (?<error>.*)/,
    /^Configure https? server failed/,
    /^(?:registerGateway failed|grpc gateway failed to dial|failed to setup grpc-gateway client)/,
  ),
  ...noticeRows('server-error', 'failed to notify systemd for readiness', /^failed to notify systemd for readiness/),
];
