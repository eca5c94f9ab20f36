import { type Address } from '@atoll/schemas/ids';
import { type ProviderView } from '@atoll/schemas/indexer-api';
import { eq } from 'drizzle-orm';
import { providers } from '../store/schema.ts';
import { type ApiContext } from './context.ts';
import { NotMirrored } from './listing.ts';
import { providerViews } from './provider-view.ts';

/**
 * One provider by the account that registered it.
 * @throws NotMirrored
 */
export async function getProvider(ctx: ApiContext, provider: Address): Promise<ProviderView> {
  const found = await ctx.db.select().from(providers).where(eq(providers.provider, provider));
  const [view] = await providerViews(ctx, found);
  if (view === undefined) throw new NotMirrored(`provider ${provider}`);
  return view;
}
