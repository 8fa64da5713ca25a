import fs from 'node:fs';
import { formatGroups } from '../cli/format-list.js';
import { withFormats } from './formats-doc.js';

/** Writes the tables of docs/formats.md anew: `npm run docs:formats`. */
const FILE = 'docs/formats.md';
fs.writeFileSync(FILE, withFormats(fs.readFileSync(FILE, 'utf8'), await formatGroups()));
