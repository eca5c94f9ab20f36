import type { RunEnd } from '@atoll/compute-provider/engine/engine';
import type { z } from 'zod';
import type { Egress } from './egress.ts';
import type { TestedRuntime } from './attack.ts';
import type { Contact } from './neighbour.ts';

/** An entry of the outputs, as it was read from outside. */
export interface LeftEntry {
  path: string;
  type: string;
  size: number;
}

/** What an attack's check is given: what it says of itself, and what can be seen from outside. */
export interface Seen {
  readonly runtime: TestedRuntime;
  readonly end: RunEnd;
  /** What the engine kept of the log; for the data owner's eyes. */
  readonly log: string;
  /** What the attack answered. */
  said<T>(schema: z.ZodType<T>): T;
  /** What the same attack answers in a container without the sandbox. */
  unconfined<T>(schema: z.ZodType<T>): Promise<T>;
  /** Everything in the outputs, names and types. */
  left(): Promise<LeftEntry[]>;
  /** The way of the outputs out of the provider: collected, checked, scanned. */
  egress(): Promise<Egress>;
  /** What the listeners of the test heard from this run, and from the same attacks outside of the sandbox. */
  heard(): Promise<{ fromSandbox: readonly Contact[]; fromOutside: readonly Contact[] }>;
  /** The rows of the dataset, as text. */
  readonly rows: readonly string[];
  /** Whether the dataset is as it was. */
  inputsAreUntouched(): Promise<boolean>;
  /** Changes to the container's root, as the engine lists them. */
  rootChanges(): Promise<string[]>;
}
