import type { CaseFile, ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf, type Of } from './queries/statements.js';
import { binarySize, decimalSize } from './queries/numbers.js';
import { statusSamples } from './queries/space.js';

/**
 * `du -sh` counts in binary units and everything in the directory, etcdctl prints decimal units of the database alone.
 * One number carried from the one to the other, or both used in one sum, is 7 % off per step of thousand.
 */
export const unitsMixed: ContradictionCheck = {
  id: 'units-mixed',
  check(file) {
    return [...carriedOver(file), ...roundQuota(file)];
  },
};

function carriedOver(file: CaseFile) {
  const sizes = statementsOf(file, 'size');
  const status = statusSamples(file).filter(({ exemplar }) => /\d\s?[kMGT]B\b/.test(exemplar.text));
  return sizes.flatMap((directory) => {
    if (directory.claim.units !== 'binary' || directory.claim.of !== 'directory') return [];
    const copies = sizes.filter((other) => carries(other, directory));
    const [copy] = copies;
    if (copy === undefined) return [];
    const beside = status.find(({ exemplar }) => exemplar.input === directory.exemplar.input);
    const statement =
      `"${directory.claim.text}" comes from du, which uses binary units and includes the WAL and snapshot files: ${decimalSize(directory.claim.value)}; ` +
      `it is repeated as "${copy.claim.text}" as if it were the database size${beside === undefined ? '' : ', next to sizes that etcdctl printed in decimal units'}. ` +
      `In decimal units that number is ${decimalSize(copy.claim.value)}.`;
    return [
      {
        statement,
        evidence: evidence([directory.exemplar], copies.map(lineOf), beside === undefined ? [] : [beside.exemplar]),
      },
    ];
  });
}

/** The same digits under another unit: `8.4G` of du, `8.4GB` in the arithmetic below it. */
function carries(other: Of<'size'>, directory: Of<'size'>): boolean {
  const digits = (text: string): string => /^\d+(?:\.\d+)?/.exec(text)?.[0] ?? '';
  const scale = (text: string): string => /[KMGT]/i.exec(text)?.[0].toUpperCase() ?? '';
  return (
    other.claim.units !== 'binary' &&
    digits(other.claim.text) === digits(directory.claim.text) &&
    scale(other.claim.text) === scale(directory.claim.text) &&
    other.exemplar.input === directory.exemplar.input
  );
}

/** `quota-backend-bytes: 8589934592 # 8 GB limit`: the comment names the decimal unit for a binary value. */
function roundQuota(file: CaseFile) {
  return file.bursts.flatMap(({ record, first }) => {
    if (record.kind !== 'quota-set' || record.quotaBytes === null) return [];
    const comment = first.text.indexOf('#');
    const said = comment === -1 ? null : /\b(\d+(?:\.\d+)?)\s?(GB|MB)\b/.exec(first.text.slice(comment));
    if (said === null) return [];
    const [number, unit] = [Number(said[1]), said[2] === 'GB' ? 3 : 2];
    if (record.quotaBytes === number * 1000 ** unit || record.quotaBytes !== number * 1024 ** unit) return [];
    const statement = `The quota of ${record.quotaBytes} bytes is called ${said[1] ?? ''} ${said[2] ?? ''}, but is ${binarySize(record.quotaBytes)}, ${decimalSize(record.quotaBytes)}: etcdctl prints decimal units, so compare its sizes with the latter.`;
    return [{ statement, evidence: [first] }];
  });
}
