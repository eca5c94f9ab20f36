import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import { Address } from '@atoll/schemas/ids';
import { getContract, parseAbi } from 'viem';
import type { Market } from '../market.ts';
import type { Tables } from '../memory-store.ts';
import { type Twice, twice } from './facts.ts';

const holderAbi = parseAbi(['function balanceOf(address account, uint256 id) view returns (uint256)']);

/** Series and who holds units of them; the units that a series says are out are those in somebody's hands. */
export async function passFacts(market: Market, tables: Tables): Promise<Twice> {
  const client = market.chain.publicClient;
  const address = market.book.contracts.accessPass;
  const { read } = getContract({ client, address, abi: accessPassAbi });
  const held = await tables.state('pass_holders');
  const unitsOf = (id: bigint): bigint =>
    held.filter(({ pass_id }) => pass_id === id).reduce((sum, { units }) => sum + units, 0n);
  const holders = await twice(
    held,
    ({ units }) => units,
    ({ holder, pass_id }) =>
      client.readContract({ address, abi: holderAbi, functionName: 'balanceOf', args: [holder, pass_id] }),
  );
  const series = await twice(
    await tables.state('pass_series'),
    (row) => ({
      ...{ id: row.pass_id, token: row.token, price: row.price, expiresAt: row.expires_at },
      ...{ supply: row.supply, transferable: row.transferable, closed: row.closed },
      issued: row.sold + row.given,
      out: row.sold + row.given + row.restored - row.refunded - row.redeemed,
    }),
    async ({ asset_id, series: number, pass_id }) => {
      const [[details, issued, closed], id] = await Promise.all([
        read.seriesOf([asset_id, number]),
        read.idOf([asset_id, number]),
      ]);
      const { token, ...terms } = details;
      return { id, token: Address.parse(token), ...terms, closed, issued, out: Number(unitsOf(pass_id)) };
    },
  );
  return { mirror: [...holders.mirror, ...series.mirror], chain: [...holders.chain, ...series.chain] };
}
