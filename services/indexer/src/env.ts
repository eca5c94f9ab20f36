import {
  databaseUrl,
  ipfsVariables,
  readEnvironment,
  serviceVariables,
  trustedProxies,
} from '@atoll/server-kit/environment';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { z } from 'zod';
import { parseEndpoint } from './chains-of.ts';
import { ofChain, perChain } from './per-chain.ts';

const whole = (expected: string, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,10}$/, expected)
    .transform(Number)
    .refine((value) => value <= max, { error: expected });

const parts = (text: string) => text.split(/[\s,]+/).filter((part) => part !== '');
const expectedEndpoints =
  'URLs that start with http://, https://, ws:// or wss://, each after <chainId>= where there are several chains';

const chainVariables = {
  RPC_URL: z
    .string()
    .transform(parts)
    .refine((list) => list.length > 0 && list.every((part) => parseEndpoint(part) !== undefined), {
      error: expectedEndpoints,
    })
    .transform((list) => list.flatMap((part) => parseEndpoint(part) ?? []))
    .meta({
      description:
        'the JSON-RPC endpoints, separated by commas, the primary first: the others take over while it fails and are compared with it; ' +
        'each after <chainId>= where DEPLOYMENT names several chains',
      example: 'http://127.0.0.1:8545',
    }),
  DEPLOYMENT: z
    .string()
    .transform(parts)
    .refine((list) => list.length > 0, { error: 'paths, separated by commas' })
    .meta({
      description:
        'the paths of the address files that deploying the contracts wrote, separated by commas, one for each chain; the first is the ' +
        'default chain of the API',
      example: '.atoll/deployment.31337.json',
    }),
  FINALITY: perChain('a number of blocks from 0 to 100000', { least: 0, most: 100_000 })
    .default({ usual: 64, byChain: new Map() })
    .meta({
      description:
        'blocks on top of a block before it counts as final, no reorg is followed below; 64 where nothing is said of a chain, ' +
        'others for some chains after <chainId>=',
      example: '64,10=1200',
    }),
  POLLING_INTERVAL: perChain('milliseconds from 10 to 60000', { least: 10, most: 60_000 }).optional().meta({
    description:
      'milliseconds between two looks at the head; 100 on a local chain (31337), else 1000; others for some chains after <chainId>=',
    example: '1000',
  }),
};

const processVariables = {
  ROLE: z.enum(['all', 'api'], { error: 'all or api' }).default('all').meta({
    description:
      'all: serves the API and stands ready to be the one writer of each chain; api: serves the API and never writes a mirror',
    example: 'all',
  }),
  READ_DATABASE_URL: databaseUrl()
    .meta({
      description: 'a replica of the database that the API reads from; DATABASE_URL when unset',
      example: 'postgres://atoll:password@127.0.0.1:5433/atoll',
    })
    .optional(),
  KEPT_ANSWERS_MB: whole('a number of MiB from 0 to 100000', 100_000).default(256).meta({
    description:
      'MiB of answers that the API keeps, to give them again while no block changes what they depend on',
    example: '256',
  }),
  READY_LAG: whole('a number of blocks from 0 to 1000000', 1_000_000).default(50).meta({
    description: 'blocks that the mirror may be behind the node before /ready says no',
    example: '50',
  }),
};

const accessVariables = {
  TRUSTED_PROXIES: trustedProxies(),
  ANONYMOUS_REQUESTS_PER_MINUTE: whole('a whole number', 1_000_000_000).default(6000).meta({
    description: 'requests a minute from one address without a key; 0: a key has to be shown',
    example: '6000',
  }),
  ANONYMOUS_STREAMS: whole('a whole number', 1_000_000).default(20).meta({
    description: 'streams of changes that one address may hold without a key',
    example: '20',
  }),
  ANONYMOUS_EXPORT_ROWS: whole('a whole number', 9_999_999_999).default(1_000_000).meta({
    description: 'rows of exports a day for one address without a key; 0: none',
    example: '1000000',
  }),
  MAX_STREAMS: whole('a whole number', 1_000_000).default(5000).meta({
    description: 'streams of changes that this process holds in all',
    example: '5000',
  }),
  MAX_CONNECTIONS: whole('a whole number', 1_000_000).default(10_000).meta({
    description: 'connections that this process takes at once; further ones are closed',
    example: '10000',
  }),
  WEBHOOK_HOSTS: z
    .string()
    .transform((value) => parts(value).map(parseAllowedHost))
    .refine((list) => list.every((each) => each !== undefined), {
      error: 'names, addresses or ranges, separated by commas',
    })
    .transform((list) => list.filter((each) => each !== undefined))
    .default([])
    .meta({
      description:
        'hosts of private networks that webhooks may go to, also over http, separated by commas; only public https addresses unless set',
      example: '127.0.0.1',
    }),
};

/** Every variable of the service; `.env.example` lists the same ones. */
export const Environment = z.object({
  ...serviceVariables({ port: 4101 }),
  ...chainVariables,
  ...ipfsVariables,
  ...processVariables,
  ...accessVariables,
});
export type Environment = z.infer<typeof Environment>;

/** The environment of the service, read once. */
export function readEnv(env: Record<string, string | undefined>): Environment {
  return readEnvironment(Environment, env);
}

/** Milliseconds between two looks at the head of a chain. */
export function pollingIntervalOf({ POLLING_INTERVAL }: Environment, chainId: number): number {
  const said = POLLING_INTERVAL === undefined ? undefined : ofChain(POLLING_INTERVAL, chainId);
  return said ?? (chainId === 31337 ? 100 : 1000);
}

/** Blocks on top of a block of a chain before it counts as final. */
export const finalityOf = ({ FINALITY }: Environment, chainId: number): number =>
  ofChain(FINALITY, chainId) ?? 64;
