import type { MessageRow } from '../line.js';
import { noticeRows } from './notice.js';

/** The files of a member: `storage/wal`, `storage/backend`, `pkg/fileutil`, defragmentation's leftovers. */
export const storageRows: readonly MessageRow[] = [
  ...noticeRows('defragmentation-skipped', /^Skipping defragmentation/),
  ...noticeRows('defragmentation-leftover', /^found orphaned defragmentation file; deleting/),
  ...noticeRows(
    'storage-error',
    /^failed to (?:close WAL|fsync|truncate|copy|read file|repair|create backup file|unlock\/close)$/,
    /^failed to (?:create a temporary WAL directory|rename the temporary WAL directory|preallocate (?:an initial WAL file|space when creating a new WAL)|seek an initial WAL file)/,
    /^failed to (?:allocate space when creating new wal file|unlock during closing wal)/,
    /^failed to (?:fsync|open|close) the parent data directory/,
    /^failed to (?:remove|parse)(?: index from filename| orphaned \.snap\.db file| temporary file| temp file)/,
    /^failed to parse index from filename/,
    /^could not repair /,
    /^error unlocking .* when purging file/,
    /^check file permission: /,
    /^consistent index (?:was )?never saved|^failed to save consistentIndex/,
  ),
];
