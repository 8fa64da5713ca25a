import { expect } from 'chai';
import { Pseudonyms } from '../../src/redaction/pseudonyms.js';
import { redactText, type Wording } from '../../src/redaction/text.js';

const shown = (text: string, wording: Wording = 'input', known: readonly (readonly [string, string])[] = []): string =>
  redactText(text, wording, new Pseudonyms(known));

describe('redaction: text', () => {
  const INPUT: readonly (readonly [line: string, expected: string])[] = [
    [
      '2026-11-22T13:08:33.371Z PUT /registry/pods/payments/checkout-7c9d8f6b54-x2vqk 3456 1.118822ms',
      '2026-11-22T13:08:33.371Z PUT /registry/pods/namespace-1/pod-1 3456 1.118822ms',
    ],
    ['dial tcp 10.1.2.3:2379: connection refused', 'dial tcp address-1:2379: connection refused'],
    ['listening on 127.0.0.1:2379 and [2001:db8::1]:2380', 'listening on 127.0.0.1:2379 and [address-1]:2380'],
    [
      '2026-11-22 13:14:51.398337 W | etcdserver: alarm NOSPACE raised by peer bf540a8e48c22b85',
      '2026-11-22 13:14:51.398337 W | etcdserver: alarm NOSPACE raised by peer id-1',
    ],
    ['memberID:13786131325464775557 alarm:NOSPACE, peer bf520a8e48c22b85', 'memberID:id-1 alarm:NOSPACE, peer id-2'],
    ['"quota-backend-bytes":"8.6 GB","acme-setting":"x"', '"quota-backend-bytes":"8.6 GB","word-1":"x"'],
    [
      'system:serviceaccount:payments:deployer did, system:node:m1 too',
      'system:serviceaccount:namespace-1:user-1 did, system:node:host-1 too',
    ],
    ['line\\nacme\\t"etcd"', 'line\\nword-1\\t"etcd"'],
    ['mail jane.doe@acme.example or see https://git.acme.example/x', 'mail user-1 or see https://host-1/x'],
    ['took too long for checkout-wor…', 'took too long for …'],
    [
      'lease.coordination.k8s.io/kube-controller-manager etcd.service apply.go:12',
      'lease.coordination.k8s.io/kube-controller-manager etcd.service apply.go:12',
    ],
  ];
  for (const [line, expected] of INPUT) it(line, () => expect(shown(line)).to.equal(expected));

  it('an everyday word is a name where it stands beside one', () => {
    const known = [['web', 'namespace-9']] as const;
    const pod = 'api-7c9d8f6b54-x2vqk';
    for (const [text, expected] of [
      [`Successfully assigned web/${pod} to cp1`, 'Successfully assigned namespace-9/'],
      [`error killing pod ${pod} in web: timed out`, ' in namespace-9: timed out'],
      [`failed to sync "web/${pod}"`, '"namespace-9/'],
    ] as const)
      expect(shown(text, 'input', known)).to.include(expected);
    expect(shown('the web is slow', 'input', known)).to.include('web');
  });

  it('an id is one in decimal and in hexadecimal', () => {
    expect(shown('memberID:10276657743932975437 is 8e9e05c52164694d')).to.equal('memberID:id-1 is id-1');
  });

  it('a sentence of this program keeps its words, and loses what the inputs named', () => {
    const known = [
      ['checkout', 'workload-1'],
      ['writes', 'namespace-1'],
    ] as const;
    expect(shown('checkout made 92 % of all writes; frobnicated', 'own', known)).to.equal(
      'workload-1 made 92 % of all writes; frobnicated',
    );
    expect(shown('writes/Deployment/checkout and checkout.log', 'own', known)).to.equal(
      'namespace-1/Deployment/workload-1 and workload-1.log',
    );
  });

  it('ends on long words without a separator', () => {
    const started = Date.now();
    for (const long of ['1', 'a', 'a.', 'a-', '1h', 'a:', '/', '0.', '_', 'é']) shown(`${long.repeat(20_000)}!`);
    expect(Date.now() - started).to.be.below(5_000);
  });
});
