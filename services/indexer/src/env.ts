import {
  chainVariables,
  ipfsVariables,
  readEnvironment,
  serviceVariables,
} from '@atoll/server-kit/environment';
import { z } from 'zod';

const whole = (expected: string, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value <= max, { error: expected });

/** Every variable of the service; `.env.example` lists the same ones. */
export const Environment = z.object({
  ...serviceVariables({ port: 4101 }),
  ...chainVariables,
  ...ipfsVariables,
  FINALITY: whole('a number of blocks from 0 to 100000', 100_000).default(64).meta({
    description: 'blocks on top of a block before it counts as final; no reorg is followed below',
    example: '64',
  }),
  POLLING_INTERVAL: whole('milliseconds from 10 to 60000', 60_000)
    .refine((value) => value >= 10, { error: 'milliseconds from 10 to 60000' })
    .optional()
    .meta({
      description: 'milliseconds between two looks at the head; 100 on a local chain (31337), else 1000',
      example: '1000',
    }),
});
export type Environment = z.infer<typeof Environment>;

/** The environment of the service, read once. */
export function readEnv(env: Record<string, string | undefined>): Environment {
  return readEnvironment(Environment, env);
}

/** How often the head is looked at. */
export function pollingIntervalOf(env: Environment, chainId: number): number {
  return env.POLLING_INTERVAL ?? (chainId === 31337 ? 100 : 1000);
}
