/** `node .cache/test/test/suites/accuracy/debug-ablations.js NAME…`: what the program gets wrong of single incidents with less to go on. */
import { ABLATIONS, wrongs } from './ablations.js';
import { allIncidents } from './all.js';
import { reportOf } from './analysis.js';

const names = process.argv.slice(2);
for (const maker of allIncidents()) {
  if (names.length > 0 && !names.some((name) => maker.name.includes(name))) continue;
  const incident = maker.make();
  const whole = await reportOf(incident, incident.inputs);
  for (const { name, inputs } of ABLATIONS) {
    const left = inputs(incident);
    if (left === null) continue;
    const less = await reportOf(incident, left);
    const found = wrongs(incident, whole, less);
    if (found.length === 0) continue;
    process.stdout.write(`${incident.name}, ${name}:\n`);
    for (const wrong of found) process.stdout.write(`    ${wrong}\n`);
    if (names.length > 0)
      for (const { id, verdict, confidence, because } of less.causes)
        if (found.some((wrong) => wrong.startsWith(`${id} `)))
          process.stdout.write(`        ${id} ${verdict} ${confidence ?? ''}: ${because}\n`);
  }
}
