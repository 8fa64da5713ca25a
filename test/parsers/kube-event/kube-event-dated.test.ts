import { expect } from 'chai';
import { PARSERS } from '../../../src/parsers/registry.js';
import { readText } from '../read-text.js';

describe('parsers/kube-event-dated', () => {
  it('reads a table of events of 2015, which dates both times', () => {
    const { read, unclaimed } = readText(
      [
        'FIRSTSEEN                         LASTSEEN                          COUNT     NAME           KIND      SUBOBJECT                      REASON             SOURCE                 MESSAGE',
        'Sat, 24 Jan 2015 19:08:50 +0000   Sat, 24 Jan 2015 19:09:50 +0000   12        redis-master   Pod                                      scheduled          {scheduler }           Successfully assigned redis-master to minion-3',
        'Thu, 12 Feb 2015 01:13:02 +0100   Thu, 12 Feb 2015 01:13:02 +0100   1         skydns-ls6k1   Pod       spec.containers{skydns}        failed             {kubelet minion-3}     Failed to create docker container',
      ].join('\n'),
      PARSERS.lines,
      PARSERS.blocks,
    );
    expect(unclaimed).to.deep.equal([]);
    expect(read.map(({ record }) => record)).to.have.length(2);
    expect(read[0]?.record).to.deep.include({
      ...{ kind: 'kube-event', reason: 'Scheduled', type: 'Normal', name: 'redis-master', count: 12 },
      time: Date.UTC(2015, 0, 24, 19, 9, 50) * 1000,
    });
    expect(read[1]?.record).to.deep.include({
      ...{ reason: 'Failed', type: 'Warning', reporter: 'kubelet' },
      time: Date.UTC(2015, 1, 12, 0, 13, 2) * 1000,
    });
  });

  it('leaves dates of other texts', () => {
    const mail =
      'Sat, 24 Jan 2015 19:08:50 +0000   Sat, 24 Jan 2015 19:09:50 +0000   and so on, as everybody had expected it';
    expect(readText(mail, PARSERS.lines, []).unclaimed).to.deep.equal([1]);
  });
});
