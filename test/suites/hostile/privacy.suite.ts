import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { evidenceText, excerptText, withoutSecrets } from '../../../src/model/evidence.js';
import { run, withFolder } from '../../cli/run-program.js';
import { CANARY, SECRETS } from './canaries.js';

/** Where canaries are, with what stands before them. */
const found = (name: string, text: string): readonly string[] =>
  text.split('\n').flatMap((line) => {
    const at = line.search(CANARY);
    return at < 0 ? [] : [`${name}: ${line.slice(Math.max(0, at - 60), at + 20)}`];
  });

function writeInputs(folder: string): string {
  const inputs = path.join(folder, 'inputs');
  fs.mkdirSync(inputs);
  for (const [name, text] of Object.entries(SECRETS)) fs.writeFileSync(path.join(inputs, name), text);
  return inputs;
}

const COMMANDS: readonly (readonly string[])[] = [
  ['records'],
  ['records', '--kind', 'unrecognised'],
  ['records', '--format', 'csv'],
  ['records', '--redact'],
  ['timeline'],
  ['timeline', '--format', 'jsonl'],
  ['timeline', '--format', 'timesketch'],
  ['timeline', '--format', 'markdown'],
  ['top', '--by', 'object'],
  ['analyze'],
  ['analyze', '--strict'],
];

describe('values of keys and credentials', () => {
  for (const redact of [[], ['--redact']]) {
    it(`stand in no file of --out ${redact.join('')}`, async () => {
      await withFolder((folder) => {
        const out = path.join(folder, 'out');
        const { stdout, stderr } = run(['analyze', writeInputs(folder), '--out', out, ...redact]);
        const leaks = [...found('stdout', stdout), ...found('stderr', stderr)];
        const files = fs.readdirSync(out, { recursive: true, encoding: 'utf8' });
        for (const name of files.filter((file) => fs.statSync(path.join(out, file)).isFile()))
          leaks.push(...found(name, fs.readFileSync(path.join(out, name), 'utf8')));
        expect(files.length).to.be.greaterThan(7);
        expect(leaks).to.deep.equal([]);
      });
    }).timeout(60_000);
  }

  for (const command of COMMANDS) {
    it(`are not printed by ${command.join(' ')}`, async () => {
      await withFolder((folder) => {
        const [name = '', ...options] = command;
        const { stdout, stderr } = run([name, writeInputs(folder), ...options]);
        expect([...found('stdout', stdout), ...found('stderr', stderr)]).to.deep.equal([]);
      });
    }).timeout(60_000);
  }

  const TEXTS: readonly (readonly [string, string])[] = [
    ['etcd --password hunter2 --name a', 'etcd --password '],
    ['etcdctl --user root:hunter2 get', 'etcdctl --user root:'],
    ['ETCDCTL_USER=root:hunter2 etcdctl', 'ETCDCTL_USER=root:'],
    ['ETCDCTL_PASSWORD=hunter2 etcdctl', 'ETCDCTL_PASSWORD='],
    ['curl -u admin:hunter2 https://host', 'curl -u admin:'],
    ['etcdctl --endpoints=a put --lease=1 foo hunter2', 'etcdctl --endpoints=a put --lease=1 foo '],
    ['aws_secret_access_key = hunter2', 'aws_secret_access_key = '],
    ['Cookie: session=hunter2', 'Cookie: '],
    ['Set-Cookie: session=hunter2', 'Set-Cookie: '],
  ];
  for (const [text, kept] of TEXTS) {
    it(`are cut off: ${text}`, () => {
      expect(evidenceText(text)).to.equal(`${kept}…`);
      expect(excerptText(text)).to.equal(`${kept}***`);
      expect(withoutSecrets(text)).to.equal(`${kept}***`);
    });
  }

  for (const text of [
    'token-ring started, 3 tokens: 5',
    'flag --token-auth-file /etc/x --service-account-key-file=/etc/y',
    'user: system:serviceaccount:ns:name updated',
    'Secret "db" not found; key /registry/secrets/ns/db',
    '2024-12-15T03:15:23.190Z PUT /registry/pods/a/b 3456 1.118822ms',
    'etcdctl put: too many arguments',
  ])
    it(`are not seen where there are none: ${text}`, () => expect(withoutSecrets(text)).to.equal(text));

  it('a line of megabytes is looked at from its beginning only', () => {
    const line = `{"items":[${'{"a":"http://a:b"},'.repeat(1_000_000)}`;
    const from = Date.now();
    for (let i = 0; i < 2000; i += 1) {
      evidenceText(line);
      excerptText(line);
    }
    expect(Date.now() - from).to.be.below(5000);
  });
});
