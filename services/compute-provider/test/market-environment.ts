import { join } from 'node:path';
import type { Address } from '@atoll/schemas/ids';
import { readEnvironment } from '@atoll/server-kit/environment';
import type { Clock } from '@atoll/server-kit/clock';
import type { RunningAnvil } from '@atoll/tests/support/anvil';
import type { Wallets } from '@atoll/tests/support/wallets';
import type { GpuDevice } from '../src/engine/engine.ts';
import { ProviderEnvironment } from '../src/env.ts';
import type { FakeEngine } from './fake-engine.ts';

/** Prices of the test's assets and of a second, in the token's smallest unit. */
export const price = { dataset: 10_000_000n, algorithm: 5_000_000n, second: 2_000n };

/** What a test may have otherwise in its market. */
export interface Configured {
  databaseUrl: string;
  /** Another engine than one in memory. */
  engine?: FakeEngine;
  confirmations?: number;
  marginSeconds?: number;
  quoteSeconds?: number;
  slots?: number;
  gpus?: readonly GpuDevice[];
  /** Orders that may wait beside; none unless given. */
  queueLength?: number;
  /** Of the fake engine's eight processors, those that jobs may not have. */
  reservedCpus?: number;
  openQuotesPerBuyer?: number;
  relayFee?: bigint;
  /** Wallets that decide on held outputs beside the custodian. */
  reviewers?: readonly (keyof Wallets)[];
  cacheMaxBytes?: number;
  resultDays?: number;
  marketplaceUrl?: string;
  /** Id of the image that runs ONNX algorithms; none are run without. */
  onnxRunner?: string;
  clock?: Clock;
}

/** The provider's variables. */
export function environmentFor(
  input: Configured & {
    anvil: RunningAnvil;
    wallets: Wallets;
    deployment: string;
    data: string;
    directory: string;
    token: Address;
  },
): ProviderEnvironment {
  return readEnvironment(ProviderEnvironment, {
    DATABASE_URL: input.databaseUrl,
    RPC_URL: input.anvil.rpcUrl,
    DEPLOYMENT: input.deployment,
    CONFIRMATIONS: String(input.confirmations ?? 0),
    POLL_MILLISECONDS: '25',
    OPERATOR_KEY: input.wallets.operator.privateKey,
    PROVIDER_ADDRESS: input.wallets.provider.address,
    CUSTODIAN_ADDRESS: input.wallets.dataOwner.address,
    DATA_ROOTS: input.data,
    STATE_DIRECTORY: join(input.directory, 'state'),
    QUOTE_SECONDS: String(input.quoteSeconds ?? 120),
    RUN_MARGIN_SECONDS: String(input.marginSeconds ?? 600),
    OPEN_QUOTES_PER_BUYER: String(input.openQuotesPerBuyer ?? 100),
    RESERVED_CPUS: String(input.reservedCpus ?? 0),
    QUEUE_LENGTH: String(input.queueLength ?? 0),
    REVIEWERS: (input.reviewers ?? []).map((name) => input.wallets[name].address).join(','),
    CACHE_MAX_BYTES: String(input.cacheMaxBytes ?? 1 << 30),
    ...(input.marketplaceUrl === undefined ? {} : { MARKETPLACE_URL: input.marketplaceUrl }),
    ONNX_RUNNER: input.onnxRunner ?? '',
    RESULT_DAYS: String(input.resultDays ?? 30),
    RELAY_FEE: String(input.relayFee ?? 0n),
    GPU_CHECK_IMAGE: `sha256:${'0'.repeat(64)}`,
    ENVIRONMENTS: JSON.stringify([
      {
        name: 'small',
        cpus: 1,
        memoryBytes: 2 ** 30,
        scratchBytes: 2 ** 28,
        gpus: input.gpus ?? [],
        slots: input.slots ?? 2,
        token: input.token,
        pricePerSecond: price.second.toString(),
      },
    ]),
  });
}
