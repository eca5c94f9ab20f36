import { kindOf } from './calls/name-calls.ts';
import { moments, type Point, pointName } from './calls/calls.ts';

/** Numbers from 0 to 1 that a seed determines (mulberry32, Tommy Ettinger's, in the public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Decides at which calls the provider is killed. */
export interface KillPlan {
  /** Learns a call that was seen in a run without kills, of a process that is starting or at work. */
  learn(call: string, starting: boolean): void;
  /** Whether to kill here; what was chosen once is done. */
  choose(point: Point, starting: boolean): boolean;
  /** Points at which nobody was killed yet. */
  missing(): readonly string[];
}

/**
 * Kills once at each moment of every kind of call, in whatever order they come; kinds that only kills bring about are learnt on the way.
 * After that it kills at points drawn by chance, each call as likely as another however often it is made, tables told apart.
 */
export function planEveryPoint(random: () => number): KillPlan {
  const known = new Set<string>();
  const kinds = new Set<string>();
  const missing = new Set<string>();
  let drawn: { name: string; patience: number } | undefined;
  const learn = (call: string) => {
    known.add(call);
    const kind = kindOf(call);
    if (kinds.has(kind)) return;
    kinds.add(kind);
    for (const moment of moments) missing.add(pointName({ call: kind, moment }));
  };
  const draw = () => {
    const calls = [...known];
    const call = calls[Math.floor(random() * calls.length)] ?? '';
    const moment = moments[Math.floor(random() * moments.length)] ?? 'before';
    // A call that does not come in a while makes way for another.
    return { name: pointName({ call, moment }), patience: 400 };
  };
  return {
    learn,
    choose: (point) => {
      learn(point.call);
      const { call, moment } = point;
      if (missing.delete(pointName({ call: kindOf(call), moment }))) return true;
      // What is missing may be rare; meanwhile chance goes on, seldom enough for jobs to get there.
      if (missing.size > 0 && random() > 0.001) return false;
      const name = pointName(point);
      drawn ??= draw();
      drawn.patience -= 1;
      const chosen = drawn.name === name;
      if (chosen || drawn.patience <= 0) drawn = undefined;
      return chosen;
    },
    missing: () => [...missing],
  };
}

/**
 * Kills at one moment of every kind of call; tables do not make a kind, and what was not seen without kills is left alone. Calls of a
 * start come one after the other, so that each costs a start: there only what is never called later is chosen.
 *
 * @param isWanted whether a kind of call is one to kill at
 */
export function planEveryKind(isWanted: (kind: string) => boolean): KillPlan {
  const due = new Map<string, string>();
  const atWork = new Set<string>();
  return {
    learn: (call, starting) => {
      const kind = kindOf(call);
      if (!starting) atWork.add(kind);
      const moment = moments[due.size % moments.length] ?? 'before';
      if (isWanted(kind) && !due.has(kind)) due.set(kind, pointName({ call: kind, moment }));
    },
    choose: ({ call, moment }, starting) => {
      const kind = kindOf(call);
      if (starting && atWork.has(kind)) return false;
      if (due.get(kind) !== pointName({ call: kind, moment })) return false;
      due.set(kind, '');
      return true;
    },
    missing: () => [...due.values()].filter((name) => name !== ''),
  };
}
