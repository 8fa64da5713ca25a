/** Promises about hostile, broken and huge inputs, the tests that check them, and the names of the measured figures. */
export interface Promised {
  readonly promise: string;
  readonly tests: readonly string[];
  /** Prefixes of names in `figures.json`. */
  readonly figures: readonly string[];
  /** Where it does not hold yet. */
  readonly gap?: string;
}

export const PROMISES: readonly { readonly title: string; readonly rows: readonly Promised[] }[] = [
  {
    title: 'Bounds',
    rows: [
      {
        promise: 'Memory stays below 256 MiB for any input',
        tests: ['test/suites/hostile/memory.suite.ts'],
        figures: ['memory: '],
        gap: 'Beyond the limits, items are summed, and the report says how much that is and how far counts may be off. Exception outside the default settings: ten million distinct keys with `--since`, which a kernel doesn’t read, take 312 MiB with two threads.',
      },
      {
        promise: 'A line that holds a whole document costs time in proportion to its length',
        tests: ['test/suites/hostile/privacy.suite.ts', 'test/suites/hostile/bounds.suite.ts'],
        figures: [],
      },
      {
        promise: 'JSON is read to a bounded depth and length',
        tests: ['test/suites/hostile/bounds.suite.ts'],
        figures: [],
      },
      {
        promise: 'Unpacking stops at a ratio of 250 above 1 GiB',
        tests: ['test/sources/compression/compression.test.ts'],
        figures: [],
      },
      {
        promise: 'Regular expressions on text of inputs are linear',
        tests: ['test/suites/source/regular-expressions.suite.ts'],
        figures: [],
      },
    ],
  },
  {
    title: 'Torn inputs and outputs',
    rows: [
      {
        promise:
          'A truncated gzip, a cut line, a link to nowhere, a loop of folders, a pipe, no permission, a file that grows, is truncated, rotated or vanishes while it is read: the readable part is read, and the report says how far',
        tests: [
          'test/suites/hostile/torn-input.suite.ts',
          'test/suites/hostile/torn-while-read.suite.ts',
          'test/suites/hostile/closed-doors.suite.ts',
          'test/sources/archives/archives.test.ts',
        ],
        figures: [],
      },
      {
        promise: 'If writing fails, for example on a full disk, the old file stays and no other is left',
        tests: [
          'test/suites/hostile/full-disk.suite.ts',
          'test/suites/hostile/torn-input.suite.ts',
          'test/cli/outputs.test.ts',
        ],
        figures: [],
      },
      {
        promise:
          'SIGINT: a report of the part read, marked incomplete, and exit status 130. SIGKILL: no partial file, at any time',
        tests: ['test/suites/hostile/torn-input.suite.ts', 'test/suites/hostile/interruptions.suite.ts'],
        figures: ['signals: '],
      },
      {
        promise: 'A closed pipe ends the program quietly with 0',
        tests: ['test/suites/hostile/torn-input.suite.ts'],
        figures: [],
      },
    ],
  },
  {
    title: 'Injection',
    rows: [
      {
        promise: 'Text from inputs stays text in HTML, Markdown, CSV, JSON and on a terminal, from every field',
        tests: [
          'test/suites/hostile/injection.suite.ts',
          'test/reports/hostile-text.test.ts',
          'test/reports/escape.test.ts',
          'test/reports/csv.test.ts',
        ],
        figures: [],
      },
      {
        promise: 'Names in archives have no effect: nothing is unpacked to a file',
        tests: ['test/suites/hostile/system-calls.suite.ts', 'test/sources/archives/archives.test.ts'],
        figures: [],
      },
    ],
  },
  {
    title: 'Determinism',
    rows: [
      {
        promise:
          'The same inputs and options give the same bytes, independent of jobs, order of inputs, file dates, sizes of reads, and the clock, time zone and language of the machine',
        tests: [
          'test/suites/hostile/determinism.suite.ts',
          'test/suites/hostile/strange-machine.suite.ts',
          'test/pipeline/fold.test.ts',
        ],
        figures: [],
      },
    ],
  },
  {
    title: 'Tests of tests',
    rows: [
      {
        promise: 'No input makes a frame, a wrapper, a dialect, a decompressor or the whole program throw or hang',
        tests: ['test/suites/fuzz/fuzz.suite.ts', 'test/decoders/contract.test.ts'],
        figures: ['fuzz: '],
      },
      {
        promise: 'The tests notice when rules, aggregates and folds are changed',
        tests: ['test/suites/mutation/mutation.suite.ts', 'test/suites/judgements/judgements.suite.ts'],
        gap: 'Tests notice about half of the changes to aggregates so far: most code for speed is covered only by whole analyses, which this suite does not run.',
        figures: ['mutation: '],
      },
    ],
  },
  {
    title: 'Supply chain',
    rows: [
      {
        promise:
          'Few dependencies, locked by hash, with free licences, listed in third-party.md; a bill of materials can be made and is complete; the package holds what it needs; no known vulnerabilities, if the registry can be reached',
        tests: [
          'test/architecture/supply-chain.test.ts',
          'test/architecture/package.test.ts',
          'test/suites/hostile/audit.suite.ts',
        ],
        figures: ['audit'],
      },
      {
        promise: 'No network, no other program, no writes outside --out and --redact-map',
        tests: ['test/suites/hostile/system-calls.suite.ts', 'test/architecture/supply-chain.test.ts'],
        figures: ['system calls: '],
      },
    ],
  },
  {
    title: 'Privacy',
    rows: [
      {
        promise: 'Values of keys and credentials are in no output, with or without --redact',
        tests: ['test/suites/hostile/privacy.suite.ts'],
        figures: [],
      },
    ],
  },
];
