import { translated } from '@atoll/chain/translate';
import { simulateThenSend } from '@atoll/chain/write';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { Address } from '@atoll/schemas/ids';
import { addShareToken } from '@atoll/sdk/add-share-token';
import { claimDividends } from '@atoll/sdk/claim-dividends';
import { createSharesCall } from '@atoll/sdk/create-shares';
import { dissolveShares } from '@atoll/sdk/dissolve-shares';
import { sweepShares } from '@atoll/sdk/sweep-shares';
import { z } from 'zod';
import { TokenId, Tokens, Units } from '../arguments.ts';
import { Account, nameOf, sentence, type Sentences, symbolOf, symbolsOf } from '../sentence.ts';
import { verb, type VerbContext } from '../verb.ts';

const shares = { shares: Address };

/** Who calls an address without code is refused nothing, and has done nothing. */
function ofShares<Input extends { shares: Address }>(
  act: (ctx: VerbContext, input: Input) => Promise<unknown>,
): (ctx: VerbContext, input: Input) => Promise<unknown> {
  return async (ctx, input) => {
    await translated('ShareToken.assetId', () =>
      ctx.chain.publicClient.readContract({
        address: input.shares,
        abi: shareTokenAbi,
        functionName: 'assetId',
      }),
    );
    return act(ctx, input);
  };
}

export const shareVerbs = {
  'create-shares': verb(
    'Divide the income of an asset into shares',
    z.object({
      assetId: TokenId,
      name: z.string().min(1).max(64),
      symbol: z.string().min(1).max(16),
      supply: Units.describe('in units of 1e-18 of a share'),
      holder: Address.optional().describe('who gets all of them; the account unless given'),
    }),
    ({ chain, account }, { holder = account.address, ...input }) =>
      simulateThenSend(chain, createSharesCall(chain, { ...input, holder })),
  ),
  'dissolve-shares': verb('Burn all shares in an asset’s income', z.object(shares), ofShares(dissolveShares)),
  'add-share-token': verb(
    'Have shares divide the income in a further token',
    z.object({ ...shares, token: Address }),
    ofShares(addShareToken),
  ),
  'sweep-shares': verb(
    'Make income of tokens that were sent straight to shares',
    z.object({ ...shares, token: Address }),
    ofShares(sweepShares),
  ),
  'claim-dividends': verb(
    'Credit what shares earned',
    z.object({ ...shares, tokens: Tokens, holder: Address.optional() }),
    ofShares(claimDividends),
  ),
};

export const shareSentences: Sentences = {
  'revenueShares.create': sentence(
    z.tuple([z.bigint(), z.string(), z.string(), z.bigint(), Account]),
    ([asset, , symbol, , holder], words) =>
      `Divide the income of asset ${asset} into shares (${JSON.stringify(symbol)}), all of them for ${nameOf(holder, words)}. While they exist the asset pays them.`,
  ),
  'shareToken.dissolve': (_none, _words, { address }) =>
    `Burn all shares ${address}: the asset’s owner may name who is paid again.`,
  'shareToken.addToken': sentence(
    z.tuple([Account]),
    ([token], words, { address }) =>
      `Have the shares ${address} divide the income in ${symbolOf(token, words)} as well.`,
  ),
  'shareToken.sweep': sentence(
    z.tuple([Account]),
    ([token], words, { address }) =>
      `Make income of the shares ${address} of the ${symbolOf(token, words)} that lies with them.`,
  ),
  'shareToken.claim': sentence(
    z.tuple([Account, z.array(Account)]),
    ([holder, tokens], words) =>
      `Credit ${nameOf(holder, words)} with what its shares earned in ${symbolsOf(tokens, words)}.`,
  ),
};
