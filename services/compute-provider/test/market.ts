import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import type { Chain } from '@atoll/chain/chain';
import { environmentIdOf } from '@atoll/chain/read-environment';
import { signRequest } from '@atoll/chain/sign';
import { simulateThenSend } from '@atoll/chain/write';
import type { AddressBook } from '@atoll/contracts/address-book';
import { deploy } from '@atoll/contracts/deploy';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import type { JobView } from '@atoll/schemas/job';
import { orderFromWire, type QuoteOffer, QuoteRequest } from '@atoll/schemas/order';
import { Problem } from '@atoll/schemas/problem';
import { formatSignedRequestHeader, signedRequestHeader } from '@atoll/schemas/signed-request';
import { createLogger } from '@atoll/server-kit/logger';
import { type RunningAnvil, startAnvil } from '@atoll/tests/support/anvil';
import { waitFor } from '@atoll/tests/support/wait';
import { castWallets, type Wallets } from '@atoll/tests/support/wallets';
import { maxUint256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Context } from '../src/context.ts';
import { readJob } from '../src/jobs/read-job.ts';
import { openContext } from '../src/open-context.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { createProviderApp, startWork } from '../src/service.ts';
import { createFakeEngine, type FakeEngine } from './fake-engine.ts';
import { type Configured, environmentFor, price } from './market-environment.ts';
import type { Pair } from './publish.ts';

const recipient: Bytes32 = `0x${createHash('sha256').update('no real key').digest('hex')}`;

/** A provider on a chain of its own with a fake engine, which can be stopped and started as often as a test likes. */
export interface Market {
  readonly anvil: RunningAnvil;
  readonly wallets: Wallets;
  readonly book: AddressBook;
  readonly engine: FakeEngine;
  readonly directory: string;
  readonly token: Address;
  /** The running provider; another one after `restart`. */
  readonly ctx: Context;
  as(wallet: keyof Wallets): Promise<Chain>;
  /** Stops the provider where it stands and starts another one on the same state. */
  restart(between?: () => Promise<void> | void): Promise<void>;
  app(): ReturnType<typeof createProviderApp>;
  close(): Promise<void>;
}

