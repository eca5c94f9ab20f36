import { dataUseAgreementTypedData } from '@atoll/chain/sign';
import { forViem } from '@atoll/chain/typed-data';
import { Agreement } from '@atoll/schemas/desk';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from './context.ts';
import { request } from './request.ts';
import { providerOf, providerPaths } from './services.ts';

/**
 * Signs the data-use agreement of a dataset with the account of the context and hands it to the provider, which keeps it as evidence.
 * Read the text first: `text` is its sha-256, and `agreement_missing`, with which a quote is refused until then, names its CID.
 *
 * @throws ProblemReceived `not_found` where the dataset asks for no such text
 * @example await signAgreement(buyer, { datasetId, text });
 */
export async function signAgreement(
  ctx: MarketContext,
  input: { datasetId: bigint; text: Bytes32 },
): Promise<Agreement> {
  const message = {
    buyer: Address.parse(ctx.account.address),
    datasetId: input.datasetId.toString(),
    text: input.text,
    signedAt: Math.floor(Date.now() / 1000),
  };
  const { chainId, addresses } = ctx.chain;
  const typedData = dataUseAgreementTypedData(message, { chainId, jobs: addresses.jobs });
  const signature = await ctx.account.signTypedData(forViem(typedData));
  return request(ctx, {
    service: providerOf(ctx),
    method: 'POST',
    path: providerPaths.agreements,
    json: { ...message, signature },
    signed: false,
    reply: Agreement,
  });
}
