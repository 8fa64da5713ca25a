import type { World } from '../../../simulator/world.js';

/** Compaction, defragmentation of one member after the other with the leader last, disarm. `steps` may leave some out. */
export function recover(world: World, minute: number, steps: readonly ('compact' | 'defrag' | 'disarm')[]): void {
  world.agenda.at(world.minute(minute), (time) => {
    const { cluster } = world;
    if (steps.includes('compact')) cluster.compact(time, cluster.store.revision - 50);
    const order = [...cluster.members].sort((a, b) => Number(a === cluster.leader) - Number(b === cluster.leader));
    let at = time + 20_000;
    if (steps.includes('defrag'))
      for (const member of order) {
        const turn = at;
        world.agenda.at(turn, (now) => cluster.defragment(now, member));
        at += 15_000;
      }
    if (steps.includes('disarm')) world.agenda.at(at + 5000, (now) => cluster.disarm(now));
  });
}
