import { errorOf, type EtcdLine, type MessageRow, textField } from '../line.js';
import { errorKind } from './error-kinds.js';
import { notice, noticeRows } from './notice.js';

/** What clients ask for and are refused: authentication, leases, streams. `auth/*.go`, `lease/*.go`, `api/v3rpc/{watch,lease,interceptor}.go`. */
export const clientRows: readonly MessageRow[] = [
  {
    text: /^(?:invalid auth token|invalid JWT token|invalid token option|invalid authentication was requested|invalid password|incorrect password)$/,
    records: (line) => notice(line, 'auth-error', [], userOf(line)),
  },
  ...noticeRows(
    'auth-error',
    /^(?:invalid auth token|invalid jwt token|failed to parse jwt token): /,
    /^request auth revision is less than current node auth revision/,
    /^(?:auth: )?incorrect password for user/,
    /^auth: (?:invalid access|malformed basic auth|user \S+ does not have)/,
    /^invalid access for (?:user|a guest role) on key/,
    'a user does not have root role for resource',
    'malformed basic auth encoding',
    /^authentication failed, (?:invalid password for user|password is invalid)/,
    /^invalid authentication request to user/,
    /^invalid user name \S* for permission checking/,
    /^invalid user name /,
    'cannot find a user for permission check',
    "user doesn't exist",
    /^failed to (?:parse a JWT token|obtain claims from a JWT token|obtain (?:user|revision) claims from jwt token)/,
    /^failed to (?:create a (?:merged|unified) permission|assign token for lease revoking|generate prefix of internally used token|bcrypt hash password|hash password|create token provider)/,
    /^(?:the role root must not|the user root must not|cannot delete 'root'|'root' user cannot revoke)/,
    /^(?:attempted to (?:grant a duplicate|revoke a ungranted) role|ignored grant role request to a user|'has-role' requested for non-existing user|tried to check user|user \S+ is already granted role)/,
    /^(?:unknown token type|unknown token specific option|invalid token specific option|unknown JWT options|problem loading JWT options|failed to (?:parse|read) (?:private|public) key)/,
    'ignoring common name in gRPC-gateway proxy request',
    /^ignoring common name in gRPC-gateway proxy request/,
    /^failed to (?:enable|disable) auth$/,
  ),
  ...noticeRows(
    'auth-changed',
    /^(?:enabled|disabled) auth(?:entication)?$/,
    /^Authentication (?:enabled|disabled)$/i,
    /^(?:added a new user|added a user|deleted a user|changed a password of a user|created a role|deleted a role|granted a role to a user|revoked a role from a user)$/,
    /^(?:granted\/updated a permission to a user|revoked a permission on range|updated a user|created a user)$/,
    /^(?:added a new user|deleted a user|changed a password of a user|granted role|revoked role|Role \S+ is created|deleted role|role \S+'s permission of key)/,
  ),
  {
    text: 'failed to revoke lease',
    records: (line) => {
      const error = textField(line, 'error') ?? '';
      if (/auth/.test(error)) return [notice(line, 'auth-error'), notice(line, 'lease-revoke-failed')];
      // a time-out or a full disk has a kind that says more
      return /request timed out|no space/.test(error) ? null : notice(line, 'lease-revoke-failed');
    },
  },
  {
    // failed to revoke 9ef35dc711e6d3f5 ("etcdserver: request timed out")
    text: /^failed to revoke [0-9a-f]{1,16} \("(.*)"\)/,
    records: (line, [, error = '']) =>
      /request timed out|no space/.test(error) ? null : notice(line, 'lease-revoke-failed'),
  },
  ...noticeRows(
    'lease-revoke-failed',
    /^Ignore the (?:lease revoking|checkpoint) request because current member isn't a leader/,
    "Failed to check current member's leadership",
    "Current member isn't a leader",
  ),
  ...noticeRows(
    'lease-error',
    /^failed to (?:attach a lease|detach old lease from a key)/,
    /^cannot detach /,
    /^unexpected (?:Attach error|error from lease detach): (?<error>.*)/,
    'Unexpected lease renew context error',
  ),
  ...noticeRows(
    'transaction-error',
    'unexpected error during readonly txn',
    /^Unexpected negative revision range start/,
    'unexpected error code',
    'failed to convert response',
  ),
  {
    // the line contains the request with its value: only the error is shown
    text: /^failed to apply request(?:$|,took .*,err is (.*)$| ".*, err is (.*)$)/s,
    records: (line, [, structured, quoted]) => {
      const error = (structured ?? quoted ?? errorOf(line)).slice(0, 300);
      const kind = errorKind(error) ?? 'apply-failed';
      const told = { message: 'failed to apply request', ...(error === '' ? {} : { error }) };
      const excerpt = `failed to apply request: ${error}`;
      return kind === 'wal-corrupt' ? null : { ...notice({ ...line, message: '' }, kind, [], told), excerpt };
    },
  },
];

function userOf(line: EtcdLine): { user?: string } {
  const user = textField(line, 'user-name') ?? textField(line, 'user');
  return user === null ? {} : { user };
}
