import type { Hex } from '@atoll/schemas/ids';
import type { HistoryLog } from '../history/encode-event.ts';

/**
 * Runtime code of an emitter: it writes the log that its calldata holds. First byte: number of topics; then the topics; then the data.
 * Compiled from this Yul with solc 0.8.37, optimised:
 *
 *     let size := calldatasize()
 *     if iszero(size) { stop() }
 *     calldatacopy(0, 0, size)
 *     let topics := byte(0, mload(0))
 *     let start := add(1, shl(5, topics))
 *     let length := sub(size, start)
 *     switch topics
 *     case 1 { log1(start, length, mload(1)) }
 *     case 2 { log2(start, length, mload(1), mload(33)) }
 *     case 3 { log3(start, length, mload(1), mload(33), mload(65)) }
 *     case 4 { log4(start, length, mload(1), mload(33), mload(65), mload(97)) }
 *     default { revert(0, 0) }
 */
export const emitterCode: Hex =
  '0x3615607357365f80375f515f1a8060051b80600101905f19903603019180600114606b5780600214605f5780600314604e57600414603b575f80fd5b60615191604151916021519160015191a4005b5090604151916021519160015191a3005b506021519160015191a2005b509060015191a15b00';

/**
 * Runtime code of what calls emitters one after another. For each: address (20 bytes), length (4 bytes), calldata. Compiled from:
 *
 *     let size := calldatasize()
 *     for { let at := 0 } lt(at, size) {} {
 *       let head := calldataload(at)
 *       let length := and(shr(64, head), 0xffffffff)
 *       calldatacopy(0, add(at, 24), length)
 *       if iszero(call(gas(), shr(96, head), 0, 0, length, 0, 0)) { revert(0, 0) }
 *       at := add(at, add(24, length))
 *     }
 */
export const batchCode: Hex =
  '0x5f5b368110600957005b5f808083358163ffffffff8260401c169485928360188901833760601c5af115603457016018016001565b5f80fd';

/** Calldata of the batch, for one log. */
export function emission({ address, topics, data }: HistoryLog): string {
  const words = topics.map((topic) => topic.slice(2)).join('');
  const length = 1 + (words.length + data.length) / 2;
  return `${address.slice(2)}${length.toString(16).padStart(8, '0')}0${topics.length}${words}${data}`;
}

/** Gas that surely suffices for logs whose calldata has so many bytes: 40 for each byte of calldata, 8 for each of a log, and the calls. */
export const gasOf = (logs: number, bytes: number): number => 100_000 + logs * 10_000 + bytes * 60;
