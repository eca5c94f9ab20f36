import { registerProvider } from '@atoll/sdk/provider-register';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { openWallet } from '../open-market.ts';
import { addressOption } from '../parse-option.ts';
import { tellSent } from '../tell-sent.ts';

export const providerRegister: Command = {
  words: ['provider', 'register'],
  summary: 'Register the account of the key as a compute provider, or change its registration',
  positionals: [],
  options: {
    operator: {
      type: 'string',
      value: '<address>',
      description: "account of the service's OPERATOR_KEY, which signs quotes and receipts",
      required: true,
    },
    endpoint: {
      type: 'string',
      value: '<url>',
      description: 'where clients reach the service: its PUBLIC_URL',
      required: true,
    },
    payout: {
      type: 'string',
      value: '<address>',
      description: 'account that is paid for compute; the one of the key unless given',
    },
  },
  example: 'atoll provider register --operator 0x7099…79c8 --endpoint https://provider.example',
  act: async (invocation) => {
    const { given } = invocation;
    const operator = addressOption(given, 'operator');
    const endpoint = given.text['endpoint'] ?? '';
    if (!URL.canParse(endpoint)) throw new UsageError(`--endpoint ${endpoint} is no URL`);
    const wallet = await openWallet(invocation);
    const payout =
      given.text['payout'] === undefined ? wallet.account.address : addressOption(given, 'payout');
    const receipt = await registerProvider(wallet, { operator, payout, endpoint });
    tellSent(invocation, [{ what: `${wallet.account.address} registered at ${endpoint}`, receipt }]);
    return 0;
  },
};
