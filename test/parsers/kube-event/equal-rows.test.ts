import { expect } from 'chai';
import type { KubeEvent } from '../../../src/model/record.js';
import { kubeEventTable } from '../../../src/parsers/kube-event/kube-event-table.js';
import { readText } from '../read-text.js';

const HEADER = 'LAST SEEN   TYPE      REASON    OBJECT          MESSAGE\n';
const ROW = '5m          Warning   BackOff   pod/api-0       Back-off restarting failed container\n';
const OTHER = '5m          Warning   BackOff   pod/api-1       Back-off restarting failed container\n';

function identities(text: string): readonly string[] {
  return readText(text, [], [kubeEventTable]).read.map(({ record }) => (record as KubeEvent).identity);
}

describe('rows of a table of events that are equal', () => {
  it('are events of their own', () => {
    expect(new Set(identities(HEADER + ROW.repeat(40) + OTHER)).size).to.equal(41);
  });

  it('are the same events in a copy', () => {
    const first = identities(HEADER + ROW.repeat(5) + OTHER);
    const copy = identities(HEADER + OTHER + ROW.repeat(7));
    expect(new Set([...first, ...copy]).size).to.equal(8);
  });

  it('but not where the table counts', () => {
    const counted =
      'LASTSEEN   FIRSTSEEN   COUNT     NAME      KIND      SUBOBJECT   TYPE      REASON    SOURCE    MESSAGE\n';
    const row =
      '5m         9m          3         api-0     Pod                   Warning   BackOff   kubelet   Back-off\n';
    expect(new Set(identities(counted + row.repeat(3))).size).to.equal(1);
  });
});
