/** What is promised of hostile, broken and huge inputs, the tests that hold it, and the names of the figures they measured. */
export interface Promised {
  readonly promise: string;
  readonly tests: readonly string[];
  /** Prefixes of names in `figures.json`. */
  readonly figures: readonly string[];
  /** Where it does not hold yet: said as it is. */
  readonly gap?: string;
}

export const PROMISES: readonly { readonly title: string; readonly rows: readonly Promised[] }[] = [
  {
    title: 'Bounds',
    rows: [
      {
        promise: 'Memory stays below 256 MiB, whatever the input',
        tests: ['test/suites/hostile/memory.suite.ts'],
        figures: ['memory: '],
        gap: 'Not held for requests of very many distinct workloads, for audit logs of several hundred thousand objects, and for a list of more than a hundred thousand distinct events.',
      },
      {
        promise: 'A line that holds a whole document costs time in proportion to its length',
        tests: ['test/hostile/privacy.test.ts', 'test/hostile/bounds.test.ts'],
        figures: [],
      },
      { promise: 'JSON is read to a bounded depth and length', tests: ['test/hostile/bounds.test.ts'], figures: [] },
      {
        promise: 'Unpacking stops at a ratio of 250 above 1 GiB',
        tests: ['test/sources/compression.test.ts'],
        figures: [],
      },
      {
        promise: 'Regular expressions on text of inputs are linear',
        gap: 'None is exponential as far as they were judged; not all are proven linear yet, and those see lines of bounded length or are held by the lines in bounds.test.ts.',
        tests: ['test/suites/hostile/regular-expressions.suite.ts'],
        figures: ['regular expressions'],
      },
    ],
  },
  {
    title: 'Torn inputs and outputs',
    rows: [
      {
        promise:
          'A truncated gzip, a cut line, a link to nowhere, a loop of folders, a pipe, a file that grows, is rotated or vanishes: what there is gets read, and the report says how far',
        tests: ['test/hostile/torn-input.test.ts', 'test/sources/archives.test.ts'],
        figures: [],
      },
      {
        promise: 'Where writing fails, the old file stays and no other is left',
        tests: ['test/hostile/torn-input.test.ts', 'test/cli/outputs.test.ts'],
        figures: [],
      },
      {
        promise: 'SIGINT: what there is, marked incomplete, and 130. SIGKILL: no file half written',
        tests: ['test/hostile/torn-input.test.ts'],
        figures: [],
      },
      {
        promise: 'A closed pipe ends the program quietly with 0',
        tests: ['test/hostile/torn-input.test.ts'],
        figures: [],
      },
    ],
  },
  {
    title: 'Injection',
    rows: [
      {
        promise: 'Text of inputs is text in HTML, Markdown, CSV, JSON and on a terminal, from every field',
        tests: [
          'test/hostile/injection.test.ts',
          'test/reports/hostile-text.test.ts',
          'test/reports/escape.test.ts',
          'test/reports/csv.test.ts',
        ],
        figures: [],
      },
      {
        promise: 'Names in archives lead nowhere: nothing is unpacked to a file',
        tests: ['test/suites/hostile/system-calls.suite.ts', 'test/sources/archives.test.ts'],
        figures: [],
      },
    ],
  },
  {
    title: 'Determinism',
    rows: [
      {
        promise:
          'The same inputs and options give the same bytes, whatever the jobs, the order, the files’ dates, the clock and the zone of the machine',
        tests: ['test/hostile/determinism.test.ts', 'test/pipeline/fold.test.ts'],
        figures: [],
      },
    ],
  },
  {
    title: 'Tests of tests',
    rows: [
      {
        promise: 'No bytes make a frame, a wrapping, a dialect, an unpacker or the whole program throw or hang',
        tests: ['test/suites/fuzz/fuzz.suite.ts', 'test/decoders/contract.test.ts'],
        figures: ['fuzz: '],
      },
      {
        promise: 'The tests notice when rules and folds are changed',
        tests: ['test/suites/mutation/mutation.suite.ts'],
        figures: ['mutation: '],
      },
    ],
  },
  {
    title: 'Supply chain',
    rows: [
      {
        promise:
          'Few dependencies, locked by hash, with free licences; a bill of materials can be made; the package holds what it needs',
        tests: ['test/architecture/supply-chain.test.ts', 'test/architecture/package.test.ts'],
        figures: [],
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
        tests: ['test/hostile/privacy.test.ts'],
        figures: [],
      },
    ],
  },
];
