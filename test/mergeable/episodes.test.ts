import { expect } from 'chai';
import fc from 'fast-check';
import {
  addPoint,
  emptyEpisodes,
  mergeEpisodes,
  type EpisodeRules,
  type Episodes,
} from '../../src/mergeable/episodes.js';
import {
  addThinned,
  emptyThinned,
  mergeThinned,
  thinnedItems,
  type ThinnedRules,
} from '../../src/mergeable/thinned.js';

interface Item {
  readonly time: number;
  readonly weight: number;
}

const items = fc.array(fc.record({ time: fc.nat(5_000), weight: fc.nat(20) }), { maxLength: 150 });
const compare = (a: Item, b: Item): number => a.time - b.time || a.weight - b.weight;
const rules = (limit: number): EpisodeRules<Item> => ({ limit, compare, worse: (a, b) => a.weight - b.weight });

const fold = (list: readonly Item[], gap: number, limit: number): Episodes<Item> => {
  const episodes = emptyEpisodes<Item>(gap);
  for (const item of list) addPoint(episodes, item.time, item, rules(limit));
  return episodes;
};

describe('episodes', () => {
  it('are the same in any order and in any parts', () => {
    fc.assert(
      fc.property(items, fc.nat(150), fc.constantFrom(0, 10, 300), (list, cut, gap) => {
        const whole = fold(list, gap, 1000);
        expect(fold([...list].reverse(), gap, 1000)).to.deep.equal(whole);
        expect(
          mergeEpisodes(fold(list.slice(0, cut), gap, 1000), fold(list.slice(cut), gap, 1000), rules(1000)),
        ).to.deep.equal(whole);
      }),
    );
  });

  it('join exactly the points that are closer than the gap', () => {
    fc.assert(
      fc.property(items, fc.constantFrom(5, 50), (list, gap) => {
        const { list: found } = fold(list, gap, 1000);
        expect(found.reduce((sum, episode) => sum + episode.count, 0)).to.equal(list.length);
        found.slice(1).forEach((episode, i) => expect(episode.start - (found[i]?.end ?? 0)).to.be.greaterThan(gap));
        for (const episode of found) expect(episode.first.time).to.equal(episode.start);
      }),
    );
  });

  it('stay within their limit by widening the gap', () => {
    const many = Array.from({ length: 500 }, (_, i) => ({ time: i * 60_000_000, weight: i }));
    const { list, gap } = fold(many, 0, 50);
    expect(list.length).to.be.at.most(50);
    expect(gap).to.be.greaterThan(0);
    expect(list.reduce((sum, episode) => sum + episode.count, 0)).to.equal(500);
  });
});

describe('thinned series', () => {
  const thin: ThinnedRules<Item> = { limit: 8, width: 16, time: (item) => item.time, compare };

  it('chooses the same items in any order and in any parts', () => {
    fc.assert(
      fc.property(items, fc.nat(150), (list, cut) => {
        const of = (part: readonly Item[]): ReturnType<typeof emptyThinned<Item>> => {
          const series = emptyThinned(thin);
          for (const item of part) addThinned(series, item, thin);
          return series;
        };
        const whole = thinnedItems(of(list), thin);
        expect(thinnedItems(of([...list].reverse()), thin)).to.deep.equal(whole);
        expect(thinnedItems(mergeThinned(of(list.slice(0, cut)), of(list.slice(cut)), thin), thin)).to.deep.equal(
          whole,
        );
        expect(whole.length).to.be.at.most(8);
      }),
    );
  });
});
