import { expect } from 'chai';
import type { CaseFile } from '../../../src/model/case-file.js';
import { micros } from '../../../src/model/units.js';
import type { JudgedCause } from '../../../src/rules/judging/judged-cause.js';
import { judge } from '../../../src/rules/judging/judge.js';
import { CaseFileBuilder } from '../../case-files/case-file-builder.js';

const of = (file: CaseFile, id: string): JudgedCause => {
  const cause = judge(file).causes.find((one) => one.id === id);
  if (cause === undefined) throw new Error(`no ${id}`);
  return cause;
};

const refused = (remote: string, error: string): string =>
  `{"msg":"rejected connection on client endpoint","remote-addr":"${remote}:50000","error":"${error}"}`;
const AFTER =
  'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-22T13:00:41Z is after 2026-11-22T13:00:00Z';
const BEFORE =
  'x509: certificate has expired or is not yet valid: current time 2026-11-22T13:00:00Z is before 2026-11-22T13:09:33Z';

function members(): CaseFileBuilder {
  const builder = new CaseFileBuilder();
  for (const name of ['m1', 'm2', 'm3']) builder.member(name, '3.5.9').log(0, 600, { member: name, input: name });
  return builder;
}

/** Three remotes at one instant, each in a burst of its own, or all in one. */
function three(error: string, folded = false): CaseFileBuilder {
  const builder = members();
  const remotes = ['10.0.1.11', '10.0.1.12', '10.0.1.13'];
  if (folded)
    return builder.burst('certificate-error', 10, {
      member: 'm1',
      count: 120,
      end: 50,
      remote: remotes[0],
      text: refused('10.0.1.11', error),
    });
  remotes.forEach((remote, i) =>
    builder.burst('certificate-error', 10 + i, {
      member: 'm1',
      count: 40,
      end: 50,
      remote,
      text: refused(remote, error),
    }),
  );
  return builder;
}

describe('certificates and clocks', () => {
  it('what ran out for everybody is expired, with both dates', () => {
    const cause = of(three(AFTER).build(), 'certificate-expiry');
    expect(cause.verdict, cause.because).to.equal('confirmed');
    expect(cause.because).to.include('the time was 2026-11-22T13:00:41Z, 41 s after 2026-11-22T13:00:00Z');
    expect(cause.because).to.include('3 were refused within minutes of each other');
    expect(of(three(AFTER).build(), 'clock-skew').verdict).to.not.be.oneOf(['likely', 'confirmed', 'possible']);
  });

  it('a burst in which other parties may be folded is not one client', () => {
    const cause = of(three(AFTER, true).build(), 'certificate-expiry');
    expect(cause.verdict, cause.because).to.equal('likely');
  });

  it('one client alone may have a certificate of its own that ran out', () => {
    const file = members()
      .burst('certificate-error', 10, {
        member: 'm1',
        count: 2,
        remote: '10.0.1.11',
        text: refused('10.0.1.11', AFTER),
      })
      .build();
    const cause = of(file, 'certificate-expiry');
    expect(cause.verdict).to.equal('possible');
    expect(cause.because).to.include('only 10.0.1.11 is seen to be refused');
  });

  it('what is not valid yet has not expired: a clock is off, by the distance', () => {
    const file = three(BEFORE).build();
    expect(of(file, 'certificate-expiry').verdict).to.equal('refuted');
    const skew = of(file, 'clock-skew');
    expect(skew.verdict, skew.because).to.equal('possible');
    expect(skew.because).to.include('off by at least 9 min 33 s');
  });

  it('clocks that differ by as much confirm it, and by a second do not', () => {
    const by = (seconds: number): CaseFile =>
      three(BEFORE)
        .burst('clock-difference', 5, { member: 'm2', peer: 'b2', difference: micros(seconds * 1_000_000) })
        .build();
    expect(of(by(600), 'clock-skew').verdict).to.equal('likely');
    expect(of(by(600), 'clock-skew').because).to.include('differ by 10 min, as much as that');
    expect(of(by(1.2), 'clock-skew').because).to.not.include('as much as that');
  });

  it('a drift of a second is not why a certificate is past its end by more', () => {
    const file = three(AFTER)
      .burst('clock-difference', 5, { member: 'm2', peer: 'b2', difference: micros(1_200_000) })
      .build();
    const cause = of(file, 'clock-skew');
    expect(cause.verdict, cause.because).to.be.oneOf(['undetermined', 'refuted']);
  });

  it('lines of peers and of clients count, in any kind', () => {
    for (const kind of ['member-unreachable', 'api-error', 'endpoint-unhealthy', 'health-check-failed'] as const) {
      const file = members()
        .burst(kind, 10, {
          member: 'm1',
          count: 12,
          end: 60,
          peer: 'd9c6974366ce1ba4',
          text: `could not connect: ${AFTER}`,
        })
        .build();
      const cause = of(file, 'certificate-expiry');
      expect(cause.verdict, `${kind}: ${cause.because}`).to.equal('likely');
    }
  });

  it('the alert of a bad certificate is sent for an expired one too: it refutes nothing', () => {
    const cause = of(three('remote error: tls: bad certificate').build(), 'certificate-expiry');
    expect(cause.verdict, cause.because).to.equal('undetermined');
  });

  it('another reason in each line does', () => {
    const file = three('x509: certificate signed by unknown authority').build();
    expect(of(file, 'certificate-expiry').verdict).to.equal('refuted');
  });

  it('no network fails where the other side refuses the certificate', () => {
    const file = members()
      .burst('member-unreachable', 10, { member: 'm1', peer: 'b2', text: `health check failed: ${AFTER}` })
      .build();
    const cause = of(file, 'network-partition');
    expect(cause.verdict).to.equal('refuted');
    expect(cause.because).to.include('the other side answered, and refused the member');
  });
});

describe('losses of peers', () => {
  it('a stream that ends is neither a partition nor a stop', () => {
    const file = members()
      .burst('member-unreachable', 100, {
        member: 'm1',
        peer: 'b2',
        text: 'prober detected unhealthy status: unexpected EOF',
      })
      .build();
    const cause = of(file, 'network-partition');
    expect(cause.verdict, cause.because).to.equal('undetermined');
  });

  it('a peer that stood still is no partition', () => {
    const file = members()
      .with({
        members: members()
          .build()
          .members.map((one, i) => ({ ...one, id: `a${i + 1}` })),
      })
      .burst('member-unreachable', 96, { member: 'm1', peer: 'a2', text: 'dial tcp: i/o timeout' })
      .burst('heartbeat-late', 102, { member: 'm2', count: 2, exceeded: 7_800_000 })
      .build();
    const cause = of(file, 'network-partition');
    expect(cause.verdict, cause.because).to.equal('refuted');
    expect(of(file, 'machine-paused').verdict).to.equal('possible');
  });
});
