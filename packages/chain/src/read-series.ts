import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import { Address } from '@atoll/schemas/ids';
import type { Chain } from './chain.ts';
import { translated } from './translate.ts';

/** Prepaid runs of a dataset that are sold, or given, on the same terms. */
export interface ChainSeries {
  readonly token: Address;
  /** Of one run, in the token's smallest unit; 0 where the runs are given. */
  readonly price: bigint;
  /** Last block time, in seconds, at which a unit is used. */
  readonly expiresAt: number;
  readonly supply: number;
  readonly transferable: boolean;
  /** Units sold or given so far. */
  readonly issued: number;
  /** Whether sales have ended; units stay valid. */
  readonly closed: boolean;
}

const passes = (chain: Chain) => ({ address: chain.addresses.accessPass, abi: accessPassAbi }) as const;

/**
 * Reads a series of passes.
 * @throws AtollError `not_found`
 * @example const { price, expiresAt } = await readSeries(chain, { assetId: 42n, series: 1 });
 */
export async function readSeries(
  chain: Chain,
  input: { assetId: bigint; series: number },
): Promise<ChainSeries> {
  const [details, issued, closed] = await translated('AccessPass.seriesOf', () =>
    chain.publicClient.readContract({
      ...passes(chain),
      functionName: 'seriesOf',
      args: [input.assetId, input.series],
    }),
  );
  const { price, expiresAt, supply, transferable } = details;
  return { token: Address.parse(details.token), price, expiresAt, supply, transferable, issued, closed };
}

/** The ERC-1155 id of a series. */
export function passIdOf(chain: Chain, input: { assetId: bigint; series: number }): Promise<bigint> {
  return translated('AccessPass.idOf', () =>
    chain.publicClient.readContract({
      ...passes(chain),
      functionName: 'idOf',
      args: [input.assetId, input.series],
    }),
  );
}

/** How many unused units of a series an account holds. */
export async function readPasses(
  chain: Chain,
  input: { assetId: bigint; series: number; holder: Address },
): Promise<bigint> {
  const id = await passIdOf(chain, input);
  return translated('AccessPass.balanceOf', () =>
    chain.publicClient.readContract({
      ...passes(chain),
      functionName: 'balanceOf',
      args: [input.holder, id],
    }),
  );
}
