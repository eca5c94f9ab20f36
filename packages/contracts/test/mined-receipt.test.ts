import { TransactionReceiptNotFoundError, zeroHash } from 'viem';
import { expect, test } from 'vitest';
import { minedReceipt } from '../src/mined-receipt.ts';

/** A node that has the receipt when it is asked for the nth time, and mines nothing more. */
function node(nth: number) {
  let asked = 0;
  return {
    pollingInterval: 1,
    asked: () => asked,
    getTransactionReceipt: async () => {
      asked += 1;
      if (asked < nth) throw new TransactionReceiptNotFoundError({ hash: zeroHash });
      return { transactionHash: zeroHash };
    },
  };
}

test('a receipt that comes later than its block is waited for, though no other block comes', async () => {
  const late = node(5);
  expect((await minedReceipt(late, zeroHash)).transactionHash).toBe(zeroHash);
  expect(late.asked()).toBe(5);
});

test('one that does not come in time is given up, and a node that does not answer is told', async () => {
  await expect(minedReceipt(node(Infinity), zeroHash, { timeoutMs: 20 })).rejects.toThrow('Timed out');
  const silent = { pollingInterval: 1, getTransactionReceipt: () => Promise.reject(new Error('no answer')) };
  await expect(minedReceipt(silent, zeroHash)).rejects.toThrow('no answer');
});
