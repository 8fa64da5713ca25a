import fs from 'node:fs';
import { formatGroups } from '../cli/format-list.js';
import { withFormats } from './formats-doc.js';

/** Rewrites the tables of docs/formats.md: `npm run docs:formats`. */
const FILE = 'docs/formats.md';
fs.writeFileSync(FILE, withFormats(fs.readFileSync(FILE, 'utf8'), await formatGroups()));
