/**
 * Writes fixtures/parsers/etcd-messages/texts.tsv: every text that releases of etcd log, with its level and the releases
 * that have it. The sources come through `go mod download`; nothing else of them is kept.
 *
 *     node .cache/build/dev/extract-etcd-messages.js
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { messageTextsIn } from './etcd-messages/message-texts.js';

interface Release {
  readonly name: string;
  readonly module: string;
}

// 3.4 has no module version of its own: the pseudo-version is the commit of 3.4.16.
const RELEASES: readonly Release[] = [
  { name: '3.3', module: 'github.com/coreos/etcd@v3.3.27+incompatible' },
  { name: '3.4', module: 'go.etcd.io/etcd@v0.5.0-alpha.5.0.20210428180535-15715dcf1ace' },
  { name: '3.5', module: 'go.etcd.io/etcd/server/v3@v3.5.33' },
  { name: '3.5', module: 'go.etcd.io/etcd/raft/v3@v3.5.33' },
  { name: '3.5', module: 'go.etcd.io/etcd/pkg/v3@v3.5.33' },
  { name: '3.6', module: 'go.etcd.io/etcd/server/v3@v3.6.14' },
  { name: '3.6', module: 'go.etcd.io/raft/v3@v3.6.0' },
  { name: '3.6', module: 'go.etcd.io/etcd/pkg/v3@v3.6.14' },
  { name: '3.7', module: 'go.etcd.io/etcd/server/v3@v3.7.1' },
  { name: '3.7', module: 'go.etcd.io/etcd/pkg/v3@v3.7.1' },
];

/** Not the server: clients, tools, tests, other programs of the repository. */
const ELSEWHERE =
  /(?:^|\/)(?:vendor|tests?|integration|functional|tools|contrib|hack|etcdctl|etcdutl|clientv3|client|clientv2|proxy|rafttest|testutil|testing|e2e|testdata|mock|benchmark|raftexample|bench|cmd|expect|fileutil_test)\//;

function sourcesOf(root: string): readonly string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.go') && !file.endsWith('_test.go') && !ELSEWHERE.test(file))
    .sort();
}

const seen = new Map<string, Set<string>>();
for (const { name, module } of RELEASES) {
  const answer = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  const { Dir: root } = JSON.parse(answer) as { Dir: string };
  for (const file of sourcesOf(root)) {
    for (const { level, form, text } of messageTextsIn(fs.readFileSync(path.join(root, file), 'utf8'))) {
      const key = `${level}\t${form}\t${JSON.stringify(text)}`;
      seen.set(key, (seen.get(key) ?? new Set()).add(name));
    }
  }
}
const rows = [...seen].map(([key, names]) => {
  const [level = '', form = '', text = ''] = key.split('\t');
  return `${level}\t${form}\t${[...names].sort().join(' ')}\t${text}`;
});
const out = process.argv[2] ?? 'fixtures/parsers/etcd-messages/texts.tsv';
fs.mkdirSync(path.dirname(out), { recursive: true });
fs.writeFileSync(out, `level\tform\treleases\ttext\n${rows.sort().join('\n')}\n`);
