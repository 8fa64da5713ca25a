import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { WholeFile, writeWholeFile } from '../../src/sources/whole-file.js';

describe('a file that appears complete or not at all', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'whole-'));
    file = path.join(folder, 'a.bin');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('is there at its end, in the place of an older one', () => {
    fs.writeFileSync(file, 'old');
    const into = new WholeFile(file);
    into.write(Buffer.from('new '));
    expect(fs.readFileSync(file, 'utf8')).to.equal('old');
    into.write(Buffer.from('bytes'));
    into.end();
    expect(fs.readFileSync(file, 'utf8')).to.equal('new bytes');
    expect(fs.readdirSync(folder)).to.deep.equal(['a.bin']);
  });

  it('leaves nothing behind where its content or its last step fails', () => {
    const fails = (): never => {
      throw new Error('no more');
    };
    expect(() => writeWholeFile(file, fails)).to.throw('no more');
    expect(fs.readdirSync(folder)).to.deep.equal([]);
    fs.mkdirSync(path.join(file, 'full'), { recursive: true });
    expect(() => writeWholeFile(file, (into) => into.write(Buffer.from('x')))).to.throw();
    expect(fs.readdirSync(folder)).to.deep.equal(['a.bin']);
  });

  it('has the permissions that were asked for, also beside a left-over of a killed run', () => {
    fs.writeFileSync(path.join(folder, `.a.bin.${process.pid}.tmp`), 'left', { mode: 0o644 });
    writeWholeFile(file, (into) => into.write(Buffer.from('x')), 0o600);
    expect(fs.statSync(file).mode & 0o777).to.equal(0o600);
    expect(fs.readdirSync(folder)).to.deep.equal(['a.bin']);
  });
});
