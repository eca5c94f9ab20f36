import { type DeclaredOutput } from '@atoll/schemas/metadata/algorithm';
import { type RunSpecification } from '@atoll/compute-provider/engine/engine';
import { type GuardPolicy } from '@atoll/compute-provider/guard/policy';
import { type Control } from './controls.ts';
import { type ProtocolMarket } from './protocol-market.ts';
import { type Seen } from './seen.ts';

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
  attempt(market: ProtocolMarket): Promise<string>;
}

export type Attack = SandboxAttack | ProviderAttack;

/** Declares an attack by an algorithm. */
export function attack(declared: Omit<SandboxAttack, 'kind'>): SandboxAttack {
  return { kind: 'sandbox', ...declared };
}

/** Declares an attack on the provider. */
export function providerAttack(declared: Omit<ProviderAttack, 'kind'>): ProviderAttack {
  return { kind: 'provider', ...declared };
}
