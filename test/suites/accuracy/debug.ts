/** `node .cache/test/test/suites/accuracy/debug.js NAME…`: how the program sees single incidents. With `--keep DIR` the inputs stay. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportOf } from './analysis.js';
import { allIncidents } from './all.js';
import { measure } from './measure.js';

const args = process.argv.slice(2);
const keep = args.includes('--keep') ? args[args.indexOf('--keep') + 1] : undefined;
const names = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--keep');
for (const maker of allIncidents()) {
  if (names.length > 0 && !names.some((name) => maker.name.includes(name))) continue;
  const began = performance.now();
  const incident = maker.make();
  const made = performance.now();
  if (keep !== undefined) {
    for (const input of incident.inputs) {
      mkdirSync(join(keep, incident.name, input.name, '..'), { recursive: true });
      writeFileSync(join(keep, incident.name, input.name), input.read());
    }
  }
  const report = await reportOf(incident, incident.inputs);
  const { stated: _, ...told } = measure(incident, report);
  const bytes = incident.inputs.reduce((sum, input) => sum + input.read().length, 0);
  const ms = [made - began, performance.now() - made].map(Math.round).join('+');
  process.stdout.write(
    `${told.top1 && told.untrue.length === 0 ? 'ok  ' : 'BAD '} ${ms} ms ${Math.round(bytes / 1024)} kB ${JSON.stringify(told)}\n`,
  );
  if (names.length > 0)
    for (const { id, verdict, role, confidence, because } of report.causes)
      process.stdout.write(`     ${id}: ${verdict} ${role} ${confidence ?? ''} ${because}\n`);
}
