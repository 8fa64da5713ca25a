import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf } from './queries/statements.js';

/** Subcommands whose JSON is an array, an item an endpoint, also for one endpoint. */
const ARRAYS = new Set(['endpoint status', 'endpoint health', 'endpoint hashkv']);

/** jq stops with "Cannot index array with string" on `.Status` of an array: the script never gets its number. */
export const scriptReadsArrayAsObject: ContradictionCheck = {
  id: 'script-reads-array-as-object',
  check(file) {
    const wrong = statementsOf(file, 'jq').filter(
      ({ claim }) => ARRAYS.has(claim.over) && /^\.[A-Za-z_]/.test(claim.path),
    );
    const lines = new Map(wrong.map((sighting) => [`${sighting.exemplar.input}\0${sighting.exemplar.line}`, sighting]));
    return [...lines.values()].map((sighting) => {
      const paths = wrong
        .filter(
          ({ exemplar }) => exemplar.input === sighting.exemplar.input && exemplar.line === sighting.exemplar.line,
        )
        .map(({ claim }) => claim.path);
      const statement =
        `The script reads ${paths.map((path) => `"${path}"`).join(' and ')} from "etcdctl ${sighting.claim.over}" as JSON, but that command prints an array with one item per endpoint, ` +
        `so jq fails and the script never gets a value; use ".[0]${sighting.claim.path}" or ".[] | ${sighting.claim.path}".`;
      return { statement, evidence: evidence([lineOf(sighting)]) };
    });
  },
};
