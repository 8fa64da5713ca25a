import { expect } from 'chai';
import { readAll } from './read-all.js';

const ZAP =
  '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/apply.go:636","msg":"alarm raised","alarm":"NOSPACE","from":"4fde85f8940e0138"}';
const OLD = '2026-11-22 13:14:51.398337 W | etcdserver: alarm NOSPACE raised by peer bf540a8e48c22b85';
const ERROR = 'etcdserver: mvcc: database space exceeded';

/** What others write about etcd, with its words inside. */
const DECOYS: Readonly<Record<string, readonly string[]>> = {
  'an article': [
    `When the quota is used up, etcd logs a line such as ${ZAP} and refuses writes.`,
    `A member whose store is full prints "${OLD}" once, then every write fails.`,
    `The error that clients see is ${ERROR}, and it goes away after a defragmentation and a disarm.`,
    'We had written about this in 2024, when the first cluster ran out of space on a Friday evening.',
  ],
  'a chat': [
    `[10:32] anna: did you see this one? ${ZAP}`,
    `[10:33] ben: yes, and before that it said "${OLD}"`,
    `[10:34] anna: so "${ERROR}" is what kubectl printed, right?`,
    '[10:35] ben: right, let us disarm the alarm',
  ],
  'an access log': [
    `10.0.0.9 - - [22/Nov/2026:13:15:18 +0000] "GET /search?q=${encodeURIComponent(ERROR)} HTTP/1.1" 200 612 "-" "curl/8.5"`,
    `10.0.0.9 - - [22/Nov/2026:13:15:19 +0000] "POST /paste HTTP/1.1" 201 88 "-" "${ERROR}"`,
    `2026/11/22 13:15:18 [error] 12#12: *1 upstream sent "${ERROR}" while reading response header, client: 10.0.0.9`,
  ],
  "an application's JSON": [
    '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"handlers/pay.go:12","msg":"slow fdatasync","took":"9s"}',
    '{"level":"error","time":"2026-11-22T13:15:18Z","caller":"orders/db.go:88","msg":"alarm raised","alarm":"LOW_STOCK"}',
    `{"severity":"ERROR","ts":1795353318.5,"msg":"retry","error":"upstream said: ${ERROR} (demo)"}`,
    '{"level":"info","caller":"app/main.go:12","msg":"leader failed to send out heartbeat on time"}',
  ],
  "an application's log": [
    `2026-11-22 13:15:18,512 INFO  [main] c.e.Demo - the runbook of ${ERROR} was shown`,
    `2026-11-22 13:15:18,512 ERROR [main] c.e.Demo - quoting "${ERROR}" from the docs`,
    'Nov 22 13:15:18 web01 myapp[99]: retrying: upstream said "leader failed to send out heartbeat on time" (demo text)',
    `time="2026-11-22T13:15:18Z" level=info msg="user asked what \\"${ERROR}\\" means"`,
  ],
  'a ticket': [
    `Summary: cluster refuses writes with "${ERROR}"`,
    `Steps: 1. fill the store, 2. wait for "${OLD}", 3. run defrag.`,
    'Expected: writes are accepted again. Actual: they are not, see the comments below.',
  ],
  'a test suite': [
    `    expect(parse('${ZAP}')).to.equal(true);`,
    `  ✓ reads "${OLD}" (3ms)`,
    `FAIL TestNoSpace: got "${ERROR}", want nil`,
  ],
  "a shop's logs in the forms of clients of etcd": [
    '[2024/03/04 10:10:10.036 +08:00] [ERROR] [shop/cart.go:43] ["checkout failed"] [error="payment: request timed out"]',
    `[2024/03/04 10:10:10.036 +08:00] [INFO] [shop/help.go:43] ["page shown"] [error="${ERROR}"]`,
    '2024-03-04 10:10:10,123 ERROR: Request to server failed: MaxRetryError("x")',
    '2024/03/04 10:10:10 [error] 15#15: *34 upstream timed out (110: Connection timed out), client: 10.0.0.9',
    `2024/03/04 10:10:10 [error] 15#15: *34 upstream said: ${ERROR}, client: 10.0.0.9, server: shop`,
    'level=error msg="cannot reach the stock service: connection refused"',
    `ts=2024-03-04T10:10:10Z caller=faq.go:12 level=info msg="answered: what is ${ERROR}"`,
    'FATA[0012] listen tcp :8080: bind: address already in use',
    'INFO[0003] Starting the web server',
    'nginx 05:48:43.20 INFO  ==> ** Starting NGINX **',
    'panic: runtime error: invalid memory address or nil pointer dereference',
    'fatal: [web1]: FAILED! => {"cmd": "systemctl restart nginx", "rc": 1, "stderr": "Job failed"}',
    '[etcdless] shop starts without a store',
    'error execution phase deploy: the image of the shop is missing',
  ],
  'source code': [
    `	ErrNoSpace = status.Error(codes.ResourceExhausted, "${ERROR}")`,
    `	plog.Warningf("alarm %v raised by peer %s", alarm, types.ID(m.ID))`,
    `log.Printf("%s", \`${ZAP}\`) // as etcd prints it`,
  ],
};

describe('quotations of etcd', () => {
  for (const [name, lines] of Object.entries(DECOYS)) {
    it(`in ${name} are nothing of etcd's`, () => {
      const { rows } = readAll(`${lines.join('\n')}\n`);
      expect(rows.filter(({ kind }) => kind !== 'unrecognised')).to.deep.equal([]);
    });
  }
});
