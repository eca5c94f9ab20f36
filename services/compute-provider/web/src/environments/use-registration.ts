import { readProvider } from '@atoll/chain/read-provider';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import type { ProviderDesk } from './environments-page.tsx';

/** How the provider of this desk is registered on chain. */
export const useRegistration = ({ market, identity }: ProviderDesk) =>
  useDesk(market, ['provider'], () => readProvider(market.chain, identity.provider));
