import { Address, Amount } from '@atoll/schemas/ids';
import { Gpu } from '@atoll/schemas/environment';
import {
  chainVariables,
  hexKey,
  httpUrl,
  ipfsVariables,
  originList,
  path,
  serviceVariables,
  trustedProxies,
} from '@atoll/server-kit/environment';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { z } from 'zod';
import { runtimeChoices } from './engine/runtime-choice.ts';
import { OnnxRunner } from './models/runner-setting.ts';
import { parseRegistryHost } from './registry/registry-host.ts';

/** One entry of ENVIRONMENTS: what is rented, how often at once, for how much a second. */
export const ConfiguredEnvironment = z.object({
  name: z.string().min(1).max(100),
  cpus: z.number().positive(),
  memoryBytes: z.int().positive(),
  scratchBytes: z.int().nonnegative(),
  gpus: z.array(Gpu).max(64).default([]),
  slots: z.int().min(1).max(1000),
  token: Address,
  pricePerSecond: Amount,
});
export type ConfiguredEnvironment = z.infer<typeof ConfiguredEnvironment>;

function wholeFrom(least: number) {
  const expected = `a whole number from ${least}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .refine((value) => value >= least, { error: expected });
}

function whole(meta: { description: string; fallback: number; least?: number }) {
  return wholeFrom(meta.least ?? 0)
    .default(meta.fallback)
    .meta({ description: meta.description, example: String(meta.fallback) });
}

function account(description: string) {
  return z
    .string({ error: description })
    .regex(/^0x[0-9a-fA-F]{40}$/, '0x and 40 hexadecimal digits')
    .transform((value) => Address.parse(value))
    .meta({ description, example: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8' });
}

const environmentsExample =
  '[{"name":"small","cpus":1,"memoryBytes":1073741824,"scratchBytes":268435456,"slots":2,"token":"0x…","pricePerSecond":"2000"}]';

function environments() {
  const expected =
    'a JSON list of environments with name, cpus, memoryBytes, scratchBytes, slots, token and pricePerSecond';
  return z
    .string({ error: expected })
    .transform((value, context) => {
      try {
        return z.array(ConfiguredEnvironment).min(1).parse(JSON.parse(value));
      } catch (error) {
        const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
        const where = issue === undefined ? '' : `; ${issue.path.join('.')}: ${issue.message}`;
        context.addIssue({ code: 'custom', message: `${expected}${where}` });
        return z.NEVER;
      }
    })
    .meta({ description: 'what this provider rents, as JSON', example: environmentsExample });
}

/** A GPU as the operator states it. */
const StatedGpu = z.object({
  uuid: z.string().regex(/^GPU-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  model: z.string().min(1).max(200),
  memoryBytes: z.int().positive(),
  index: z.int().nonnegative().max(9999),
});

function gpus() {
  const expected = 'auto, none, or a JSON list of GPUs with uuid, model, memoryBytes and index';
  return z
    .string()
    .transform((value, context): 'auto' | 'none' | z.infer<typeof StatedGpu>[] => {
      if (value === 'auto' || value === 'none') return value;
      try {
        return z.array(StatedGpu).min(1).max(64).parse(JSON.parse(value));
      } catch {
        context.addIssue({ code: 'custom', message: expected });
        return z.NEVER;
      }
    })
    .default('auto')
    .meta({
      description:
        'GPUs that jobs may be given: auto looks for them, none gives none; stated as JSON where neither nvidia-smi nor /proc tells',
      example: 'auto',
    });
}

function registryHosts() {
  const expected = 'hosts such as registry.internal:5000 or http://127.0.0.1:5000, separated by commas';
  return z
    .string()
    .transform((value, context) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .flatMap((part) => {
          const host = parseRegistryHost(part);
          if (host === undefined) context.addIssue({ code: 'custom', message: expected });
          return host ?? [];
        }),
    )
    .default([])
    .meta({
      description:
        'image registries that are not on the public network, or speak plain http; none unless set',
      example: 'registry.internal:5000',
    });
}

/** Every variable of the compute provider; `.env.example` lists them with their meaning. */
export const ProviderEnvironment = z.object({
  ...serviceVariables({ port: 4102 }),
  PUBLIC_URL: httpUrl({
    description:
      'the address under which clients reach this service, as wallets sign it; needed behind a proxy and with PORT=0',
    example: 'https://provider.example',
  }).optional(),
  DESK_ORIGINS: originList({
    description:
      "origins of web pages elsewhere that may show this provider's desk to who signs in there, separated by commas; none unless set",
    example: 'https://market.example',
  }),
  ...chainVariables,
  CONFIRMATIONS: whole({
    description: 'blocks on top of an order or a settlement before it is trusted; 0 on a local chain',
    fallback: 2,
  }),
  POLL_MILLISECONDS: wholeFrom(10).optional().meta({
    description: 'milliseconds between two looks at the head; 100 on a local chain (31337), else 1000',
    example: '1000',
  }),
  OPERATOR_KEY: hexKey({
    description: 'the private key of the operator that is registered on chain: it signs quotes and receipts',
  }),
  PROVIDER_ADDRESS: account('the account that the provider is registered under; it owns stake and payout'),
  CUSTODIAN_ADDRESS: account(
    'the account whose signature registers data, approves algorithms and reviews outputs',
  ),
  REVIEWERS: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(Address).max(32))
    .default([])
    .meta({
      description: 'accounts that decide on held outputs beside the custodian, separated by commas',
      example: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
    }),
  DATA_ROOTS: z
    .string({ error: 'folders below which datasets may lie' })
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((folders) => folders.length > 0 && folders.every((folder) => folder.startsWith('/')), {
      error: 'absolute paths, separated by commas',
    })
    .meta({
      description: 'folders below which datasets may lie, separated by commas',
      example: '/srv/data',
    }),
  DATASET_MAX_BYTES: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'a whole number from 1')
    .transform(Number)
    .default(2 ** 40)
    .meta({ description: 'most bytes of one snapshot, wherever it is taken from', example: String(2 ** 40) }),
  SOURCE_HOSTS: z
    .string()
    .transform((value, context) =>
      value
        .split(/[\s,]+/)
        .filter((part) => part !== '')
        .flatMap((part) => {
          const host = parseAllowedHost(part);
          if (host === undefined)
            context.addIssue({ code: 'custom', message: `names, addresses or ranges; "${part}" is none` });
          return host ?? [];
        }),
    )
    .default([])
    .meta({
      description:
        'hosts that are not on the public network and may be taken data from all the same: names, addresses or ranges, each with a port where only that one is meant; none unless set',
      example: 'files.internal:9000,10.1.0.0/16',
    }),
  SOURCE_CREDENTIALS: path({
    description:
      'a JSON file of named credentials of buckets and databases, readable by this user alone; none unless set',
    example: '/etc/atoll/credentials.json',
  }).optional(),
  INTEGRITY_HOURS: whole({
    description: 'hours after which a snapshot is read in full again; 0: only before runs',
    fallback: 168,
  }),
  STATE_DIRECTORY: path({
    description: 'where snapshots, outputs and logs are kept; nobody else may read it',
    example: '/var/lib/atoll/provider',
  }),
  KUBO_URL: ipfsVariables.KUBO_URL,
  IPFS_DIRECTORY: path({
    description: 'the directory of the embedded block store; below STATE_DIRECTORY unless set',
    example: '/var/lib/atoll/provider/ipfs',
  }).optional(),
  IPFS_GATEWAYS: ipfsVariables.IPFS_GATEWAYS,
  MARKETPLACE_URL: httpUrl({
    description: 'a marketplace that pins encrypted results as a second place; none unless set',
    example: 'http://127.0.0.1:4103',
  }).optional(),
  CHAIN_NAME: z.string().max(60).optional().meta({
    description: 'name of the chain for people, at the desk; eip155:ID unless set',
    example: 'Base',
  }),
  PUBLIC_RPC_URL: httpUrl({
    description: "the JSON-RPC endpoint that the desk's pages read the chain from; RPC_URL unless set",
    example: 'https://rpc.example',
  }).optional(),
  PUBLIC_MARKETPLACE_URL: httpUrl({
    description: 'the marketplace that the desk links to; MARKETPLACE_URL unless set',
    example: 'https://market.example',
  }).optional(),
  BLOCK_EXPLORER_URL: httpUrl({
    description: 'a block explorer that the desk links transactions and accounts to; no links unless set',
    example: 'https://explorer.example',
  }).optional(),
  DOCKER_SOCKET: path({
    description: "the container engine's socket",
    example: '/var/run/docker.sock',
  }).default('/var/run/docker.sock'),
  CONTAINER_RUNTIME: z
    .enum(runtimeChoices, { error: runtimeChoices.join(', ') })
    .default('auto')
    .meta({
      description:
        'what jobs are started with: runsc is gVisor; auto takes it where the engine has one that works, else the own one of the engine',
      example: 'auto',
    }),
  IMAGE_MAX_MEBIBYTES: whole({
    description: "most mebibytes of an algorithm's image, packed and unpacked",
    fallback: 16_384,
    least: 1,
  }),
  REGISTRY_HOSTS: registryHosts(),
  GPUS: gpus(),
  GPU_CHECK_IMAGE: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, 'the id of an image: sha256: and 64 hexadecimal digits')
    .optional()
    .meta({
      description:
        'id of an image in the engine with /usr/bin/python3, in which the memory of GPUs is cleared; needed where environments have GPUs',
      example: `sha256:${'0'.repeat(64)}`,
    }),
  ONNX_RUNNER: OnnxRunner,
  ENVIRONMENTS: environments(),
  RESERVED_CPUS: z
    .string()
    .regex(/^\d{1,4}(\.\d{1,3})?$/, 'a number from 0')
    .transform(Number)
    .default(0)
    .meta({ description: 'processors of the engine that jobs leave to everything else', example: '0' }),
  RESERVED_MEMORY_BYTES: z
    .string()
    .regex(/^\d{1,15}$/, 'a whole number from 0')
    .transform(Number)
    .default(0)
    .meta({ description: 'memory of the engine that jobs leave to everything else', example: '0' }),
  QUEUE_LENGTH: whole({
    description: 'orders of an environment that may wait while all its slots are promised',
    fallback: 16,
  }),
  QUOTE_SECONDS: whole({
    description: 'how long a quote is valid and keeps its slot',
    fallback: 300,
    least: 5,
  }),
  QUOTES_PER_MINUTE: whole({
    description:
      'quotes that one network address may ask for in a minute, and orders that it may have relayed',
    fallback: 60,
    least: 1,
  }),
  OPEN_QUOTES_PER_BUYER: whole({
    description: 'slots that one buyer may keep with quotes that it has not ordered',
    fallback: 4,
    least: 1,
  }),
  LEAST_FAILURE_CAP_PERCENT: z
    .string()
    .regex(/^(?:100|[1-9]?\d)$/, 'a whole number from 0 to 100')
    .transform(Number)
    .default(10)
    .meta({
      description:
        'least that a buyer has to let a failed run cost, in percent of the longest run: quotes for less are refused',
      example: '10',
    }),
  OPEN_REQUESTS_PER_ACCOUNT: whole({
    description: 'requests for approval that one account may have open',
    fallback: 5,
    least: 1,
  }),
  TRUSTED_PROXIES: trustedProxies(),
  RUN_MARGIN_SECONDS: whole({
    description: 'what each deadline leaves for queueing, starting, delivering and late blocks',
    fallback: 600,
    least: 5,
  }),
  CACHE_MAX_BYTES: z
    .string()
    .regex(/^\d{1,15}$/, 'a number of bytes')
    .transform(Number)
    .default(1 << 30)
    .meta({
      description:
        'bytes of released outputs that are kept to answer identical jobs with the same; the oldest go first',
      example: '1073741824',
    }),
  RESULT_DAYS: whole({
    description: 'days for which an encrypted result is kept and can be encrypted anew for another recipient',
    fallback: 30,
    least: 1,
  }),
  SAMPLE_RUNS: z.enum(['off', 'approved', 'any'], { error: 'off, approved, any' }).default('approved').meta({
    description:
      'what may run on published samples, free of charge: nothing, algorithms that are approved for the dataset, or any algorithm',
    example: 'approved',
  }),
  SAMPLE_RUN_SECONDS: whole({
    description: 'how long a run on a sample may take',
    fallback: 300,
    least: 1,
  }),
  SAMPLE_RUNS_PER_DAY: whole({
    description: 'runs on samples that one account may ask for in 24 hours',
    fallback: 20,
    least: 1,
  }),
  RELAY_FEE: z
    .string()
    .regex(/^(0|[1-9]\d{0,27})$/, "an amount in the token's smallest unit")
    .default('0')
    .meta({
      description: 'what relaying a signed order costs, or each call of a signed act, in the smallest unit',
      example: '0',
    }),
});
export type ProviderEnvironment = z.infer<typeof ProviderEnvironment>;

/** How often the head is looked at. */
export function pollMillisecondsOf(
  env: Pick<ProviderEnvironment, 'POLL_MILLISECONDS'>,
  chainId: number,
): number {
  return env.POLL_MILLISECONDS ?? (chainId === 31337 ? 100 : 1000);
}

/** The origin that wallets sign for: as configured, else this machine's loopback. */
export function publicUrl(env: Pick<ProviderEnvironment, 'PUBLIC_URL' | 'PORT'>): string | undefined {
  if (env.PUBLIC_URL !== undefined) return new URL(env.PUBLIC_URL).origin;
  return env.PORT === 0 ? undefined : `http://127.0.0.1:${env.PORT}`;
}
