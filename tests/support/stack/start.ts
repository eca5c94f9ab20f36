import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AddressBook } from '@atoll/contracts/address-book';
import { deploy } from '@atoll/contracts/deploy';
import type { Address } from '@atoll/schemas/ids';
import { type RunningAnvil, startAnvil } from '../anvil.ts';
import { buildServices, buildWeb } from '../build.ts';
import { type RunningPostgres, startPostgres } from '../postgres.ts';
import { castWallets, type Wallets } from '../wallets.ts';
import { choosePort } from './ports.ts';
import { fundBuyer, prepareProvider } from './prepare.ts';
import { defineService, type Service, type ServiceName } from './service.ts';
import { clearDeadStacks, clearStack, markStack } from './stack-file.ts';

export interface Stack {
  readonly anvil: RunningAnvil;
  readonly postgres: RunningPostgres;
  readonly addressBook: AddressBook;
  readonly addressBookPath: string;
  readonly token: AddressBook['tokens'][number];
  readonly wallets: Wallets;
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly environment: `0x${string}`;
  /** Where this run keeps its files; gone after `stop`. */
  readonly directory: string;
  stop(): Promise<void>;
}

export interface StartStackParameters {
  /** The Docker engine that runs the algorithms. */
  socketPath: string;
  /** Folders below which datasets may be registered, beside `examples/`. */
  dataRoots?: readonly string[];
  /** Ports to take where they are free. */
  ports?: { chain?: number; indexer?: number; marketplace?: number; provider?: number };
  /** Blocks on top before the provider trusts an order; anvil's are final at once. */
  confirmations?: number;
  /** Jobs that the provider runs at once. */
  slots?: number;
  /** What the provider starts jobs with; gVisor where the engine has one that works, unless said otherwise. */
  runtime?: 'auto' | 'runsc' | 'runc';
  /** Id of the image that runs ONNX algorithms; none are run without. */
  onnxRunner?: string | undefined;
  /** Seconds a quote stays valid. */
  quoteSeconds?: number;
  /** Changes the variables of the provider before it starts, e.g. to put proxies between it and what it calls. */
  providerVariables?: (
    variables: Readonly<Record<string, string>>,
  ) => Promise<Readonly<Record<string, string>>>;
  log?: (service: string, line: string) => void;
}

const examples = resolve(import.meta.dirname, '../../../examples');

/** Price of a second of compute in the stack's environment, in the test dollar's smallest unit. */
export const pricePerSecond = 2_000n;

/**
 * Starts the whole market on this machine: chain with the contracts, Postgres, and the three services, each a process of its own
 * with embedded IPFS; registers the provider and gives the buyer money. Everything binds loopback and is gone after `stop`.
 *
 * @example
 * const stack = await startStack({ socketPath: engine.socketPath });
 * try { … } finally { await stack.stop(); }
 */
