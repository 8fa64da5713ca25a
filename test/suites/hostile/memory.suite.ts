import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { MAIN, withFolder } from '../../cli/run-program.js';
import { keepFigure } from '../figures.js';
import { HUGE } from './huge-inputs.js';

/** 1: sizes that a minute or two can read; `LONG=1`: those that are promised. */
const LONG = process.env['LONG'] !== undefined;
const LIMIT_MIB = 256;

interface Peak {
  readonly status: number | null;
  readonly mib: number;
  readonly seconds: number;
}

/** The most memory that the process held, all threads together: what the kernel kept of it. */
async function peakOf(folder: string, input: string): Promise<Peak> {
  const child = spawn(process.execPath, [MAIN, 'analyze', input, '--out', path.join(folder, 'out'), '--quiet'], {
    stdio: 'ignore',
  });
  const from = Date.now();
  let mib = 0;
  const look = setInterval(() => {
    try {
      const status = fs.readFileSync(`/proc/${child.pid}/status`, 'utf8');
      mib = Math.max(mib, Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024));
    } catch {
      // It is over.
    }
  }, 50);
  const status = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  clearInterval(look);
  return { status, mib, seconds: Math.round((Date.now() - from) / 1000) };
}

describe('memory', () => {
  for (const { name, short, long, write } of HUGE)
    it(name, async function () {
      this.timeout(LONG ? 7_200_000 : 600_000);
      await withFolder(async (folder) => {
        const file = path.join(folder, 'input.log');
        write(file, LONG ? long : short);
        const { size } = fs.statSync(file);
        const { status, mib, seconds } = await peakOf(folder, file);
        console.log(`    ${name}: ${mib} MiB, ${(size / 1e6).toFixed(0)} MB in ${seconds} s`);
        keepFigure(`memory: ${name}`, `${mib} MiB at ${(size / 1e6).toFixed(0)} MB`);
        expect(status).to.be.oneOf([0, 3]);
        expect(mib).to.be.below(LIMIT_MIB);
      });
    });
});
