import { readAsset } from '@atoll/chain/read-asset';
import type { ReceiptSummary } from '@atoll/chain/write';
import { AtollError } from '@atoll/schemas/error';
import type { Address } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { setTerms } from './set-terms.ts';

/** The price was meant in another token than the one that the asset is sold for. */
class TokenChanged extends AtollError {
  constructor(input: { meant: Address; found: Address }) {
    super({
      code: 'conflict',
      message: `the asset is sold for ${input.found}, and the price was meant in ${input.meant}`,
      hint: 'look at the asset again and write the price in its token',
      data: input,
    });
  }
}

/**
 * Puts another price on an asset, as its owner. Everything else of its terms stays as it stands on chain now, whatever a listing tells of it.
 * Open orders keep the price that they were made at.
 *
 * @param input.price of a run, in the token's smallest unit
 * @param input.token that the price is meant in
 * @throws TokenChanged; AtollError `not_allowed` for anyone but the owner
 * @example await changePrice(ctx, { assetId, price: 12_000_000n, token });
 */
export async function changePrice(
  ctx: Pick<MarketContext, 'chain'>,
  { assetId, price, token }: { assetId: bigint; price: bigint; token: Address },
): Promise<ReceiptSummary> {
  const { terms } = await readAsset(ctx.chain, assetId);
  if (terms.token !== token) throw new TokenChanged({ meant: token, found: terms.token });
  return setTerms(ctx, { assetId, terms: { ...terms, price } });
}
