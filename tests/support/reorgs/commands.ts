import fc from 'fast-check';
import type { HeadFault } from './liar.ts';
import { type Lie, lieKinds } from './lies.ts';
import type { Run, Setup } from './run.ts';
import { moment } from './subject.ts';
import { deepest, finality } from './world.ts';

/** What is known of a run beside the run itself. */
interface Model {
  readonly own: boolean;
}

type Command = fc.AsyncCommand<Model, Run, false>;

/** A command that is always possible, told by its name and what was drawn for it. */
const command = <Drawn>(
  name: string,
  drawn: fc.Arbitrary<Drawn>,
  run: (run: Run, drawn: Drawn, model: Model) => Promise<unknown>,
): fc.Arbitrary<Command> =>
  drawn.map((value) => ({
    check: () => true,
    run: async (model, real) => {
      await run(real, value, model);
    },
    toString: () => `${name} ${JSON.stringify(value)}`,
  }));

const seed = fc.nat(2 ** 30);
const milliseconds = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 150 }));

/**
 * Lets the chain go on; `hidden`, so that it is seen as one change. A branch that would become final by it is told of no longer, and nobody
 * is told anything before that is known: a mirror would hold it for final, and rightly stop at the true one.
 */
async function goOn<T>(
  { liar, stage }: Run,
  work: () => Promise<T>,
  { hidden }: { hidden: boolean } = { hidden: false },
): Promise<T> {
  const view = liar.view();
  if (view?.kind !== 'branch') return hidden ? liar.hold(work) : work();
  return liar.hold(async () => {
    const done = await work();
    if (view.from <= stage.world.highest() - finality + 10) liar.beHonest();
    return done;
  });
}

async function countReorg(run: Run, undone: number): Promise<void> {
  const { tally } = run.stage;
  if (undone === 0) return;
  tally.reorgs += 1;
  tally.blocksUndone += undone;
  tally.deepest = Math.max(tally.deepest, undone);
}

const depth = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: deepest }),
  fc.constant(deepest),
);

const act = command(
  'deeds',
  fc.record({ seed, count: fc.integer({ min: 1, max: 16 }), after: milliseconds }),
  async (run, { seed: chosen, count, after }) => {
    await goOn(run, () => run.stage.world.act(chosen, count));
    run.stage.tally.deeds += count;
    run.liar.newHead();
    await moment(after);
  },
);

const mine = command('mine', fc.integer({ min: 1, max: 30 }), async (run, blocks) => {
  await goOn(run, () => run.stage.world.mine(blocks));
  run.liar.newHead();
});

const replace = command(
  'reorg at one stroke',
  fc.record({ depth, after: milliseconds, again: fc.option(seed, { nil: undefined }) }),
  async (run, { depth: blocks, after, again }, { own }) => {
    const { world } = run.stage;
    // The node may lose the contracts' state in its own reorg, and a service that starts then refuses the deployment.
    const change = () => (own ? world.goBack(blocks) : world.replace(blocks, again));
    await countReorg(run, await goOn(run, change, { hidden: own }));
    run.liar.newHead();
    await moment(after);
  },
);

const goBack = command(
  'reorg by going back',
  fc.record({ depth, hidden: fc.boolean(), seed, count: fc.integer({ min: 0, max: 4 }), blocks: fc.nat(30) }),
  async (run, drawn) => {
    const { world } = run.stage;
    const change = async () => {
      const undone = await world.goBack(drawn.depth);
      if (drawn.count > 0) await world.act(drawn.seed, drawn.count);
      if (drawn.blocks > 0) await world.mine(drawn.blocks);
      return undone;
    };
    await countReorg(run, await goOn(run, change, drawn));
    run.liar.newHead();
  },
);

const lie: fc.Arbitrary<Lie> = fc.record({ kind: fc.constantFrom(...lieKinds), by: fc.nat(1000) });
const lies = command('lies', fc.array(lie, { minLength: 1, maxLength: 6 }), async (run, list) =>
  run.liar.tell(...list),
);

const messages = fc.integer({ min: 1, max: 40 });
const behind = command(
  'nodes that are behind',
  fc.record({
    by: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 100 })),
    messages,
    alternating: fc.boolean(),
  }),
  async (run, { by, ...options }) => run.liar.see({ kind: 'older', by }, options),
);
const branch = command(
  'nodes on another branch',
  fc.record({
    depth: fc.integer({ min: 1, max: 50 }),
    empty: fc.boolean(),
    messages,
    alternating: fc.boolean(),
  }),
  async (run, { depth: blocks, empty, ...options }) => {
    const { number } = await run.stage.world.head();
    const from = Math.max(1, number - blocks + 1, run.stage.world.highest() - finality + 11);
    if (from <= number) run.liar.see({ kind: 'branch', from, empty }, options);
  },
);
/** A history that differs where it was final stops a mirror that has read it, until the true one is back. */
const falseHistory = command(
  'nodes with another history',
  fc.record({
    below: fc.integer({ min: 0, max: 3 }),
    empty: fc.boolean(),
    messages,
    alternating: fc.boolean(),
  }),
  async (run, { below, empty, ...options }) => {
    const { world } = run.stage;
    const { number } = await world.head();
    const from = number - finality - below;
    if (from < 1 || number < world.highest()) return;
    run.liar.beHonest();
    await run.catchUp();
    run.liar.see({ kind: 'branch', from, empty }, options);
    await moment(100);
    run.liar.beHonest();
  },
);

const headFault = fc.constantFrom<HeadFault[]>('lost', 'twice', 'closed');
const heads = command('heads', fc.array(headFault, { minLength: 1, maxLength: 4 }), async (run, faults) =>
  run.liar.heads(...faults),
);

const kill = command('kill', milliseconds, async (run, after, { own }) => {
  await moment(after);
  await run.kill(own);
});
const restart = command('restart of the database', milliseconds, async (run, after) => {
  await moment(after);
  await run.restartDatabase();
});
const rebuild = command('rebuild', milliseconds, async (run, after) => {
  await run.rebuild();
  await moment(after);
});
const catchUp = command('catch up', fc.constant(null), async (run) => {
  run.liar.beHonest();
  await run.catchUp();
});

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** What a run does, one after the other. */
export const commands = fc.commands<Model, Run, false>(
  [
    ...times(7, act),
    ...times(2, mine),
    ...times(3, replace),
    ...times(4, goBack),
    ...times(5, lies),
    ...times(3, behind),
    ...times(2, branch),
    falseHistory,
    ...times(2, heads),
    ...times(2, kill),
    restart,
    rebuild,
    ...times(3, catchUp),
  ],
  { maxCommands: 24, size: 'max' },
);

/** @param share of runs whose indexer is a process of its own, in hundredths */
export const setups = (share: number): fc.Arbitrary<Setup> =>
  fc.record({
    own: fc.integer({ min: 0, max: 99 }).map((drawn) => drawn < share),
    endpoints: fc.constantFrom<Setup['endpoints'][]>('http', 'http and socket', 'socket and http'),
    past: fc.record({
      blocks: fc.oneof(fc.constant(0), fc.nat(120)),
      deeds: fc.integer({ min: 4, max: 60 }),
      seed,
    }),
  });
