import type { Expectation } from './attack.ts';

/** A line of the table of attacks; carried by a test's meta to whoever prints it. */
export interface Told {
  name: string;
  title: string;
  runtime: string;
  expect: Expectation;
  control: string;
  happened: string;
}

declare module 'vitest' {
  interface TaskMeta {
    attack?: Told;
  }
}

/** Leaves with a test what came of its attack. */
export function tell(
  task: { meta: { attack?: Told } },
  told: {
    attack: { name: string; title: string; expect: Expectation; control: string };
    runtime: string;
    happened: string;
  },
): void {
  const { name, title, expect, control } = told.attack;
  task.meta.attack = { name, title, expect, control, runtime: told.runtime, happened: told.happened };
}
