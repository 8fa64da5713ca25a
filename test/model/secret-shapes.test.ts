import { expect } from 'chai';
import { evidenceText, excerptText } from '../../src/model/evidence.js';
import { maskShapes } from '../../src/model/secret-shapes.js';

/** Made here, so that no file holds the shape of a credential. */
const part = (length: number): string => 'Zk3xQ9'.repeat(Math.ceil(length / 6)).slice(0, length);
const JWT = `eyJ${part(30)}.eyJ${part(60)}.${part(43)}`;
const CANARIES: readonly (readonly [string, string])[] = [
  ['a bare JWT', JWT],
  ['a JWT that is cut', `eyJhbGciOi${part(20)}`],
  ['an AWS key', `AKIA${'Q7'.repeat(8)}`],
  ['a Google key', `AIza${part(35)}`],
  ['an access token of Google', `ya29.${part(40)}`],
  ['a GitHub token', `ghp_${part(36)}`],
  ['a GitLab token', `glpat-${part(20)}`],
  ['a Slack token', `xoxb-${part(30)}`],
  ['a Vault token', `hvs.${part(30)}`],
  ['data of a kubeconfig', `LS0tLS1CRUdJTi${part(200)}==`],
  ['a bootstrap token', `abcdef.${'0123456789abcdef'}`],
  ['another bootstrap token', 'k3m9qz.7hw2xv5t1r8n4p6d'],
];

describe('credentials by their shape', () => {
  for (const [name, secret] of CANARIES) {
    it(`${name} is in no text`, () => {
      for (const line of [
        secret,
        `error: ${secret} is not valid`,
        `{"msg":"bad token ${secret}"}`,
        `x="${secret}", y`,
      ]) {
        for (const shown of [maskShapes(line), evidenceText(line), excerptText(line)])
          expect(shown, line).to.not.include(secret.slice(0, 14)).and.not.include(secret.slice(-8));
      }
      expect(maskShapes(`a ${secret} z`)).to.equal('a *** z');
    });
  }

  it('knows those that something names', () => {
    const value = part(24);
    for (const line of [
      `Authorization: Basic ${value}==`,
      `"authorization":["Bearer ${value}"]`,
      `client-key-data: ${value}==`,
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${part(60)}==`,
      `dial https://root:${value}@10.0.0.5:2379: refused`,
      `redis://:${value}@cache:6379`,
      `https://a.blob.core.windows.net/b?sv=1&sig=${part(40)}`,
    ])
      for (const shown of [maskShapes(line), excerptText(line), evidenceText(line)])
        expect(shown, line).to.not.include(value);
  });

  it('knows blocks of PEM, on one line and a line of one', () => {
    const body = part(64);
    const block = `-----BEGIN RSA PRIVATE KEY-----\\n${body}\\n${body}\\n-----END RSA PRIVATE KEY-----`;
    expect(maskShapes(`key: "${block}" next`)).to.equal('key: "***" next');
    expect(maskShapes(body)).to.equal('***');
  });

  it('leaves what is none', () => {
    for (const text of [
      'etcd-cp1.17e0c2d49ab81f36',
      'worker.18ea5ddfbf5a3655 BackOff',
      '/registry/events/a/worker.18ea5ddfbf5a3655',
      'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      'https://10.0.0.5:2379/health',
      'coreos.internationalized names',
      'member 8e9e05c52164694d is healthy',
      'registry.k8s.io/etcd:3.5.21-0',
      'basic checks passed',
    ])
      expect(maskShapes(text)).to.equal(text);
  });
});
