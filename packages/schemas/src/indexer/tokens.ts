import { z } from 'zod';
import { Address } from '../ids.ts';
import { equal, shape } from './shape.ts';
import { account, text } from './values.ts';

export const tokens = shape({
  path: 'tokens',
  name: 'Token',
  description:
    'How to show amounts of the tokens that the deployment’s file of addresses describes. They are no state of the chain.',
  view: z.object({
    token: account('the ERC-20'),
    symbol: text('what it is called, e.g. `USDC`'),
    decimals: z
      .int()
      .min(0)
      .max(77)
      .describe('places behind the point: an amount of the smallest unit divided by 10 to the power of it'),
  }),
  key: ['token'],
  filters: { token: equal(Address, 'the ERC-20') },
  sorts: ['token'],
});
