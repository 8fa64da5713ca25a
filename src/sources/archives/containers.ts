import type { Described } from '../../model/described.js';

/** What files may be packed in, known by their first bytes, also one in another: for `--format-help` and the documents. */
export const CONTAINERS: readonly Described[] = [
  { id: 'gzip', title: 'compressed file or stream, also with several parts', sample: 'etcd.log.gz' },
  { id: 'zstd', title: 'compressed file or stream', sample: 'etcd.log.zst' },
  { id: 'xz', title: 'compressed file or stream', sample: 'etcd.log.xz' },
  { id: 'bzip2', title: 'compressed file or stream', sample: 'etcd.log.bz2' },
  {
    id: 'tar',
    title: 'archive (ustar, GNU, PAX), also compressed; each regular file in it is a separate input',
    sample: 'must-gather.tar.gz!namespaces/openshift-etcd/pods/etcd-cp1/etcd/etcd/logs/current.log',
  },
  {
    id: 'zip',
    title: 'archive (stored or deflated, also zip64); each regular file in it is a separate input',
    sample: 'support-bundle.zip!cluster-resources/events/payments.json',
  },
];
