import type { CaseFile, ContradictionCheck, SizeSample } from '../model/case-file.js';
import type { Exemplar } from '../model/origin.js';
import { evidence, isBefore, lineOf } from './queries/statements.js';
import { binarySize, decimalSize, percent } from './queries/numbers.js';
import { burstsOf, firstDefragmentation, firstRefusal, quotaOf, statusSamples } from './queries/space.js';
import { placeIn } from '../model/origin.js';

/** The largest request that etcd takes by default and what gRPC adds: so far below the quota a refusal is possible. */
const LARGEST_REQUEST = 2 * 1024 * 1024;
const MINUTES = 5;

/**
 * etcd refuses a write when the file and the request together reach the quota (`storage/quota.go`), and the file never
 * shrinks but by a defragmentation. Every file below the quota while writes were refused doesn't go together.
 */
export const sizeBelowQuotaAtRefusal: ContradictionCheck = {
  id: 'size-below-quota-at-refusal',
  check(file) {
    const refusal = firstRefusal(file);
    const quota = quotaOf(file);
    if (refusal === null || quota === null) return [];
    const samples = samplesAt(file, refusal);
    const members = new Set(samples.map((sample) => sample.member ?? placeIn(sample.exemplar)));
    if (samples.length === 0 || members.size < file.members.length) return [];
    const sizes = samples.map((sample) => sample.dbSizeBytes ?? 0);
    const largest = Math.max(...samples.map((sample) => sample.dbSizeHigh ?? sample.dbSizeBytes ?? 0));
    if (largest >= quota.bytes - LARGEST_REQUEST) return [];
    const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
    const statement =
      `The database ${samples.length === 1 ? 'file' : 'files'} measured ${low === high ? decimalSize(low) : `${decimalSize(low)} to ${decimalSize(high)}`}, ` +
      `${low === high ? percent(low / quota.bytes) : `${percent(low / quota.bytes)} to ${percent(high / quota.bytes)}`} of the quota of ${quota.bytes} bytes ` +
      `(${decimalSize(quota.bytes)}, ${binarySize(quota.bytes)}), while writes were refused for lack of space. ` +
      `etcd refuses writes only when file size and request size together reach the quota, or while an earlier alarm is active: sizes and quota are from different times, or another quota applied.`;
    return [{ statement, evidence: evidence([refusal], samples.map(lineOf), quota.lines).slice(0, 8) }];
  },
};

/** Samples that show the files as they were when writes were refused: soon after it, or below it in the same text. */
function samplesAt(file: CaseFile, refusal: Exemplar): SizeSample[] {
  const armed = burstsOf(file, 'nospace-alarm-active').length > 0;
  const defragmentation = firstDefragmentation(file, refusal.input);
  return statusSamples(file).filter((sample) => {
    if (sample.time !== null) {
      const late = refusal.time === null ? NaN : sample.time - refusal.time;
      return late >= 0 && late <= MINUTES * 60_000_000;
    }
    if (armed || !isBefore(refusal, sample.exemplar)) return false;
    return defragmentation === null || isBefore(sample.exemplar, defragmentation);
  });
}