export async function startStack(parameters: StartStackParameters): Promise<Stack> {
  await clearDeadStacks();
  await buildServices(['indexer', 'marketplace', 'compute-provider']);
  await buildWeb(['marketplace', 'compute-provider']);
  const directory = await mkdtemp(join(tmpdir(), 'atoll-stack-'));
  const parts: Parts = {
    services: [],
    foundations: [() => rm(directory, { recursive: true, force: true })],
  };
  const stop = async () => {
    const failures = [...(await closeAll(parts.services)), ...(await closeAll(parts.foundations))];
    if (failures.length > 0) throw new AggregateError(failures, 'the stack did not stop cleanly');
  };
  try {
    return await start(parameters, directory, parts, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

type Closer = () => Promise<unknown>;

/** What closes a stack: its services, then what these stand on. The parts of each are closed at once, for any may take seconds. */
interface Parts {
  readonly services: Closer[];
  readonly foundations: Closer[];
}

/** Closes every part, whatever another one says; answers what failed. A part is closed once. */
async function closeAll(closers: Closer[]): Promise<unknown[]> {
  const ended = await Promise.allSettled(closers.splice(0).map((close) => close()));
  return ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
}

async function start(
  parameters: StartStackParameters,
  directory: string,
  { services: serviceClosers, foundations }: Parts,
  stop: () => Promise<void>,
): Promise<Stack> {
  const [anvil, postgres] = await Promise.all([
    // Accounts of its own, so that two stacks on one engine never take each other's containers for their own.
    startAnvil({
      port: await choosePort(parameters.ports?.chain),
      args: ['--mnemonic-random', '12'],
    }).then((started) => {
      foundations.push(() => started.stop());
      return started;
    }),
    startPostgres({ fast: true }).then((started) => {
      foundations.push(() => started.stop());
      return started;
    }),
  ]);
  const wallets = castWallets(anvil.accounts);
  const mark = { socketPath: parameters.socketPath, provider: wallets.provider.address, directory };
  const strike = markStack(mark);
  foundations.push(async () => {
    await clearStack(mark);
    strike();
  });
  const addressBookPath = join(directory, 'deployments', '31337.json');
  const addressBook = await deploy({
    rpcUrl: anvil.rpcUrl,
    deployerKey: wallets.deployer.privateKey,
    treasury: wallets.treasury.address,
    outFile: addressBookPath,
    withTestDollar: true,
  });
  const token = addressBook.tokens[0];
  if (token === undefined) throw new Error('the deployment has no payment token');
  const services = await defineServices({
    parameters,
    directory,
    anvil,
    postgres,
    wallets,
    addressBookPath,
    token: token.address,
  });
  serviceClosers.push(...Object.values(services).map((service) => () => service.stop()));
  await Promise.all(Object.values(services).map((service) => service.start()));
  const prepared = { anvil, addressBook, wallets, token, providerUrl: services['compute-provider'].url };
  const environment = await prepareProvider(prepared);
  await fundBuyer(prepared);
  return {
    anvil,
    postgres,
    addressBook,
    addressBookPath,
    token,
    wallets,
    services,
    environment,
    directory,
    stop,
  };
}

async function defineServices(input: {
  parameters: StartStackParameters;
  directory: string;
  anvil: RunningAnvil;
  postgres: RunningPostgres;
  wallets: Wallets;
  addressBookPath: string;
  token: Address;
}): Promise<Record<ServiceName, Service>> {
  const { parameters, directory, anvil, postgres, wallets } = input;
  const [indexerPort, marketplacePort, providerPort] = [
    await choosePort(parameters.ports?.indexer),
    await choosePort(parameters.ports?.marketplace),
    await choosePort(parameters.ports?.provider),
  ];
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const common = {
    RPC_URL: anvil.rpcUrl,
    DEPLOYMENT: input.addressBookPath,
    LOG_LEVEL: 'info',
  };
  const folder = async (name: string) => {
    const path = join(directory, name);
    await mkdir(path, { recursive: true });
    return path;
  };
  const log = (name: string) =>
    parameters.log === undefined ? {} : { log: (line: string) => parameters.log?.(name, line) };
  const provider = {
    ...common,
    PUBLIC_URL: url(providerPort),
    DESK_ORIGINS: url(marketplacePort),
    DATABASE_URL: await postgres.createDatabase('compute_provider'),
    OPERATOR_KEY: wallets.operator.privateKey,
    PROVIDER_ADDRESS: wallets.provider.address,
    CUSTODIAN_ADDRESS: wallets.dataOwner.address,
    // The second person that some datasets ask for.
    REVIEWERS: wallets.algorithmAuthor.address,
    DATA_ROOTS: [examples, ...(parameters.dataRoots ?? [])].join(','),
    STATE_DIRECTORY: await folder('provider'),
    IPFS_GATEWAYS: url(marketplacePort),
    MARKETPLACE_URL: url(marketplacePort),
    DOCKER_SOCKET: parameters.socketPath,
    CONTAINER_RUNTIME: parameters.runtime ?? 'auto',
    ONNX_RUNNER: parameters.onnxRunner ?? '',
    CONFIRMATIONS: String(parameters.confirmations ?? 0),
    QUOTE_SECONDS: String(parameters.quoteSeconds ?? 120),
    // Many tests share one stack, one address and one buyer, and leave quotes behind; the provider's own tests show the limits.
    QUOTES_PER_MINUTE: '100000',
    OPEN_QUOTES_PER_BUYER: '100000',
    ENVIRONMENTS: JSON.stringify([
      {
        name: 'one core',
        cpus: 1,
        memoryBytes: 1 << 30,
        scratchBytes: 256 << 20,
        gpus: [],
        slots: parameters.slots ?? 2,
        token: input.token,
        pricePerSecond: pricePerSecond.toString(),
      },
    ]),
  };
  return {
    indexer: defineService({
      name: 'indexer',
      port: indexerPort,
      env: {
        ...common,
        DATABASE_URL: await postgres.createDatabase('indexer'),
        IPFS_DIRECTORY: await folder('indexer-ipfs'),
        // Tests look often, all from one address.
        ANONYMOUS_REQUESTS_PER_MINUTE: '1000000',
        IPFS_GATEWAYS: `${url(marketplacePort)},${url(providerPort)}`,
      },
      ...log('indexer'),
    }),
    marketplace: defineService({
      name: 'marketplace',
      port: marketplacePort,
      env: {
        ...common,
        PUBLIC_URL: url(marketplacePort),
        DATABASE_URL: await postgres.createDatabase('marketplace'),
        INDEXER_URL: url(indexerPort),
        IPFS_DIRECTORY: await folder('marketplace-ipfs'),
        IPFS_GATEWAYS: url(providerPort),
      },
      ...log('marketplace'),
    }),
    'compute-provider': defineService({
      name: 'compute-provider',
      port: providerPort,
      env:
        parameters.providerVariables === undefined ? provider : await parameters.providerVariables(provider),
      ...log('compute-provider'),
    }),
  };
}
