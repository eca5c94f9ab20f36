import { readAllowance } from '@atoll/chain/read-allowance';
import { readCollateral } from '@atoll/chain/read-collateral';
import { environmentIdOf, readEnvironment } from '@atoll/chain/read-environment';
import { type ChainProvider, readProvider } from '@atoll/chain/read-provider';
import { type ReceiptSummary, simulateThenSend } from '@atoll/chain/write';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { AtollError } from '@atoll/schemas/error';
import { EnvironmentDocument } from '@atoll/schemas/environment';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { erc20Abi } from 'viem';
import type { MarketContext } from './context.ts';
import { sha256 } from './digest.ts';

type OnChain = Pick<MarketContext, 'chain' | 'account'>;

/**
 * Registers the account as a provider, or changes its registration where it differs; sends nothing where it does not.
 * @example await registerProvider(ctx, { operator, payout, endpoint: 'https://provider.example' });
 */
export async function registerProvider(
  { chain, account }: OnChain,
  input: { operator: Address; payout: Address; endpoint: string },
): Promise<ReceiptSummary | undefined> {
  const current = await orAbsent('not_found', readProvider(chain, account.address));
  if (current !== undefined && isSame(current, input)) return undefined;
  return simulateThenSend(chain, {
    address: chain.addresses.providerRegistry,
    abi: providerRegistryAbi,
    functionName: current === undefined ? 'register' : 'update',
    args: [input],
  });
}

function isSame(
  current: ChainProvider,
  input: { operator: Address; payout: Address; endpoint: string },
): boolean {
  return (
    current.operator === input.operator.toLowerCase() &&
    current.payout === input.payout.toLowerCase() &&
    current.endpoint === input.endpoint
  );
}

/** The digest of an environment document, whose bytes are its canonical JSON. */
export function environmentDigest(document: EnvironmentDocument): Promise<Bytes32> {
  return sha256(canonicalJsonBytes(EnvironmentDocument.parse(document)));
}

/**
 * Offers an environment for rent, or changes price, slots or whether it is active; sends nothing where it stands like that already.
 * @param input.pricePerSecond in the token's smallest unit
 * @returns the environment's id
 */
export async function setEnvironment(
  { chain, account }: OnChain,
  input: {
    document: EnvironmentDocument;
    token: Address;
    pricePerSecond: bigint;
    slots: number;
    active?: boolean;
  },
): Promise<{ id: Bytes32; receipt?: ReceiptSummary }> {
  const resourcesDigest = await environmentDigest(input.document);
  const { token, pricePerSecond, slots, active = true } = input;
  const id = environmentIdOf(account.address, resourcesDigest);
  const current = await orAbsent(
    'environment_unknown',
    readEnvironment(chain, { provider: account.address, environment: id }),
  );
  const unchanged =
    current?.token === token.toLowerCase() &&
    current.pricePerSecond === pricePerSecond &&
    current.slots === slots &&
    current.active === active;
  if (unchanged) return { id };
  const receipt = await simulateThenSend(chain, {
    address: chain.addresses.providerRegistry,
    abi: providerRegistryAbi,
    functionName: 'setEnvironment',
    args: [{ resourcesDigest, token, pricePerSecond, slots, active }],
  });
  return { id, receipt };
}

/**
 * Brings the account's collateral in a token up to an amount; sends nothing where it is there.
 * @param input.bonded in the token's smallest unit
 */
export async function depositCollateral(
  { chain, account }: OnChain,
  input: { token: Address; bonded: bigint },
): Promise<ReceiptSummary | undefined> {
  const { token } = input;
  const spender = chain.addresses.providerRegistry;
  const { bonded } = await readCollateral(chain, { provider: account.address, token });
  const missing = input.bonded - bonded;
  if (missing <= 0n) return undefined;
  const allowed = await readAllowance(chain, { token, owner: account.address, spender });
  if (allowed < missing) {
    await simulateThenSend(chain, {
      address: token,
      abi: erc20Abi,
      functionName: 'approve',
      args: [spender, missing],
    });
  }
  return simulateThenSend(chain, {
    address: spender,
    abi: providerRegistryAbi,
    functionName: 'deposit',
    args: [token, missing],
  });
}

async function orAbsent<T>(code: AtollError['code'], reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AtollError && error.code === code) return undefined;
    throw error;
  }
}
