import { expect, test } from 'vitest';
import { actFromWire, actToWire, ActWire, mostCallBytes, mostCalls, RelayActRequest } from './act.ts';

const address = `0x${'ab'.repeat(20)}` as const;
const call = { target: address, data: '0x1234' } as const;
const wire = {
  account: address,
  calls: [call, call],
  feeToken: address,
  fee: String(2n ** 96n - 1n),
  deadline: 2 ** 40 - 1,
  salt: `0x${'cd'.repeat(32)}`,
};

test('an act is the same after a trip through JSON', () => {
  const act = actFromWire(ActWire.parse(wire));
  expect(act.fee).toBe(2n ** 96n - 1n);
  expect(actToWire(act)).toEqual(wire);
});

test('an act holds one to eight calls', () => {
  const calls = (count: number) => ({ ...wire, calls: Array(count).fill(call) });
  expect([0, 1, mostCalls, mostCalls + 1].map((count) => ActWire.safeParse(calls(count)).success)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('a call of more data than is relayed is refused, and so is a signature that is none', () => {
  const padded = (bytes: number) => ({ ...wire, calls: [{ ...call, data: `0x${'00'.repeat(bytes)}` }] });
  expect(ActWire.safeParse(padded(mostCallBytes)).success).toBe(true);
  expect(ActWire.safeParse(padded(mostCallBytes + 1)).success).toBe(false);
  const signed = (bytes: number) => ({ act: wire, signature: `0x${'00'.repeat(bytes)}` });
  expect(RelayActRequest.safeParse(signed(65)).success).toBe(true);
  expect(RelayActRequest.safeParse(signed(100_000)).success).toBe(false);
});

test('a fee and a deadline that the contract could not hold are refused', () => {
  expect(ActWire.safeParse({ ...wire, fee: String(2n ** 96n) }).success).toBe(false);
  expect(ActWire.safeParse({ ...wire, deadline: 2 ** 40 }).success).toBe(false);
});
