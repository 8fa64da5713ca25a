import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { MAIN, withFolder } from '../../cli/run-program.js';

/**
 * A disk of its own (a tmpfs in a mount namespace that ends with the script): one analysis goes to it while it has room,
 * then it is filled up to what was asked for, and another goes over the first. What is on it is copied out before and after.
 */
const SCRIPT = `
set -e
mount -t tmpfs -o size=8m tmpfs "$DISK"
"$NODE" "$MAIN" analyze fixtures/incident/etcd.log --out "$DISK/out" --quiet --jobs 1
cp -r "$DISK/out" "$KEPT/before"
cat /dev/zero > "$DISK/filler" 2>/dev/null || true
truncate -s "-$LEFT" "$DISK/filler"
set +e
"$NODE" "$MAIN" analyze fixtures/incident --out "$DISK/out" --jobs 1 $MORE
status=$?
cp -r "$DISK/out" "$KEPT/after"
exit $status`;

const NAMESPACE = process.getuid?.() === 0 ? ['-m'] : ['-rm'];

const filesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => fs.statSync(path.join(folder, name)).isFile())
      .sort()
      .map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')]),
  );

describe('a full disk', () => {
  before(function () {
    const can = spawnSync('unshare', [...NAMESPACE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
    if (can.status === 0) return;
    console.log('    SKIPPED: no mount namespace to be had here (unshare -rm, or root)');
    this.skip();
  });

  const told = (folder: string, left: string, more = ''): { status: number | null; stderr: string; kept: string } => {
    const disk = path.join(folder, 'disk');
    const kept = path.join(folder, 'kept');
    for (const one of [disk, kept]) fs.mkdirSync(one);
    const { status, stderr } = spawnSync('unshare', [...NAMESPACE, 'bash', '-c', SCRIPT], {
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath, MAIN, DISK: disk, KEPT: kept, LEFT: left, MORE: more },
    });
    return { status, stderr, kept };
  };

  it('without any room left: one line that says which file and why, 1, and everything as it was', async () => {
    await withFolder((folder) => {
      const { status, stderr, kept } = told(folder, '0');
      expect(stderr).to.match(/^etcd-postmortem: .*cannot write .*report\.json: ENOSPC[^\n]*\n$/);
      expect(status).to.equal(1);
      expect(filesIn(path.join(kept, 'after'))).to.deep.equal(filesIn(path.join(kept, 'before')));
    });
  }).timeout(60_000);

  it('with room for the first file only: that is whole, the others as they were, and no other file', async () => {
    await withFolder((folder) => {
      fs.mkdirSync(path.join(folder, 'roomy'));
      const roomy = path.join(folder, 'roomy/out');
      spawnSync(process.execPath, [MAIN, 'analyze', 'fixtures/incident', '--out', roomy, '--quiet']);
      const expected = filesIn(roomy);
      const { status, stderr, kept } = told(folder, String(fs.statSync(path.join(roomy, 'report.json')).size + 8192));
      expect(status, stderr).to.equal(1);
      expect(stderr).to.include('ENOSPC');
      const before = filesIn(path.join(kept, 'before'));
      const after = filesIn(path.join(kept, 'after'));
      expect([...after.keys()]).to.deep.equal([...before.keys()]);
      const changed = [...after].filter(([name, text]) => text !== before.get(name));
      expect(changed.map(([name]) => name)).to.include('report.json');
      expect(changed.length).to.be.below(after.size);
      for (const [name, text] of changed) expect(text === expected.get(name), name).to.equal(true);
    });
  }).timeout(60_000);

  it('where the map of pseudonyms finds no room: 1, no map, no report', async () => {
    await withFolder((folder) => {
      const map = path.join(folder, 'disk/map.json');
      const { status, stderr, kept } = told(folder, '0', `--redact --redact-map ${map}`);
      expect(status).to.equal(1);
      expect(stderr).to.match(/cannot write .*map\.json: ENOSPC/);
      expect(filesIn(path.join(kept, 'after'))).to.deep.equal(filesIn(path.join(kept, 'before')));
    });
  }).timeout(60_000);
});
