import { type AddressBook, contractNames } from '@atoll/contracts/address-book';
import type { Address, Hex } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import { describe, expect, test } from 'vitest';
import { readField } from './call-field.ts';
import { callInWords, callOf } from './call-in-words.ts';
import { abis, knownCalls } from './known-calls.ts';

const at = (index: number): Address => `0x${(index + 1).toString(16).padStart(40, '0')}`;
const [token, account] = [at(90), at(91)];
const contracts = Object.fromEntries(contractNames.map((name, index) => [name, at(index)]));
// Guarantee: made of the very names.
const book = {
  chainId: 31337,
  startBlock: 0,
  contracts: contracts as AddressBook['contracts'],
  governance: at(1),
  treasury: at(80),
  arbiter: at(81),
  tokens: [{ address: token, symbol: 'tUSD', decimals: 6 }],
} satisfies AddressBook;

const written: Partial<Record<string, string>> = {
  percent: '2.5',
  days: '1.5',
  whole: '7',
  atoll: '1000000',
  payment: '12.5',
  address: account,
  tokens: token,
  yes: 'yes',
};
const inWords: Partial<Record<string, string>> = {
  percent: '2.5 %',
  days: '1 d 12 h',
  whole: '7',
  atoll: '1,000,000 ATOLL',
  payment: '12.5 tUSD',
  address: account,
  tokens: `["${token}"]`,
  yes: 'yes',
};

describe('a proposal in words', () => {
  test.each(knownCalls.map((known) => [known.title, known] as const))(
    'says of "%s" what the form was given',
    (title, known) => {
      const values = known.fields.map(({ kind }) => {
        const read = readField(kind, written[kind] ?? '', 6);
        if ('wrong' in read) throw new Error(read.wrong);
        return read.value;
      });
      const call = callOf(book, known, values, book.tokens[0]);
      const told = callInWords(book, { target: call.address, value: '0', data: encodeFunctionData(call) });
      expect(told.title).toBe(title);
      expect(told.signature).toContain(known.functionName);
      expect(told.values.map(({ text }) => text.toLowerCase())).toEqual(
        known.fields.map(({ kind }) => inWords[kind]?.toLowerCase()),
      );
    },
  );

  test('reads a call without a form from the ABI', () => {
    const data = encodeFunctionData({
      abi: abis.timelock,
      functionName: 'grantRole',
      args: [`0x${'0'.repeat(64)}`, account],
    });
    const told = callInWords(book, { target: book.contracts.timelock, value: '0', data });
    expect(told.title).toBe('Call grantRole of timelock');
    expect(told.signature).toBe('grantRole(bytes32,address)');
  });

  test.each<[string, string, Hex]>([
    ['a stranger’s contract', account, '0x12345678'],
    ['data that fits no function', at(13), '0x12345678'],
    ['no data', at(13), '0x'],
    ['a function with too little data', at(13), '0x7ce3489b'],
  ])('does not guess at %s', (_, target, data) => {
    const told = callInWords(book, { target, value: '0', data });
    expect(told.title).toBe('Make a call that this page cannot read');
    expect(told.signature).toBeUndefined();
  });

  test('refuses what is no value', () => {
    expect(readField('percent', '2.505', 6)).toHaveProperty('wrong');
    expect(readField('address', '0x12', 6)).toHaveProperty('wrong');
    expect(readField('whole', '-1', 6)).toHaveProperty('wrong');
    expect(readField('payment', '1.0000001', 6)).toHaveProperty('wrong');
  });
});
