import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { healthCheckScript } from '../../../src/reports/prevention/health-check-script.js';

/** An etcdctl that answers for three members under NOSPACE: all of them sound, or the third one gone. */
const STUB = String.raw`#!/usr/bin/env bash
echo "$*" >> "$HOME/calls"
row() { printf '{"Endpoint":"http://%s:2379","Status":{"header":{"member_id":%s,"revision":5},"dbSize":3221225472,"dbSizeInUse":100000000,"leader":1}}' "$1" "$2"; }
ill() { printf '{"endpoint":"http://%s:2379","health":false,"took":"1ms","error":"%s"}' "$1" "$2"; }
alarm='Active Alarm(s): NOSPACE '
case "$*" in
*"endpoint status"*) [ "$THIRD" = gone ] && echo "[$(row a 1),$(row b 2)]" || echo "[$(row a 1),$(row b 2),$(row c 3)]" ;;
*"endpoint health"*)
  [ "$THIRD" = gone ] && last='context deadline exceeded' || last=$alarm
  echo "[$(ill a "$alarm"),$(ill b "$alarm"),$(ill c "$last")]"
  exit 1
  ;;
*"member list"*) echo '{"members":[{"ID":1},{"ID":2},{"ID":3}]}' ;;
*"alarm list"*) echo 'memberID:1 alarm:NOSPACE ' ;;
esac
`;

const has = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;

describe('the health check at a terminal, under NOSPACE', () => {
  let folder = '';

  before(function () {
    const missing = ['bash', 'jq', 'script'].filter((tool) => !has(tool));
    if (missing.length > 0) {
      console.log(`      skipped: no ${missing.join(', ')} on this host`);
      return this.skip();
    }
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'health-'));
    for (const [name, text] of [
      ['etcdctl', STUB],
      ['etcd-health.sh', healthCheckScript({ bytes: 8589934592, source: 'the quota of this incident' })],
    ] as const) {
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), 0o755);
    }
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const defragment = (third: 'there' | 'gone'): { readonly text: string; readonly defragmented: readonly string[] } => {
    const { stdout } = spawnSync('script', ['-qec', `${join(folder, 'etcd-health.sh')} --defragment`, '/dev/null'], {
      env: { ...process.env, HOME: folder, THIRD: third, PATH: `${folder}:${process.env['PATH'] ?? ''}` },
      input: 'y\ny\ny\n',
      encoding: 'utf8',
    });
    const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
    return {
      text: stdout,
      defragmented: calls.flatMap((call) => /--endpoints=(\S+) .*defrag/.exec(call)?.[1] ?? []),
    };
  };

  it('goes through all members, the leader last', () => {
    const { text, defragmented } = defragment('there');
    expect(defragmented, text).to.deep.equal(['http://b:2379', 'http://c:2379', 'http://a:2379']);
    expect(text).to.contain('http://a:2379 is the leader');
  });

  it('stops before the first where a member does not answer', () => {
    const { text, defragmented } = defragment('gone');
    expect(defragmented).to.deep.equal([]);
    expect(text).to.contain('2 of 3 members answer').and.to.contain('context deadline exceeded');
  });
});
