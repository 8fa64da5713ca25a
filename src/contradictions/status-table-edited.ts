import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf, type Of } from './queries/statements.js';
import { isWithin } from './queries/versions.js';
import { STATUS_COLUMNS } from './tables/status-columns.js';

/** Id of the member that a stock single-member etcd makes (`membership/member.go`); seen in kubernetes#45037, etcd#20115. */
const STOCK_ID = '8e9e05c52164694d';

/** A status table without columns that its version prints, or with ids that no hash gives, is not what the command printed. */
export const statusTableEdited: ContradictionCheck = {
  id: 'status-table-edited',
  check(file) {
    const tables = statementsOf(file, 'status-table');
    return [...missingColumns(tables), ...inventedIds(tables)];
  },
};

/** The columns depend on the version of etcdctl, not on the version of the members: an older one on the host is usual. */
function missingColumns(tables: readonly Of<'status-table'>[]) {
  const found = tables.flatMap((table) => {
    const lacking = STATUS_COLUMNS.map(({ columns }) => columns.filter((name) => !table.claim.columns.includes(name)));
    if (lacking.some((missing) => missing.length === 0)) return [];
    const { version } = table.claim;
    const own = version === null ? -1 : STATUS_COLUMNS.findIndex(({ versions }) => isWithin(version, [versions]));
    return own < 0 ? [] : [{ table, missing: lacking[own] ?? [], version: version ?? '' }];
  });
  const [first] = found;
  if (first === undefined) return [];
  const alarm = first.missing.includes('errors')
    ? '; an active alarm is shown in ERRORS, so these tables cannot show or rule out an alarm'
    : '';
  const statement = `No release of etcdctl prints a status table with these columns alone; that of version ${first.version}, which the ${found.length === 1 ? 'table names' : 'tables name'}, has ${first.missing.map((name) => name.toUpperCase()).join(', ')} as well: cut or retyped${alarm}.`;
  return [{ statement, evidence: evidence(found.map(({ table }) => table).map(lineOf)) }];
}

function inventedIds(tables: readonly Of<'status-table'>[]) {
  const table = tables.find(({ claim }) => isConsecutive(claim.ids));
  if (table === undefined) return [];
  const stock = table.claim.ids.includes(STOCK_ID) ? `, and the first is the id of a default single-member etcd` : '';
  const statement = `The member ids ${table.claim.ids.join(', ')} are consecutive${stock}, but an id is the beginning of a SHA-1 hash: they were invented or edited.`;
  return [{ statement, evidence: evidence([table.exemplar]) }];
}

function isConsecutive(ids: readonly string[]): boolean {
  if (ids.length < 2 || !ids.every((id) => /^[0-9a-f]{8,16}$/.test(id))) return false;
  const numbers = ids.map((id) => BigInt(`0x${id}`)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return numbers.every((number, i) => i === 0 || number - (numbers[i - 1] ?? 0n) === 1n);
}