export async function openMarket(input: Configured): Promise<Market> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-provider-'));
  const anvil = await startAnvil();
  const wallets = castWallets(
    anvil.accounts.map((account) => ({ ...account, address: Address.parse(account.address) })),
  );
  const deployment = join(directory, '31337.json');
  const book = await deploy({
    rpcUrl: anvil.rpcUrl,
    deployerKey: wallets.deployer.privateKey,
    treasury: wallets.treasury.address,
    outFile: deployment,
    withTestDollar: true,
  });
  const token = book.tokens[0]?.address;
  if (token === undefined) throw new Error('the deployment has no token');
  const data = join(directory, 'data');
  await mkdir(join(data, 'reef'), { recursive: true });
  await writeFile(join(data, 'reef', 'reef.csv'), 'depth,kind\n1.5,coral\n2,sponge\n');
  const env = environmentFor({ ...input, anvil, wallets, deployment, data, directory, token });
  const engine =
    input.engine ??
    createFakeEngine({
      ...(input.gpus === undefined ? {} : { gpus: input.gpus }),
      passTime: (seconds) => anvil.rpc('evm_increaseTime', [Math.ceil(seconds)]),
    });
  const logger = createLogger({
    name: 'test',
    level: process.env['ATOLL_TEST_LOG'] === '1' ? 'debug' : 'silent',
  });
  const start = async () => {
    const opened = await openContext({
      env,
      engine,
      logger,
      publicOrigin: 'http://provider.test',
      ...(input.clock === undefined ? {} : { clock: input.clock }),
    });
    const stop = await startWork(opened.ctx, opened.queue);
    return {
      ctx: opened.ctx,
      stop: async () => {
        await stop();
        await opened.close();
      },
    };
  };
  let running = await start();
  const chains = new Map<keyof Wallets, Chain>();
  const market: Market = {
    anvil,
    wallets,
    book,
    engine,
    directory,
    token,
    get ctx() {
      return running.ctx;
    },
    as: async (wallet) => {
      const known = chains.get(wallet);
      if (known !== undefined) return known;
      const connected = await connectChain({
        rpcUrl: anvil.rpcUrl,
        addressBook: book,
        privateKey: wallets[wallet].privateKey,
        pollingInterval: 20,
      });
      chains.set(wallet, connected);
      return connected;
    },
    restart: async (between) => {
      await running.stop();
      await between?.();
      running = await start();
    },
    app: () => createProviderApp(running.ctx, { version: 'test', quotesPerMinute: 1000, trustedProxies: 0 }),
    close: async () => {
      await running.stop();
      await anvil.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  await prepare(market);
  return market;
}

async function prepare(market: Market): Promise<void> {
  const { book, token, wallets } = market;
  const provider = await market.as('provider');
  const registry = { address: book.contracts.providerRegistry, abi: providerRegistryAbi } as const;
  await simulateThenSend(provider, {
    ...registry,
    functionName: 'register',
    args: [
      {
        operator: wallets.operator.address,
        payout: wallets.provider.address,
        endpoint: 'http://127.0.0.1:1',
      },
    ],
  });
  const [environment] = market.ctx.settings.environments;
  if (environment === undefined) throw new Error('no environment is configured');
  const digest = createHash('sha256').update(canonicalJsonBytes(environment.document)).digest('hex');
  if (environmentIdOf(wallets.provider.address, `0x${digest}`) !== environment.id)
    throw new Error('the environment has another id on chain');
  await simulateThenSend(provider, {
    ...registry,
    functionName: 'setEnvironment',
    args: [
      {
        resourcesDigest: `0x${digest}`,
        token,
        pricePerSecond: price.second,
        slots: environment.slots,
        active: true,
      },
    ],
  });
  for (const [who, spender] of [
    ['provider', book.contracts.providerRegistry],
    ['buyer', book.contracts.jobs],
  ] as const) {
    const chain = await market.as(who);
    const dollar = { address: token, abi: testDollarAbi } as const;
    await simulateThenSend(chain, {
      ...dollar,
      functionName: 'mint',
      args: [wallets[who].address, 1_000_000_000_000n],
    });
    await simulateThenSend(chain, { ...dollar, functionName: 'approve', args: [spender, maxUint256] });
  }
  await simulateThenSend(provider, {
    ...registry,
    functionName: 'deposit',
    args: [token, 1_000_000_000_000n],
  });
}

/** A request that is right, but for what the test changes. */
export function requestFor(
  market: Market,
  pair: Pair,
  changes: Readonly<Record<string, unknown>> = {},
): QuoteRequest {
  return QuoteRequest.parse({
    buyer: market.wallets.buyer.address,
    datasets: [{ assetId: pair.datasetId.toString(), metadataDigest: pair.datasetDigest }],
    algorithm: { assetId: pair.algorithmId.toString(), metadataDigest: pair.algorithmDigest },
    environment: market.ctx.settings.environments[0]?.id,
    parameters: { folds: 5 },
    recipient,
    ...changes,
  });
}

export interface AskOptions {
  /** The wallet that signs. */
  as?: keyof Wallets;
  /** The account that the signature is said to be of, where it is not the wallet's own. */
  from?: Address;
  json?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Another application than the market's. */
  app?: ReturnType<typeof createProviderApp>;
}

/** Asks the application, signed by a wallet where one is named. */
export async function ask(
  market: Market,
  method: string,
  path: string,
  options: AskOptions = {},
): Promise<Response> {
  const body = options.json === undefined ? undefined : JSON.stringify(options.json);
  const headers: Record<string, string> = { ...options.headers };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (options.as !== undefined) {
    const wallet = market.wallets[options.as];
    const message = {
      method,
      origin: 'http://provider.test',
      path,
      bodyDigest: `0x${createHash('sha256')
        .update(body ?? '')
        .digest('hex')}`,
      expires: BigInt(Math.floor(Date.now() / 1000) + 60),
      nonce: `0x${randomBytes(16).toString('hex')}`,
    } as const;
    const signature = await signRequest(privateKeyToAccount(wallet.privateKey), message, 31337);
    headers[signedRequestHeader] = formatSignedRequestHeader({
      address: options.from ?? wallet.address,
      expires: message.expires,
      nonce: message.nonce,
      signature,
    });
  }
  return (options.app ?? market.app()).request(path, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
}

/** The code of a refusal. */
export const codeOf = async (response: Response) => Problem.parse(await response.json()).code;

let ordered = 1000;

/**
 * Quotes and orders; gives the offer once the order is mined. Each order has parameters of its own unless it is given some: an identical
 * job would be answered with the result of the first.
 */
export async function orderPair(
  market: Market,
  pair: Pair,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<QuoteOffer> {
  const offer = await giveQuote(
    market.ctx,
    requestFor(market, pair, { parameters: { folds: (ordered += 1) }, ...changes }),
  );
  await sendOrder(market, offer);
  return offer;
}

export async function sendOrder(market: Market, offer: QuoteOffer): Promise<void> {
  await simulateThenSend(await market.as('buyer'), {
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    functionName: 'order',
    args: [orderFromWire(offer.order), { validUntil: offer.validUntil, signature: offer.signature }],
  });
}

export function viewOf(market: Market, jobId: Bytes32): Promise<JobView> {
  return readJob(market.ctx, { jobId, reader: market.wallets.buyer.address });
}

/** Waits until a job is in a state, and gives it. */
export async function reaches(
  market: Market,
  jobId: Bytes32,
  state: JobView['state'],
  deadlineMs = 30_000,
): Promise<JobView> {
  let last: JobView | undefined;
  try {
    await waitFor(
      `job to be ${state}`,
      async () => {
        last = await viewOf(market, jobId);
        return last.state === state;
      },
      { deadlineMs },
    );
  } catch (error) {
    throw new Error(`the job is ${last?.state ?? 'unknown'} (${last?.reason ?? 'no reason'})`, {
      cause: error,
    });
  }
  if (last === undefined) throw new Error('the job was never read');
  return last;
}

/** What an account may withdraw. */
export async function creditOf(market: Market, account: Address): Promise<bigint> {
  const chain = await market.as('stranger');
  return chain.publicClient.readContract({
    address: market.book.contracts.jobs,
    abi: jobsAbi,
    functionName: 'balanceOf',
    args: [market.token, account],
  });
}
