import { accessPassAbi } from '@atoll/contracts/generated/accessPass';
import type { Address } from '@atoll/schemas/ids';
import { encodeFunctionData, parseAbi } from 'viem';
import type { Actor, Role } from './actor.ts';

const transfers = parseAbi([
  'function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes data)',
  'function balanceOf(address account, uint256 id) view returns (uint256)',
  'function safeBatchTransferFrom(address from, address to, uint256[] ids, uint256[] values, bytes data)',
]);

/** What happens to prepaid runs. */
export function passActions({ chain, contracts, send, token, wallets }: Actor) {
  const { accessPass } = contracts;
  return {
    unitsOf: (role: Role, id: bigint): Promise<bigint> =>
      chain.publicClient.readContract({
        address: accessPass,
        abi: transfers,
        functionName: 'balanceOf',
        args: [wallets[role].address, id],
      }),
    async passPrice(assetId: bigint, series: number): Promise<bigint> {
      const [details] = await chain.publicClient.readContract({
        address: accessPass,
        abi: accessPassAbi,
        functionName: 'seriesOf',
        args: [assetId, series],
      });
      return details.price;
    },
    openSeries: (
      role: Role,
      assetId: bigint,
      series: { price: bigint; expiresAt: number; supply: number; transferable: boolean; token?: Address },
    ) =>
      send(
        role,
        accessPass,
        encodeFunctionData({
          abi: accessPassAbi,
          functionName: 'openSeries',
          args: [assetId, { token, ...series }],
        }),
      ),
    closeSeries: (role: Role, assetId: bigint, series: number) =>
      send(
        role,
        accessPass,
        encodeFunctionData({ abi: accessPassAbi, functionName: 'closeSeries', args: [assetId, series] }),
      ),
    buyPasses: (role: Role, assetId: bigint, series: number, units: number) =>
      send(
        role,
        accessPass,
        encodeFunctionData({
          abi: accessPassAbi,
          functionName: 'buy',
          args: [assetId, series, units, 10n ** 20n],
        }),
      ),
    givePasses: (role: Role, assetId: bigint, series: number, to: Role, units: number) =>
      send(
        role,
        accessPass,
        encodeFunctionData({
          abi: accessPassAbi,
          functionName: 'give',
          args: [assetId, series, wallets[to].address, units],
        }),
      ),
    refundPasses: (role: Role, assetId: bigint, series: number, holder: Role, units: number) =>
      send(
        role,
        accessPass,
        encodeFunctionData({
          abi: accessPassAbi,
          functionName: 'refund',
          args: [assetId, series, wallets[holder].address, units],
        }),
      ),
    passOn: (role: Role, to: Role, id: bigint, units: bigint) =>
      send(
        role,
        accessPass,
        encodeFunctionData({
          abi: transfers,
          functionName: 'safeTransferFrom',
          args: [wallets[role].address, wallets[to].address, id, units, '0x'],
        }),
      ),
    passOnMany: (role: Role, to: Role, ids: readonly bigint[], units: readonly bigint[]) =>
      send(
        role,
        accessPass,
        encodeFunctionData({
          abi: transfers,
          functionName: 'safeBatchTransferFrom',
          args: [wallets[role].address, wallets[to].address, ids, units, '0x'],
        }),
      ),
  };
}
