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
  /** Container runtime: `runsc` is gVisor, which puts a kernel of its own between the algorithm and this machine's; else e.g. `runc`. */
  runtime: z.string().min(1).max(50),
});
export type EnvironmentDocument = z.infer<typeof EnvironmentDocument>;

/** The runtime that is gVisor: what an owner's rule `gvisor` asks for. */
export const gvisorRuntime = 'runsc';

/** What runs jobs: the container engine and the runtime that it starts them with. */
export const EngineFacts = z.object({
  name: z.string(),
  version: z.string(),
  runtime: z.string(),
  runtimeVersion: z.string(),
});
export type EngineFacts = z.infer<typeof EngineFacts>;

/** An environment as a provider offers it now. */
export const EnvironmentOffer = z.object({
  id: Bytes32,
  document: EnvironmentDocument,
  token: Address,
  pricePerSecond: Amount96,
  slots: z.int().positive(),
  slotsFree: z.int().nonnegative(),
  engine: EngineFacts,
});
export type EnvironmentOffer = z.infer<typeof EnvironmentOffer>;
