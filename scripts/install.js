/**
 * Installs what the build needs, if it isn't there: as the lockfile says, or, where that doesn't fit package.json (somebody
 * is adding a dependency), as package.json says. Runs before the first build, so it is plain JavaScript without dependencies.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Where Node.js would look: a package may lie in the node_modules of a folder above. */
function isInstalled(name) {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true;
    if (folder === dirname(folder)) return false;
  }
}

/** What it prints goes to standard error: standard output belongs to whoever called. On Windows npm is a script of the shell. */
function npm(command) {
  const flags = '--ignore-scripts --include=dev --no-fund --no-audit --no-global --loglevel=error';
  return spawnSync(`npm ${command} ${flags}`, { cwd: root, shell: true, stdio: ['ignore', 2, 2] }).status === 0;
}

if (!Object.keys({ ...dependencies, ...devDependencies }).every(isInstalled) && !npm('ci') && !npm('install'))
  process.exitCode = 1;
