import { type Abi, encodeErrorResult, zeroAddress, zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { revertAbi } from './revert-abi.ts';
import { revertTable } from './revert-table.ts';
import { explainRevert } from './reverts.ts';

const errors = revertAbi.filter((item) => item.type === 'error');

/** What viem throws when a node refuses: the bytes lie some causes down. */
function refused(data: `0x${string}`): Error {
  const deepest = Object.assign(new Error('execution reverted'), { code: 3, data });
  return new Error('call failed', { cause: new Error('rpc', { cause: deepest }) });
}

function sampleOf(type: string): unknown {
  if (type === 'address') return zeroAddress;
  if (type === 'bytes32') return zeroHash;
  if (type === 'string') return 'what';
  return Number(type.slice('uint'.length)) > 48 ? 1n : 1;
}

test('every custom error of the contracts has a meaning given on purpose', () => {
  expect(errors.length).toBeGreaterThan(70);
  const without = errors.map((error) => error.name).filter((name) => !(name in revertTable));
  expect(without).toEqual([]);
});

test('every custom error is explained in a whole sentence with its arguments', () => {
  for (const error of errors) {
    const abi: Abi = [error];
    const args = error.inputs.map((input) => sampleOf(input.type));
    const explained = explainRevert(refused(encodeErrorResult({ abi, errorName: error.name, args })));
    expect(explained.message, error.name).not.toContain('undefined');
    expect(explained.data['error'], error.name).toBe(error.name);
    expect(explained.hint).not.toBe('');
  }
});

test('an asset that is not active is paused or retired', () => {
  const reverted = (state: number) =>
    explainRevert(
      refused(encodeErrorResult({ abi: revertAbi, errorName: 'AssetNotActive', args: [7n, state] })),
    );
  expect(reverted(1)).toMatchObject({ code: 'asset_paused', message: 'asset 7 is paused' });
  expect(reverted(2)).toMatchObject({ code: 'asset_retired', message: 'asset 7 is retired' });
});

test('an escrow that cannot be paid says what is needed', () => {
  const data = encodeErrorResult({
    abi: revertAbi,
    errorName: 'ERC20InsufficientAllowance',
    args: [zeroAddress, 5n, 9n],
  });
  expect(explainRevert(refused(data))).toMatchObject({
    code: 'insufficient_escrow',
    data: { args: { allowance: '5', needed: '9' } },
  });
});

test('a revert that nobody knows keeps its bytes', () => {
  expect(explainRevert(refused('0xdeadbeef'))).toMatchObject({
    code: 'transaction_reverted',
    data: { revert: '0xdeadbeef' },
  });
  const text = encodeErrorResult({
    abi: [{ type: 'error', name: 'Error', inputs: [{ name: 'message', type: 'string' }] }],
    args: ['out of luck'],
  });
  expect(explainRevert(refused(text))).toMatchObject({
    code: 'transaction_reverted',
    message: 'the transaction was refused: Error(out of luck)',
  });
});
