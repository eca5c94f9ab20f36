import { atollGovernorAbi } from '@atoll/contracts/generated/atollGovernor';
import { atollTimelockAbi } from '@atoll/contracts/generated/atollTimelock';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import type { Address, Hex } from '@atoll/schemas/ids';
import { encodeFunctionData, keccak256, numberToHex, stringToHex, zeroHash } from 'viem';
import type { Role } from './actor.ts';
import type { Market } from './market.ts';
import { senderOf } from './sender.ts';

/** What a vote is about. */
export interface Motion {
  readonly calls: readonly { readonly target: Address; readonly data: Hex }[];
  readonly description: string;
}

/** What holders of the governance token do. */
export function governanceActions(market: Market) {
  const { book, chain } = market;
  const { token, governor, timelock } = book.contracts;
  const { send, sendAs } = senderOf(market);
  const steps = ({ calls }: Motion) =>
    [calls.map(({ target }) => target), calls.map(() => 0n), calls.map(({ data }) => data)] as const;
  const hashed = (motion: Motion) => [...steps(motion), keccak256(stringToHex(motion.description))] as const;
  const governed = (functionName: 'queue' | 'execute' | 'cancel', motion: Motion) =>
    encodeFunctionData({ abi: atollGovernorAbi, functionName, args: hashed(motion) });
  const salt = (motion: Motion) => {
    const mixed = BigInt(governor) << 96n;
    return numberToHex(mixed ^ BigInt(keccak256(stringToHex(motion.description))), { size: 32 });
  };

  return {
    give: (role: Role, to: Address, amount: bigint) =>
      send(
        role,
        token,
        encodeFunctionData({ abi: atollTokenAbi, functionName: 'transfer', args: [to, amount] }),
      ),
    delegate: (role: Role, to: Address) =>
      send(role, token, encodeFunctionData({ abi: atollTokenAbi, functionName: 'delegate', args: [to] })),
    propose: (role: Role, motion: Motion) =>
      send(
        role,
        governor,
        encodeFunctionData({
          abi: atollGovernorAbi,
          functionName: 'propose',
          args: [...steps(motion), motion.description],
        }),
      ),
    proposalIdOf: (motion: Motion): Promise<bigint> =>
      chain.publicClient.readContract({
        address: governor,
        abi: atollGovernorAbi,
        functionName: 'hashProposal',
        args: hashed(motion),
      }),
    vote: (role: Role, proposalId: bigint, support: 0 | 1 | 2) =>
      send(
        role,
        governor,
        encodeFunctionData({
          abi: atollGovernorAbi,
          functionName: 'castVoteWithReasonAndParams',
          args: [proposalId, support, 'because', support === 2 ? '0x12' : '0x'],
        }),
      ),
    queue: (motion: Motion) => send('stranger', governor, governed('queue', motion)),
    execute: (motion: Motion) => send('stranger', governor, governed('execute', motion)),
    cancel: (role: Role, motion: Motion) => send(role, governor, governed('cancel', motion)),
    /** Carries out at the timelock itself, past the governor. */
    executeAtTimelock: (motion: Motion) =>
      send(
        'stranger',
        timelock,
        encodeFunctionData({
          abi: atollTimelockAbi,
          functionName: 'executeBatch',
          args: [...steps(motion), zeroHash, salt(motion)],
        }),
      ),
    /** Drops at the timelock itself. */
    cancelAtTimelock: async (motion: Motion) => {
      const id = await chain.publicClient.readContract({
        address: timelock,
        abi: atollTimelockAbi,
        functionName: 'hashOperationBatch',
        args: [...steps(motion), zeroHash, salt(motion)],
      });
      const data = encodeFunctionData({ abi: atollTimelockAbi, functionName: 'cancel', args: [id] });
      await sendAs(governor, timelock, data);
    },
  };
}
