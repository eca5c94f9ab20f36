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

/** A path of a file, or the template of a feed's address. Plain http only to this machine: a price is money. */
function isPriceSource(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text !== '';
  const plain = text.replaceAll(/[{}]/g, '');
  if (!URL.canParse(plain) || !text.includes('{date}') || !/\{(token|address)\}/.test(text)) return false;
  const { protocol, hostname } = new URL(plain);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+)$/.test(hostname));
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
  FIAT_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency code of three capital letters')
    .optional()
    .meta({ description: 'the currency of values in earnings statements', example: 'EUR' }),
  PRICE_SOURCE: z
    .string()
    .refine(isPriceSource, 'a path, or https://… with {token} or {address} and {date}')
    .optional()
    .meta({
      description:
        'where prices come from: the path of a CSV file (date,token,price), or the URL of a feed with {token} and {date}; none: fiat values stay empty',
      example: 'https://prices.example/{currency}/{token}/{date}',
    }),
  PINNING_SERVICE_URL: httpUrl({
    description: 'a service of the IPFS Pinning Service API that keeps every pin as well',
    example: 'https://pinning.example/psa',
  }).optional(),
  PINNING_SERVICE_TOKEN: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'the access token of the pinning service', example: 'secret' }),
  PINNING_ORIGINS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .refine((list) => list.length <= 20 && list.every((each) => /^\/[a-z0-9]+\//.test(each)), {
      error: 'at most 20 multiaddrs, separated by commas',
    })
    .meta({
      description:
        'multiaddrs at which the pinning service finds the content, separated by commas; of PUBLIC_URL unless set',
      example: '/dns4/market.example/tcp/443/https',
    })
    .default([]),
  TRUSTED_PROXIES: trustedProxies(),
});
export type MarketplaceEnvironment = z.infer<typeof MarketplaceEnvironment>;

/** The origin that wallets sign for: as configured, else this machine's loopback. */
export function publicUrl(env: Pick<MarketplaceEnvironment, 'PUBLIC_URL' | 'PORT'>): string | undefined {
  if (env.PUBLIC_URL !== undefined) return env.PUBLIC_URL;
  return env.PORT === 0 ? undefined : `http://127.0.0.1:${env.PORT}`;
}
