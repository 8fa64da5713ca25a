import { expect } from 'chai';
import { inputNames } from '../../src/redaction/input-names.js';
import { Pseudonyms, Sightings } from '../../src/redaction/pseudonyms.js';
import { isRedacted, redactPostmortem, redactReport, redactReports } from '../../src/redaction/redact-report.js';
import { asRedactionMap, redactionMap, redactorOf } from '../../src/redaction/redaction-map.js';
import { refusedWrites } from '../reports/postmortem-fixture.js';

describe('redaction: report', () => {
  const { redacted, pseudonyms } = redactPostmortem(refusedWrites);

  it('leaves out hashes and says that it is redacted', () => {
    expect(redacted.report.inputs.map((input) => input.sha256)).to.satisfy((all: string[]) =>
      all.every((one) => one === ''),
    );
    expect(redacted.redacted).to.equal(true);
    expect(isRedacted(redacted.report)).to.equal(true);
    expect(isRedacted(refusedWrites.report)).to.equal(false);
    expect(redactReport(redacted.report)).to.equal(redacted.report);
  });

  it('keeps times, numbers, verdicts and the shape', () => {
    const [a, b] = [refusedWrites.report, redacted.report];
    expect(b.causes.map((cause) => [cause.id, cause.title, cause.verdict, cause.confidence])).to.deep.equal(
      a.causes.map((cause) => [cause.id, cause.title, cause.verdict, cause.confidence]),
    );
    expect(b.onsets.spaceExceeded?.time).to.equal(a.onsets.spaceExceeded?.time);
    expect(b.writes.byWorkload.map((share) => share.count)).to.deep.equal(
      a.writes.byWorkload.map((share) => share.count),
    );
    expect(b.timeline.map((entry) => entry.kind)).to.deep.equal(a.timeline.map((entry) => entry.kind));
  });

  it('is the same twice, and the same from the map', () => {
    expect(JSON.stringify(redactPostmortem(refusedWrites).redacted)).to.equal(JSON.stringify(redacted));
    const map = asRedactionMap(JSON.parse(JSON.stringify(redactionMap(refusedWrites.report, pseudonyms))));
    if (map === null) throw new Error('no map');
    const cited = refusedWrites.report.causes.flatMap((cause) => cause.evidence);
    const shown = redacted.report.causes.flatMap((cause) => cause.evidence);
    expect(cited.map((one) => redactorOf(map).text(one.text, 'input'))).to.deep.equal(shown.map((one) => one.text));
  });

  it('refuses what is no map', () => {
    for (const json of [null, 1, {}, { kind: 'etcd-postmortem redaction map', schemaVersion: 2 }, []])
      expect(asRedactionMap(json)).to.equal(null);
  });

  it('one name has one pseudonym in both of two reports', () => {
    const [a, b] = redactReports(refusedWrites.report, structuredClone(refusedWrites.report));
    expect(JSON.stringify(a)).to.equal(JSON.stringify(b));
  });

  it('ranks by count, then by name', () => {
    const seen = new Sightings();
    for (const name of ['b', 'c', 'a', 'c', 'c']) seen.name('pod', name, true);
    seen.name('word', 'a', false);
    const names = seen.ranked([]);
    expect(['c', 'a', 'b'].map((name) => names.known(name))).to.deep.equal(['pod-1', 'pod-2', 'pod-3']);
    expect(names.name('pod', 'd')).to.equal('pod-4');
    expect(new Pseudonyms(names.entries()).name('pod', 'e')).to.equal('pod-5');
  });

  it('names of inputs sort as their paths do and keep what tells the format', () => {
    const inputs = ['a/host.tar.gz!x/etcd.log', 'a/host.tar.gz!y.json', 'b', 'c.conf.yml'].map((path) => ({
      path,
      container: path.includes('!') ? 'a/host.tar.gz' : null,
    }));
    expect(inputNames(inputs).map(([, name]) => name)).to.deep.equal([
      'input-1.tar.gz',
      'input-1.tar.gz!input-2.log',
      'input-1.tar.gz!input-3.json',
      'input-4',
      'input-5.conf.yml',
    ]);
  });
});
