import {
  chainVariables,
  httpUrl,
  ipfsVariables,
  serviceVariables,
  trustedProxies,
  urlList,
} from '@atoll/server-kit/environment';
import { z } from 'zod';

const GiB = 1024 ** 3;

/** A whole number from 1. */
function count(meta: { description: string; fallback: number }) {
  const expected = 'a whole number from 1';
  return z
    .string()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .refine((value) => value >= 1, { error: expected })
    .default(meta.fallback)
    .meta({ description: meta.description, example: String(meta.fallback) });
}

/** Every variable of the marketplace; `.env.example` lists them with their meaning. */
export const MarketplaceEnvironment = z.object({
  ...serviceVariables({ port: 4103 }),
  PUBLIC_URL: httpUrl({
    description:
      'the address under which users reach this service, as wallets sign it; needed behind a proxy and with PORT=0',
    example: 'https://market.example',
  }).optional(),
  OTHER_URLS: urlList({
    description:
      'other addresses of this service that wallets may sign for, such as one inside a container network',
    example: 'http://marketplace:4103',
  }),
  ...chainVariables,
  ...ipfsVariables,
  INDEXER_URL: httpUrl({
    description: "the indexer's base URL; any indexer of the same chain will do",
    example: 'http://127.0.0.1:4101',
  }),
  CHAIN_NAME: z
    .string()
    .max(60)
    .optional()
    .meta({ description: 'name of the chain for people; eip155:ID unless set', example: 'Base' }),
  PUBLIC_RPC_URL: httpUrl({
    description: 'the JSON-RPC endpoint that browsers read the chain from; RPC_URL unless set',
    example: 'https://rpc.example',
  }).optional(),
  PUBLIC_INDEXER_URL: httpUrl({
    description: "the indexer's address as browsers reach it; INDEXER_URL unless set",
    example: 'https://indexer.example',
  }).optional(),
  BLOCK_EXPLORER_URL: httpUrl({
    description: 'a block explorer that transactions and accounts are linked to; no links unless set',
    example: 'https://explorer.example',
  }).optional(),
  CONFIRMATIONS: z
    .string()
    .regex(/^\d{1,4}$/, 'a whole number from 0')
    .transform(Number)
    .default(0)
    .meta({
      description: 'blocks on top before the web app calls something final; 0 on a local chain',
      example: '0',
    }),
  PIN_MAX_BYTES: count({ description: 'bytes of one upload at most', fallback: 4 * GiB }),
  PIN_QUOTA_BYTES: count({ description: 'bytes that one account may keep here', fallback: 16 * GiB }),
  PIN_TOTAL_BYTES: count({
    description: 'bytes that all accounts together may keep here',
    fallback: 256 * GiB,
  }),
  WRITES_PER_MINUTE: count({
    description: 'signed requests that one network address may send in a minute',
    fallback: 60,
  }),
  TRUSTED_PROXIES: trustedProxies(),
});
export type MarketplaceEnvironment = z.infer<typeof MarketplaceEnvironment>;

/** The origin that wallets sign for: as configured, else this machine's loopback. */
export function publicUrl(env: Pick<MarketplaceEnvironment, 'PUBLIC_URL' | 'PORT'>): string | undefined {
  if (env.PUBLIC_URL !== undefined) return env.PUBLIC_URL;
  return env.PORT === 0 ? undefined : `http://127.0.0.1:${env.PORT}`;
}
