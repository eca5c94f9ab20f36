import { Address } from '@atoll/schemas/ids';
import { deposit } from '@atoll/sdk/deposit';
import { transferCredit } from '@atoll/sdk/transfer-credit';
import { withdraw } from '@atoll/sdk/withdraw';
import { z } from 'zod';
import { Tokens, Units } from '../arguments.ts';
import { Account, money, nameOf, sentence, type Sentences, symbolsOf } from '../sentence.ts';
import { verb } from '../verb.ts';

export const moneyVerbs = {
  withdraw: verb('Withdraw credit', z.object({ tokens: Tokens, to: Address.optional() }), withdraw),
  deposit: verb(
    'Turn tokens into credit',
    z.object({ token: Address, amount: Units, to: Address.optional() }),
    deposit,
  ),
  'transfer-credit': verb(
    'Give credit to another account',
    z.object({ token: Address, amount: Units, to: Address }),
    transferCredit,
  ),
};

export const moneySentences: Sentences = {
  'erc20.approve': sentence(
    z.tuple([Account, z.bigint()]),
    ([spender, amount], words, call) =>
      `Let ${nameOf(spender, words)} take at most ${money(amount, call.address, words)} from your wallet.`,
  ),
  'jobs.withdraw': sentence(
    z.tuple([z.array(Account), Account]),
    ([tokens, to], words) =>
      `Withdraw all of your credit in ${symbolsOf(tokens, words)} to ${nameOf(to, words)}.`,
  ),
  'jobs.deposit': sentence(
    z.tuple([Account, Account, z.bigint()]),
    ([token, to, amount], words) =>
      `Turn ${money(amount, token, words)} of your wallet into credit of ${nameOf(to, words)}.`,
  ),
  'jobs.transfer': sentence(
    z.tuple([Account, Account, z.bigint()]),
    ([token, to, amount], words) =>
      `Give ${money(amount, token, words)} of your credit to ${nameOf(to, words)}.`,
  ),
};
