#!/usr/bin/env node
/** Writes the sample incident: `npm run fixtures`, or `node .cache/build/dev/make-incident.js DIR`. The same bytes every time. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { journal } from './incident/journal.js';
import { requestLine, traffic } from './incident/requests.js';
import { configuration, recoverySession } from './incident/session.js';
import { LOG_END, LOG_START, MEMBERS, at } from './incident/story.js';
import { eventTable, statusLine, statusTable } from './incident/tables.js';
import { createRandom } from './random.js';

const SEED = 20241215;

/** File name to text. */
export function incidentFiles(): ReadonlyMap<string, string> {
  const { requests, events } = traffic(createRandom(SEED));
  const files = new Map<string, string>();
  files.set('etcd.log', requests.map((request) => `${requestLine(request)}\n`).join(''));
  for (const [i, member] of MEMBERS.entries()) {
    files.set(`${member.name}.journal.log`, journal(member, requests, createRandom(SEED + 1 + i)));
  }
  files.set('events.txt', eventTable(requests, events));
  files.set('endpoint-status.txt', statusTable(at('03:18:30'), requests));
  let status = '';
  for (let time = LOG_START; time < LOG_END; time += 5 * 60_000) status += statusLine(time + 2_000, requests);
  files.set('endpoint-status.jsonl', status);
  files.set('recovery-session.txt', recoverySession(requests));
  files.set('etcd.conf.yml', configuration);
  return files;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const dir = process.argv[2] ?? 'fixtures/incident';
  mkdirSync(dir, { recursive: true });
  let bytes = 0;
  for (const [name, text] of incidentFiles()) {
    writeFileSync(join(dir, name), text);
    bytes += Buffer.byteLength(text);
  }
  process.stdout.write(`${dir}: ${bytes.toLocaleString('en')} bytes\n`);
}
