import fs from 'node:fs';
import { expect } from 'chai';
import { run } from './run-program.js';

const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { readonly version: string };

describe('cli: usage', () => {
  it('--version', () => expect(run(['--version'])).to.deep.equal({ status: 0, stdout: `${version}\n`, stderr: '' }));

  it('--help names every command and option of the contract', () => {
    const { status, stdout, stderr } = run(['--help']);
    expect([status, stderr]).to.deep.equal([0, '']);
    const names =
      'analyze timeline records top explain verify --out --since --until --timezone --year --captured-at --namespace';
    const more = '--redact --redact-map --jobs --format-help --config --strict --fail-on --quiet';
    for (const name of `${names} ${more}`.split(' ')) expect(stdout).to.include(name);
  });

  it('a command’s own help', () => {
    expect(run(['records', '--help']).stdout).to.match(/--kind/);
    expect(run(['top', '--help']).stdout).to.match(/--by[\s\S]*--limit/);
  });

  it('--format-help lists formats, wherever it stands', () => {
    for (const args of [['--format-help'], ['explain', '--format-help'], ['timeline', 'x', '--format-help']]) {
      const { status, stdout } = run(args);
      expect(status).to.equal(0);
      expect(stdout).to.match(/^etcd-zap: /m);
    }
  });

  const WRONG: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [['x', '--yera', '2026'], /Unknown argument: yera/],
    [['x', '--year'], /Not enough arguments following: year/],
    [['x', '--year', '99'], /--year/],
    [['x', '--out', 'd', '--redact-map', 'd/names.json'], /is inside --out/],
    [['x', '--redact-map', 'package.json'], /is not a redaction map; it is not overwritten/],
    [['x', '--flavour', 'wiki'], /github, gitlab, jira, plain/],
    [['timeline', 'x', '--columns', 'time,no'], /unknown column no; known columns: time, end/],
    [['timeline', 'x', '--format', 'jsonl', '--columns', 'time'], /--columns requires --format csv/],
    [['collect'], /--print/],
    [['x', '--no-quiet'], /Unknown argument/],
    [['timeline', 'x', '--format', 'pdf'], /csv, markdown, jsonl, timesketch/],
    [['timeline', 'x', '--out', 'd'], /Unknown argument: out/],
    [['records', 'x', '--kind', 'no-such-kind'], /neither a kind nor a file/],
    [['top', 'x', '--by', 'colour'], /resource, namespace, workload/],
    [['top', 'x', '--limit', '0'], /--limit/],
    [['explain'], /Not enough non-option arguments/],
    [
      ['explain', 'no-such-cause', 'fixtures/reports/refused-writes/report.json'],
      /no cause no-such-cause in the report; it has compaction-disabled/,
    ],
    [['analyze', ''], /an INPUT is empty/],
    [['x', '--out', 'package.json'], /--out: cannot write to package.json/],
  ];
  for (const [args, says] of WRONG) {
    it(`exit status 2, one line, nothing on standard output: ${args.join(' ')}`, () => {
      const { status, stdout, stderr } = run(args);
      expect(stderr).to.match(says);
      expect([status, stdout, stderr.trimEnd().split('\n').length]).to.deep.equal([2, '', 1]);
    });
  }

  it('a report that can’t be read: exit status 3', () => {
    expect(run(['explain', 'x', 'no-such-file']).status).to.equal(3);
    expect(run(['explain', 'x', 'package.json']).status).to.equal(3);
    expect(run(['verify', 'no-such-folder']).status).to.equal(3);
  });
});
