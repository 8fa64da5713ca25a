import type { VersionRange } from '../queries/versions.js';

/** Columns of `etcdctl endpoint status -w table` by release (`etcdctl/ctlv3/command/printer.go`), in lower case. */
export const STATUS_COLUMNS: readonly { readonly versions: VersionRange; readonly columns: readonly string[] }[] = [
  {
    versions: ['3.2.0', '3.3.99'],
    columns: ['endpoint', 'id', 'version', 'db size', 'is leader', 'raft term', 'raft index'],
  },
  {
    versions: ['3.4.0', '3.5.99'],
    columns: [
      'endpoint',
      'id',
      'version',
      'db size',
      'is leader',
      'is learner',
      'raft term',
      'raft index',
      'raft applied index',
      'errors',
    ],
  },
  {
    versions: ['3.6.0', '9.9.9'],
    columns: [
      ...[
        'endpoint',
        'id',
        'version',
        'storage version',
        'db size',
        'in use',
        'percentage not in use',
        'quota',
        'is leader',
        'is learner',
      ],
      ...['raft term', 'raft index', 'raft applied index', 'errors', 'downgrade target version', 'downgrade enabled'],
    ],
  },
];
