import { expect } from 'chai';
import fc from 'fast-check';
import { addPoint, emptyEpisodes, mergeEpisodes, type Episode, type Episodes } from '../../src/mergeable/episodes.js';
import { addThinned, emptyThinned, mergeThinned, thinnedItems } from '../../src/mergeable/thinned.js';

interface Item {
  readonly time: number;
  readonly weight: number;
}

const items = fc.array(fc.record({ time: fc.nat(3_000), weight: fc.nat(4) }), { maxLength: 120, size: 'max' });
const compare = (a: Item, b: Item): number => a.time - b.time || a.weight - b.weight;
const worse = (a: Item, b: Item): number => a.weight - b.weight;

/** The points in order, a new episode behind every gap. */
function plainEpisodes(list: readonly Item[], gap: number): readonly Episode<Item>[] {
  const found: Episode<Item>[] = [];
  for (const item of [...list].sort(compare)) {
    const last = found.at(-1);
    if (last === undefined || item.time - last.end > gap)
      found.push({ start: item.time, end: item.time, count: 1, first: item, worst: item });
    else {
      last.end = item.time;
      last.count += 1;
      if (worse(item, last.worst) > 0) last.worst = item;
    }
  }
  return found;
}

function fold(list: readonly Item[], gap: number, limit: number): Episodes<Item> {
  const episodes = emptyEpisodes<Item>(gap);
  for (const item of list) addPoint(episodes, item.time, item, { limit, compare, worse });
  return episodes;
}

describe('episodes, compared with the sorted points', () => {
  it('are the stretches between gaps, each with its first and its worst', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(0, 1, 10, 100), (list, gap) => {
        expect(fold(list, gap, 1000).list).to.deep.equal(plainEpisodes(list, gap));
      }),
    );
  });

  it('are never more than their limit, in whatever order they came and however they were merged', () => {
    const far = fc.array(fc.record({ time: fc.nat(400).map((n) => n * 700_000), weight: fc.nat(4) }), {
      maxLength: 120,
      size: 'max',
    });
    fc.assert(
      fc.property(far, far, fc.constantFrom(1, 3, 20), fc.constantFrom(0, 3_000_000), (one, two, limit, gap) => {
        const rules = { limit, compare, worse };
        const whole = fold(one, gap, limit);
        expect(whole.list.length).to.be.at.most(limit);
        expect(whole.list).to.deep.equal(plainEpisodes(one, whole.gap));
        expect(mergeEpisodes(fold(one, gap, limit), emptyEpisodes<Item>(gap), rules)).to.deep.equal(whole);
        expect(mergeEpisodes(emptyEpisodes<Item>(gap), fold(one, gap, limit), rules)).to.deep.equal(whole);
        const both = mergeEpisodes(fold(one, gap, limit), fold(two, gap, limit), rules);
        expect(both.list.length).to.be.at.most(limit);
        expect(both.list).to.deep.equal(plainEpisodes([...one, ...two], both.gap));
      }),
    );
  });

  it('widen their gap as little as they must: from nothing to a second, then by doubling', () => {
    const at = (time: number): Item => ({ time, weight: 0 });
    expect(fold([at(0), at(2)], 0, 2).gap).to.equal(0);
    expect(fold([at(0), at(2)], 0, 1).gap).to.equal(1_000_000);
    expect(fold([at(0), at(1_000_001)], 0, 1).gap).to.equal(2_000_000);
    expect(fold([at(0), at(5_000_000)], 3_000_000, 1).gap).to.equal(6_000_000);
    const rules = { limit: 1, compare, worse };
    expect(mergeEpisodes(fold([at(0)], 0, 1), fold([at(5_000_000)], 0, 1), rules).gap).to.equal(8_000_000);
  });
});

describe('thinned series, compared with the least of each bucket', () => {
  const rules = { limit: 8, width: 16, time: (item: Item): number => item.time, compare };
  const fill = (list: readonly Item[]): ReturnType<typeof emptyThinned<Item>> => {
    const series = emptyThinned(rules);
    for (const item of list) addThinned(series, item, rules);
    return series;
  };
  /** The finest grid of those allowed that few enough buckets of are occupied. */
  function plainly(list: readonly Item[]): { readonly width: number; readonly items: readonly Item[] } {
    for (let width = rules.width; ; width *= 2) {
      const buckets = new Map<number, Item>();
      for (const item of [...list].sort(compare).reverse()) buckets.set(Math.floor(item.time / width), item);
      if (buckets.size <= rules.limit) return { width, items: [...buckets.values()].sort(compare) };
    }
  }

  it('are the same, in parts or whole', () => {
    fc.assert(
      fc.property(items, fc.nat(120), (list, cut) => {
        const expected = plainly(list);
        const merged = mergeThinned(fill(list.slice(0, cut)), fill(list.slice(cut)), rules);
        for (const series of [fill(list), merged])
          expect({ width: series.width, items: thinnedItems(series, rules) }).to.deep.equal(expected);
      }),
    );
  });
});
