import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEnd } from '@atoll/compute-provider/engine/engine';
import { z } from 'zod';
import type { SandboxAttack } from './attack.ts';
import { type Bench, usualLimits } from './bench.ts';
import type { Named } from './find-attacks.ts';
import { runOutside } from './outside.ts';

/** A container in which one attack was tried, or several that share it. */
export interface AttackRun {
  readonly jobId: string;
  readonly end: RunEnd;
  readonly log: string;
  /** What the attacks answered, by their names; empty where the log kept no report. */
  readonly said: ReadonlyMap<string, unknown>;
}

/** Runs attacks as they are asked for, each container once, a few at a time. */
export interface Runs {
  sandboxed(attack: Named<SandboxAttack>): Promise<AttackRun>;
  /** The same attacks without the sandbox: what they answered. */
  outside(attack: Named<SandboxAttack>): Promise<ReadonlyMap<string, unknown>>;
}

/** Containers at once: more take longer on two cores, and their start is what takes the time. */
const atOnce = 3;
const marker = '\nattack-report ';
const Report = z.record(z.string(), z.unknown());

export const folderOf = (name: string): string => name.replaceAll('/', '.');

export function createRuns(bench: Bench, attacks: readonly Named<SandboxAttack>[]): Runs {
  const turn = turns(atOnce);
  const sandboxed = new Map<string, Promise<AttackRun>>();
  const outside = new Map<string, Promise<ReadonlyMap<string, unknown>>>();
  const keyOf = (attack: Named<SandboxAttack>): string => folderOf(attack.shares ?? attack.name);
  const together = (attack: Named<SandboxAttack>): readonly Named<SandboxAttack>[] =>
    attack.shares === undefined ? [attack] : attacks.filter(({ shares }) => shares === attack.shares);
  return {
    sandboxed: (attack) => {
      const key = keyOf(attack);
      const known = sandboxed.get(key) ?? turn(() => runSandboxed(bench, key, together(attack)));
      sandboxed.set(key, known);
      return known;
    },
    outside: (attack) => {
      const key = keyOf(attack);
      const known = outside.get(key) ?? turn(() => runUnconfined(bench, key, together(attack)));
      outside.set(key, known);
      return known;
    },
  };
}

function commandOf(attacks: readonly Named<SandboxAttack>[]): string[] {
  const pairs = attacks.map(({ name, act }) => `${folderOf(name)}=${act}`);
  return ['/usr/bin/python3', '-B', '/algorithm/attack.py', ...pairs];
}

async function runSandboxed(
  bench: Bench,
  key: string,
  attacks: readonly Named<SandboxAttack>[],
): Promise<AttackRun> {
  const jobId = `${bench.token.sandbox}-${key.replaceAll('.', '-')}`;
  const own = attacks.length === 1 ? attacks[0] : undefined;
  const shared =
    own === undefined
      ? { outputEntries: 16 * attacks.length, outputBytes: 64 << 20, memoryBytes: 512 << 20 }
      : {};
  const handle = await bench.engine.run({
    jobId,
    imageId: bench.image,
    entrypoint: commandOf(attacks),
    workingDirectory: '/',
    environment: own?.environment ?? {},
    inputs: [bench.dataset.directory],
    parametersFile: await bench.parametersFile(key, bench.token.sandbox),
    limits: { ...usualLimits, ...shared, ...own?.limits },
  });
  const end = await handle.end;
  const log = Buffer.from(await bench.engine.logs(jobId, { maxBytes: 4 << 20 })).toString();
  return { jobId, end, log, said: reportIn(log) };
}

async function runUnconfined(
  bench: Bench,
  key: string,
  attacks: readonly Named<SandboxAttack>[],
): Promise<ReadonlyMap<string, unknown>> {
  // What happens without the sandbox must not touch the dataset.
  const dataset = join(bench.folder, `copy-for-${key}`);
  await cp(bench.dataset.directory, dataset, { recursive: true });
  const log = await runOutside(bench.docker, {
    image: bench.image,
    command: commandOf(attacks),
    neighbour: bench.neighbour.id,
    parametersFile: await bench.parametersFile(`outside-${key}`, bench.token.outside),
    dataset,
    engineSocket: bench.listeners.engineSocket,
  });
  const said = reportIn(log);
  if (said.size === 0) throw new Error(`the attacks ${key} left no report outside of the sandbox: ${log}`);
  return said;
}

function reportIn(log: string): ReadonlyMap<string, unknown> {
  const start = `\n${log}`.lastIndexOf(marker);
  if (start < 0) return new Map();
  const line = `\n${log}`.slice(start + marker.length).split('\n', 1)[0] ?? '';
  return new Map(Object.entries(Report.parse(JSON.parse(line))));
}

/** Lets so many go at once, the others in the order in which they came. */
function turns(most: number): <T>(act: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await act();
    } finally {
      // Whoever waits takes the place over.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
