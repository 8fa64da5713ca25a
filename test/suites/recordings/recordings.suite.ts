import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { missedIn, readAll } from '../../reading/read-all.js';

interface Unclaimed {
  readonly files: string;
  readonly lines: string;
  readonly because: string;
}

/** Recordings of real clusters and incidents told in public, which are too large for the repository; parted by commas. */
const ROOTS = (
  process.env['RECORDINGS'] ??
  '../shared/data,../shared/cases/public,../shared/cases/etcd-lab-2,../shared/cases/k8s-lab'
).split(',');
const UNCLAIMED = JSON.parse(readFileSync('test/reading/unclaimed-lines.json', 'utf8')) as readonly Unclaimed[];
const BINARY = /\.(?:db|journal|tar)$/;

describe('recordings', () => {
  for (const ROOT of ROOTS)
    it(`of ${ROOT} have no line that no format claims, but those of a list`, function () {
      if (!existsSync(ROOT)) {
        console.warn(`      no recordings at ${ROOT}: set RECORDINGS to their folder`);
        this.skip();
      }
      this.timeout(600_000);
      const files = readdirSync(ROOT, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
      const surprises: string[] = [];
      for (const file of files) {
        const packed = file.endsWith('.gz');
        const name = relative(ROOT, packed ? file.slice(0, -3) : file);
        if (BINARY.test(name)) continue;
        const bytes = packed ? gunzipSync(readFileSync(file)) : readFileSync(file);
        const allowed = UNCLAIMED.filter((entry) => new RegExp(entry.files).test(name));
        const read = readAll(bytes);
        const missed = missedIn(read);
        expect(
          missed.reduce((sum, { lines }) => sum + lines, 0),
          name,
        ).to.equal(read.counts.unrecognised);
        for (const { line, said } of missed)
          if (!allowed.some(({ lines }) => new RegExp(lines).test(said)))
            surprises.push(`${name}:${line}: ${said.slice(0, 120)}`);
      }
      expect(surprises.slice(0, 20)).to.deep.equal([]);
    });

  it('leave nothing out without a reason', () => {
    for (const { because, files, lines } of UNCLAIMED) {
      expect(because.length).to.be.greaterThan(10);
      expect(() => [new RegExp(files), new RegExp(lines)]).not.to.throw();
    }
  });
});
