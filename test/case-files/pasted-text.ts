import type { Burst, CaseFile, StatementSighting, SizeSample } from '../../src/model/case-file.js';
import type { Exemplar } from '../../src/model/origin.js';
import type { AnyRecord, Claim, StatementBody } from '../../src/model/record.js';
import { bytes, epochMicros, type EpochMicros } from '../../src/model/units.js';
import { emptyCaseFile, sizeSample } from './case-file-builder.js';

/** 2024-12-15T03:00:00Z plus so many seconds. */
export const at = (seconds: number): EpochMicros =>
  epochMicros((Date.UTC(2024, 11, 15, 3) / 1000 + seconds) * 1_000_000);

/** A line of the one text that a hand-made case is of. */
export function lineAt(line: number, text = `line ${line}`, time: EpochMicros | null = null): Exemplar {
  return { input: 'a.txt', line, lines: 1, byteOffset: null, time, text, excerpt: text };
}

export function said(line: number, claim: StatementBody, text?: string): StatementSighting {
  const record: Claim = { kind: 'claim', format: 'transcript', source: 'etcdctl', time: null, claim };
  return { claim, record, exemplar: lineAt(line, text) };
}

export function ran(
  line: number,
  command: string,
  output: readonly string[] = [],
  more: { script?: boolean; proposed?: boolean } = {},
): StatementSighting {
  return said(
    line,
    {
      what: 'command',
      command,
      output,
      script: more.script ?? false,
      ...(more.proposed === undefined ? {} : { proposed: more.proposed }),
    },
    command,
  );
}

export function happened(line: number, record: AnyRecord, text?: string): Burst {
  const first = lineAt(line, text, record.time);
  return {
    kind: record.kind,
    member: null,
    source: record.source,
    start: record.time,
    end: record.time,
    count: 1,
    record,
    first,
    worst: first,
    worstRecord: record,
  };
}

/** A refusal in a journal without a level. */
export function refused(
  line: number,
  time: EpochMicros | null = at(945),
  text = 'rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded',
): Burst {
  return happened(line, { kind: 'nospace-error', format: 'klog', source: 'kubernetes', time, clientSide: true }, text);
}

export function quota(line: number, quotaBytes: number, text = `quota-backend-bytes: ${quotaBytes}`): Burst {
  return happened(
    line,
    { kind: 'quota-set', format: 'etcd-conf', source: 'config', time: null, quotaBytes: bytes(quotaBytes) },
    text,
  );
}

export function retention(line: number, value: string): Burst {
  const record = {
    kind: 'auto-compaction-set',
    format: 'etcd-conf',
    source: 'config',
    time: null,
    mode: null,
    retention: value,
    disabled: value === '0',
  } as const;
  return happened(line, record, `auto-compaction-retention: "${value}"`);
}

export const sampled = (line: number, sample: Partial<SizeSample>, text?: string): SizeSample =>
  sizeSample({ exemplar: lineAt(line, text, sample.time ?? null), ...sample });

/** A case in which nothing happened, with what a test puts into it. */
export const caseFile = (parts: Partial<CaseFile>): CaseFile => ({ ...emptyCaseFile(), ...parts });
