import fs from 'node:fs';
import path from 'node:path';
import { manPage } from '../cli/man-page.js';

/** Writes etcd-postmortem.1 to a folder, `man` unless another is named. */
const folder = process.argv[2] ?? 'man';
fs.mkdirSync(folder, { recursive: true });
fs.writeFileSync(path.join(folder, 'etcd-postmortem.1'), manPage());
