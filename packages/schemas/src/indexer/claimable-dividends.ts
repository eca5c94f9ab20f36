import { z } from 'zod';
import { account, amount } from './values.ts';

/** What an account could claim now of the income of shares in one token, exactly as `ShareToken.owedOf` answers. */
export const ClaimableDividend = z.object({
  shareToken: account('the shares'),
  token: account('token of the income'),
  amount: amount('what can be claimed, in the token’s smallest unit'),
  fraction: amount('what is owed beyond it, in 1/1e27 of that unit'),
});
export type ClaimableDividend = z.infer<typeof ClaimableDividend>;
