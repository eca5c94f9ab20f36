import { z } from 'zod';
import { Address, Amount96, Bytes32 } from './ids.ts';

/** A GPU that an environment holds. */
export const Gpu = z.object({ model: z.string().max(200), memoryBytes: z.int().positive() });

/** What a provider rents, as a document whose sha-256 stands on chain. */
export const EnvironmentDocument = z.object({
  name: z.string().min(1).max(100),
  cpus: z.number().positive(),
  memoryBytes: z.int().positive(),
  scratchBytes: z.int().nonnegative(),
  gpus: z.array(Gpu).max(64).default([]),
  /** Container runtime, e.g. `runc` or `runsc`. */
  runtime: z.string().min(1).max(50),
});
export type EnvironmentDocument = z.infer<typeof EnvironmentDocument>;

/** An environment as a provider offers it now. */
export const EnvironmentOffer = z.object({
  id: Bytes32,
  document: EnvironmentDocument,
  token: Address,
  pricePerSecond: Amount96,
  slots: z.int().positive(),
  slotsFree: z.int().nonnegative(),
  engine: z.object({ name: z.string(), version: z.string(), runtimeVersion: z.string() }),
});
export type EnvironmentOffer = z.infer<typeof EnvironmentOffer>;
