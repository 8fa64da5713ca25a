import { expect } from 'chai';
import { groupNumber, internObject, objectNumbers } from '../../../src/aggregates/write-objects.js';
import { emptyWrites } from '../../../src/aggregates/write-tally.js';
import { hashKey } from '../../../src/model/request.js';
import { withEndpointOwners } from '../../../src/timeline/attribution/endpoint-owners.js';

/** The workload of each key, in order. */
function workloadsOf(keys: readonly string[]): string[] {
  const tally = emptyWrites();
  for (const key of keys) {
    const bytes = Buffer.from(key);
    internObject(tally.objects, bytes, 0, bytes.length, hashKey(bytes, 0, bytes.length));
  }
  const { objects } = withEndpointOwners(tally);
  return [...objectNumbers(objects)]
    .slice(0, keys.length)
    .map((object) => objects.workloads[objects.groups[groupNumber(objects, object)]?.workload ?? 0] as string);
}

const POD = '/registry/pods/pay/checkout-7c9d8f6b54-x2vqk';

describe('endpoints', () => {
  for (const [name, keys, expected] of [
    [
      'count for the workload of that name',
      [POD, '/registry/services/endpoints/pay/checkout'],
      'pay/Deployment/checkout',
    ],
    ['slices too', [POD, '/registry/endpointslices/pay/checkout-x2vqk'], 'pay/Deployment/checkout'],
    ['of another namespace do not', [POD, '/registry/services/endpoints/shop/checkout'], 'shop/Endpoints/checkout'],
    ['of another name do not', [POD, '/registry/services/endpoints/pay/cart'], 'pay/Endpoints/cart'],
    [
      'do not where two workloads have the name',
      [POD, '/registry/pods/pay/checkout-0', '/registry/services/endpoints/pay/checkout'],
      'pay/Endpoints/checkout',
    ],
    [
      'stay themselves where no workload is at hand',
      ['/registry/services/endpoints/pay/checkout'],
      'pay/Endpoints/checkout',
    ],
  ] as const)
    it(name, () => expect(workloadsOf(keys).at(-1)).to.equal(expected));
});
