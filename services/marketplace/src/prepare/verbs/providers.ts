import { EnvironmentDocument } from '@atoll/schemas/environment';
import { Address } from '@atoll/schemas/ids';
import { unbondCollateral, withdrawCollateral } from '@atoll/sdk/collateral';
import { depositCollateral, registerProvider, setEnvironment } from '@atoll/sdk/provider-register';
import { setDraining } from '@atoll/sdk/set-draining';
import { z } from 'zod';
import { Units, Units96 } from '../arguments.ts';
import {
  Account,
  Int,
  money,
  nameOf,
  sentence,
  type Sentence,
  type Sentences,
  symbolOf,
} from '../sentence.ts';
import { verb } from '../verb.ts';

export const providerVerbs = {
  'register-provider': verb(
    'Register the account as a compute provider, or change its registration',
    z.object({ operator: Address, payout: Address, endpoint: z.url().max(2048) }),
    registerProvider,
  ),
  'set-environment': verb(
    'Offer an environment for rent, or change its price, slots or whether it is active',
    z.object({
      document: EnvironmentDocument,
      token: Address,
      pricePerSecond: Units96,
      slots: z.int().min(0).max(0xffff),
      active: z.boolean().optional(),
    }),
    setEnvironment,
    ({ id }) => ({ makes: { kind: 'environment', id } }),
  ),
  'deposit-collateral': verb(
    'Bring the provider’s stake in a token up to an amount',
    z.object({ token: Address, bonded: Units.describe('what the stake shall be') }),
    depositCollateral,
  ),
  'unbond-collateral': verb(
    'Begin to take stake out',
    z.object({ token: Address, amount: Units }),
    unbondCollateral,
  ),
  'withdraw-collateral': verb(
    'Take out the stake whose delay has passed',
    z.object({ token: Address, to: Address.optional() }),
    withdrawCollateral,
  ),
  'set-draining': verb(
    'Take a provider out of the market, or bring it back',
    z.object({ draining: z.boolean() }),
    setDraining,
  ),
};

const registers: Sentence = sentence(
  z.tuple([z.object({ operator: Account, payout: Account, endpoint: z.string() })]),
  ([{ operator, payout, endpoint }], words) =>
    `Be a compute provider at ${endpoint}: ${nameOf(operator, words)} signs quotes and receipts, ${nameOf(payout, words)} is paid.`,
);

export const providerSentences: Sentences = {
  'providerRegistry.register': registers,
  'providerRegistry.update': registers,
  'providerRegistry.setEnvironment': sentence(
    z.tuple([
      z.object({
        resourcesDigest: z.string(),
        token: Account,
        pricePerSecond: z.bigint(),
        slots: Int,
        active: z.boolean(),
      }),
    ]),
    ([{ resourcesDigest, token, pricePerSecond, slots, active }], words) =>
      active
        ? `Rent the environment of document ${resourcesDigest} for ${money(pricePerSecond, token, words)} a second, to ${slots} at once.`
        : `Rent the environment of document ${resourcesDigest} to nobody.`,
  ),
  'providerRegistry.deposit': sentence(
    z.tuple([Account, z.bigint()]),
    ([token, amount], words) => `Put ${money(amount, token, words)} of your wallet up as stake.`,
  ),
  'providerRegistry.unbond': sentence(
    z.tuple([Account, z.bigint()]),
    ([token, amount], words) =>
      `Begin to take ${money(amount, token, words)} of stake out: it backs no new order, and can be slashed until the delay has passed.`,
  ),
  'providerRegistry.withdraw': sentence(
    z.tuple([Account, Account]),
    ([token, to], words) =>
      `Send the stake in ${symbolOf(token, words)} whose delay has passed to ${nameOf(to, words)}.`,
  ),
  'providerRegistry.setDraining': sentence(z.tuple([z.boolean()]), ([draining]) =>
    draining
      ? 'Take no new order as a provider; what is owed goes on.'
      : 'Take new orders as a provider again.',
  ),
};
