import { readProvider } from '@atoll/chain/read-provider';
import { EnvironmentOffer } from '@atoll/schemas/environment';
import { setEnvironment } from '@atoll/sdk/provider-register';
import { request } from '@atoll/sdk/request';
import { z } from 'zod';
import type { Command } from '../command.ts';
import { openWallet } from '../open-market.ts';
import { type Sent, tellSent } from '../tell-sent.ts';

export const providerEnvironments: Command = {
  words: ['provider', 'environments'],
  summary: "Offer on chain what the provider's service rents (its ENVIRONMENTS), at its price and slots",
  positionals: [],
  options: {},
  example: 'atoll provider environments',
  act: async (invocation) => {
    const wallet = await openWallet(invocation);
    const { chain, account } = wallet;
    const service = wallet.providerUrl ?? (await readProvider(chain, account.address)).endpoint;
    const offers = await request(wallet, {
      service,
      method: 'GET',
      path: '/environments',
      signed: false,
      reply: z.array(EnvironmentOffer),
    });
    const sent: Sent[] = [];
    for (const { document, token, pricePerSecond, slots } of offers) {
      const offer = { document, token, pricePerSecond: BigInt(pricePerSecond), slots };
      const { id, receipt } = await setEnvironment(wallet, offer);
      sent.push({ what: `${document.name} ${id}: ${slots} slots at ${pricePerSecond} a second`, receipt });
    }
    tellSent(invocation, sent);
    return 0;
  },
};
