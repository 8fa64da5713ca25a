import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { run, withFolder } from '../../cli/run-program.js';

const TIME = '2024-12-15T03:15:23.190Z';
/** One of each kind of harm, as a log may hold it in any field. */
const HARM = [
  `</script></code><script>alert(1)</script><img src=x onerror=alert(1)>`,
  `=HYPERLINK("http://evil","x")`,
  `[x](javascript:alert(1)) ![y](http://evil/y.png) @everyone <b>`,
  `\u001b]8;;http://evil\u0007click\u001b]8;;\u0007\u001b[2J\u202efdp.exe\u2066`,
  `../../../etc/cron.d/x`,
  `\u0000\r\n+cmd|' /C calc'!A0`,
];

const fieldsOf = (harm: string): readonly string[] => [
  JSON.stringify({
    level: 'warn',
    ts: TIME,
    caller: 'etcdserver/util.go:170',
    msg: 'apply request took too long',
    took: '300ms',
    'expected-duration': '100ms',
    prefix: harm,
    request: `key:"/registry/pods/${harm}/${harm}" `,
    error: harm,
  }),
  JSON.stringify({
    level: 'warn',
    ts: TIME,
    caller: 'etcdserver/apply.go:636',
    msg: 'alarm raised',
    alarm: 'NOSPACE',
    from: harm,
  }),
  JSON.stringify({
    level: 'info',
    ts: TIME,
    caller: 'embed/etcd.go:308',
    msg: 'starting an etcd server',
    'etcd-version': harm,
    name: harm,
    'quota-backend-bytes': 1,
  }),
  JSON.stringify({ level: 'info', ts: TIME, caller: 'etcdserver/server.go:1', msg: harm }),
  `${TIME} PUT /registry/pods/${harm.replace(/\s/g, '')}/a 345 1ms`,
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: harm, namespace: harm },
    involvedObject: { kind: harm, namespace: harm, name: harm },
    reason: harm,
    message: harm,
    source: { component: harm, host: harm },
    firstTimestamp: TIME,
    lastTimestamp: TIME,
    count: 9,
    type: 'Warning',
  }),
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    stage: 'ResponseComplete',
    auditID: harm,
    requestURI: `/${harm}`,
    verb: 'update',
    user: { username: harm },
    userAgent: harm,
    objectRef: { resource: 'pods', namespace: harm, name: harm },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: TIME,
    stageTimestamp: TIME,
  }),
  `Dec 15 03:15:23 ${harm.replace(/\s/g, '').slice(0, 60)} etcd[1]: ${harm}`,
  `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"level":"warn","ts":"${TIME}","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"1s"}`,
];

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('hostile text in every field, through the whole program', () => {
  it('stays text in every output, and writes nothing elsewhere', async () => {
    await withFolder((folder) => {
      const inputs = path.join(folder, 'in');
      const out = path.join(folder, 'out');
      fs.mkdirSync(inputs);
      HARM.forEach((harm, i) =>
        fieldsOf(harm).forEach((line, j) => fs.writeFileSync(path.join(inputs, `${i}-${j}.log`), `${line}\n`)),
      );
      fs.writeFileSync(
        path.join(inputs, "=cmd|'x'!A1 <img src=x onerror=alert(1)> [a](javascript:b).log"),
        `${fieldsOf('x').join('\n')}\n`,
      );
      run(['analyze', inputs, '--out', out]);
      expect(fs.readdirSync(folder).sort()).to.deep.equal(['in', 'out']);

      const read = (name: string): string => fs.readFileSync(path.join(out, name), 'utf8');
      const page = read('report.html');
      expect(page.match(/<script[\s>]/g)?.length).to.be.at.most(page.match(/<\/script>/g)?.length ?? 0);
      for (const script of page.split(/<script[^>]*>/).slice(1))
        expect(script.slice(0, script.indexOf('</script>'))).not.to.include('<img');
      const outside = page.replace(/<script[^>]*>[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/g, '');
      expect(outside).not.to.match(/<(?:img|iframe|object|b>)/);
      expect(outside.match(/<[a-z][^<>]*>/g)?.filter((tag) => /\son\w+\s*=/.test(tag)) ?? []).to.deep.equal([]);

      for (const name of ['timeline.csv', 'writes.csv'])
        expect(read(name).match(/(?:^|,)"?[=+@\t\r-](?!\d)[^,\n]*/gm) ?? [], name).to.deep.equal([]);
      const markdown = read('report.md');
      const prose = markdown.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
      expect(prose).not.to.match(/(?<!\\)\]\((?:javascript|http:\/\/evil)/);
      expect(prose).not.to.match(/<(?:script|img|b>)/);
      for (const name of ['report.html', 'report.md', 'timeline.csv', 'writes.csv', 'prevention/alerts.yaml'])
        expect(read(name).replace(/\r\n/g, '\n'), name).not.to.match(CONTROL);
      JSON.parse(read('report.json'));
    });
  }).timeout(60_000);

  for (const command of [
    ['records'],
    ['records', '--format', 'csv'],
    ['timeline'],
    ['timeline', '--format', 'jsonl'],
    ['top', '--by', 'object'],
    ['analyze'],
  ])
    it(`${command.join(' ')} prints nothing that a terminal acts on`, async () => {
      await withFolder((folder) => {
        fs.writeFileSync(path.join(folder, 'a.log'), `${HARM.flatMap(fieldsOf).join('\n')}\n`);
        const [name = '', ...options] = command;
        const { stdout, stderr } = run([name, 'a.log', ...options], '', folder);
        expect(stdout.replace(/\r\n/g, '\n')).not.to.match(CONTROL);
        expect(stderr).not.to.match(CONTROL);
      });
    }).timeout(60_000);

  it('keys of JSON reach no prototype', () => {
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });
});
