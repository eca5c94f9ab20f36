import type { DeclaredOutput } from '@atoll/schemas/metadata/algorithm';
import type { JobView } from '@atoll/schemas/job';
import type { RunSpecification } from '@atoll/compute-provider/engine/engine';
import type { GuardPolicy } from '@atoll/schemas/guard';
import type { Control } from './controls.ts';
import type { Market } from '@atoll/compute-provider/test/market';
import type { Seen } from './seen.ts';

/**
 * What must become of an attack. blocked: it does not get what it wants. held: the outputs wait for the data owner. limit: something gets
 * out or is used up, at most as much as the named control allows.
 */
export type Expectation = 'blocked' | 'held' | 'limit';

/** The runtimes under which algorithms run. */
export const testedRuntimes = ['runc', 'runsc'] as const;
export type TestedRuntime = (typeof testedRuntimes)[number];

interface Declaration {
  /** What is tried, in a few words. */
  title: string;
  expect: Expectation;
  /** What stops or bounds it. */
  control: Control;
}

/** An attack by an algorithm in a container. */
export interface SandboxAttack extends Declaration {
  kind: 'sandbox';
  /** Function of tests/support/algorithms: `module.function`. */
  act: string;
  /** Attacks with the same word run one after another in one container, each in a process and a folder of its own. */
  shares?: string;
  /** All of them unless a reason is stated. */
  runtimes?: { only: readonly TestedRuntime[]; because: string };
  limits?: Partial<RunSpecification['limits']>;
  environment?: Record<string, string>;
  /** What the manifest declares; nothing where the outputs do not matter. */
  outputs?: readonly DeclaredOutput[];
  policy?: Partial<GuardPolicy>;
  /**
   * Looks from outside and throws where the attack got through.
   * @returns what happened, in a few words
   */
  check(seen: Seen): Promise<string> | string;
}

/** An attack on the provider, its money or its protocol: no container is part of it. */
export interface ProviderAttack extends Declaration {
  kind: 'provider';
  /** Tries it and throws where it got through. */
  attempt(market: Market): Promise<string>;
}

/** What a whole job shows, from the order to its end, to each of those who may ask. */
export interface JobSeen {
  readonly runtime: TestedRuntime;
  readonly view: JobView;
  /** Everything that the provider answers its buyer, as text. */
  readonly asBuyer: string;
  /** The log as the data owner reads it. */
  readonly log: string;
  /** A row of the dataset, which the algorithm tried to carry out. */
  readonly row: string;
}

/** An attack by an algorithm that a buyer ordered: the whole way, with a chain and a real engine. */
export interface JobAttack extends Declaration {
  kind: 'job';
  /** First argument of tests/support/algorithms/side_job.py. */
  act: string;
  check(seen: JobSeen): Promise<string> | string;
}

export type Attack = SandboxAttack | ProviderAttack | JobAttack;

/** Declares an attack by an algorithm that a buyer ordered. */
export function jobAttack(declared: Omit<JobAttack, 'kind'>): JobAttack {
  return { kind: 'job', ...declared };
}

/** Declares an attack by an algorithm. */
export function attack(declared: Omit<SandboxAttack, 'kind'>): SandboxAttack {
  return { kind: 'sandbox', ...declared };
}

/** Declares an attack on the provider. */
export function providerAttack(declared: Omit<ProviderAttack, 'kind'>): ProviderAttack {
  return { kind: 'provider', ...declared };
}
