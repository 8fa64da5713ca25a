import { expect } from 'chai';
import fc from 'fast-check';
import { visible } from '../../src/model/evidence.js';
import { csv, csvLines } from '../../src/reports/csv.js';
import { RECORD_FORMATS } from '../../src/reports/record-formats.js';
import { TIMELINE_FORMATS } from '../../src/reports/timeline-formats.js';
import { TOP_FORMATS } from '../../src/reports/top.js';
import { refusedWrites } from './postmortem-fixture.js';

/** A plain reader of RFC 4180, to hold the writer against. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (quoted && char === '"' && text.charAt(i + 1) === '"') {
      cell += '"';
      i += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ',') {
      row.push(cell);
      cell = '';
    } else if (!quoted && char === '\r' && text.charAt(i + 1) === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i += 1;
    } else cell += char;
  }
  return rows;
}

describe('reports: CSV', () => {
  it('defuses formulas and leaves numbers alone', () => {
    expect(csvLines([['=1+1', '@x', '+1', '-1', -5, 'a=b', true, null]])).to.equal(
      "'=1+1,'@x,'+1,'-1,-5,a=b,true,\r\n",
    );
  });

  it('reads back with control characters visible, and no cell starts a formula', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('=x', '@x', '-x', '+x', '\t=x', '\r=x', 'a"b', 'a,b', 'a\r\nb'),
    );
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
        const [header, row] = parseCsv([...csv(['a', 'b', 'c', 'd'], [cells])].join(''));
        expect(header).to.deep.equal(['a', 'b', 'c', 'd']);
        expect(row?.map((one) => one.replace(/^'(?=[=@+\t\r\uff1d\uff0b\uff0d\uff20-])/, ''))).to.deep.equal(
          cells.map((one) => visible(one).replace(/^'(?=[=@+\t\r\uff1d\uff0b\uff0d\uff20-])/, '')),
        );
        for (const one of row ?? []) expect(one).not.to.match(/^[=@+\t\r-]/);
      }),
    );
  });

  it('timesketch has its four columns first, with microseconds', () => {
    const rows = parseCsv([...TIMELINE_FORMATS.timesketch(refusedWrites)].join(''));
    expect(rows[0]?.slice(0, 4)).to.deep.equal(['message', 'datetime', 'timestamp', 'timestamp_desc']);
    expect(rows[5]?.slice(0, 3)).to.deep.equal([
      'NOSPACE alarm raised',
      '2026-11-22T13:11:09.402000+00:00',
      '1795353069402000',
    ]);
  });

  it('records keep every field, with a column or in the last one', () => {
    const { header, row } = RECORD_FORMATS.csv;
    const [names = [], cells = []] = parseCsv(
      header + row({ input: 'a.log', line: 3, kind: 'request', op: 'put', refused: false, errors: ['x', 'y'], odd: 1 }),
    );
    const field = (name: string): string | undefined => cells[names.indexOf(name)];
    expect([
      field('input'),
      field('line'),
      field('op'),
      field('refused'),
      field('errors'),
      field('more'),
    ]).to.deep.equal(['a.log', '3', 'put', 'false', 'x; y', '{"odd":1}']);
    expect(RECORD_FORMATS.jsonl.row({ input: 'a', line: null, kind: 'log' })).to.equal(
      '{"input":"a","line":null,"kind":"log"}\n',
    );
  });
});

describe('reports: top', () => {
  const shares = ['a', 'b', 'c', '(other)'].map((key, i) => ({
    key,
    count: 4 - i,
    bytes: null,
    share: (4 - i) / 10,
    shareOfBytes: null,
    countBeforeOnset: null,
  }));
  const ranking = { by: 'resource', unit: 'puts', shares };
  it('shows the first N and adds up the rest', () => {
    const keys = (JSON.parse([...TOP_FORMATS.json(ranking, 2)].join('')) as { key: string; count: number }[]).map(
      ({ key, count }) => [key, count],
    );
    expect(keys).to.deep.equal([
      ['a', 4],
      ['b', 3],
      ['(other)', 3],
    ]);
    expect([...TOP_FORMATS.table(ranking, 2)].join('')).to.equal(
      'resource  puts  share  bytes  of bytes\na            4   40 %\nb            3   30 %\n(other)      3   30 %\n',
    );
    expect([...TOP_FORMATS.markdown(ranking, 1)].join('')).to.include('| `a` | 4 | 40 % |');
    expect([...TOP_FORMATS.csv(ranking, 9)].join('').split('\r\n')[0]).to.equal(
      'resource,count,share,bytes,shareOfBytes,countBeforeOnset',
    );
  });
});
