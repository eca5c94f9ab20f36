import type { Stack } from '@atoll/tests/support/stack/start';

/** What is said of the running market: addresses, the chain, and accounts that a visitor may use. */
export type RunningMarket = Pick<Stack, 'addressBookPath' | 'wallets'> & {
  readonly anvil: Pick<Stack['anvil'], 'rpcUrl'>;
  readonly addressBook: Pick<Stack['addressBook'], 'chainId'>;
  readonly services: Readonly<Record<keyof Stack['services'], { readonly url: string }>>;
};

/**
 * Where the running market can be used, line by line, and the accounts to use it with. Their keys are made for this run alone and own
 * nothing but the local chain's money, so that they can be shown; nobody else could sign anything here.
 */
export function whereItRuns({
  services,
  anvil,
  addressBook,
  addressBookPath,
  wallets,
}: RunningMarket): string[] {
  const { marketplace, indexer, 'compute-provider': provider } = services;
  const accounts = [
    ['buyer', 'has test dollars: orders runs', wallets.buyer],
    ['data owner', 'signs in at the desk: approvals, reviews, policy', wallets.dataOwner],
    ['provider', 'stake, environments, queue', wallets.provider],
  ] as const;
  return [
    `catalogue         ${marketplace.url}/`,
    `owner's desk      ${provider.url}/desk`,
    `marketplace API   ${marketplace.url}/docs`,
    `indexer API       ${indexer.url}/docs    e.g. ${indexer.url}/jobs`,
    `provider API      ${provider.url}/docs    e.g. ${provider.url}/environments`,
    `addresses         ${addressBookPath}`,
    '',
    'To use the pages, add this chain to a wallet in your browser and import an account by its key.',
    `chain             ${anvil.rpcUrl}    id ${addressBook.chainId}, coin ETH`,
    ...accounts.flatMap(([name, purpose, { address, privateKey }]) => [
      `${name.padEnd(18)}${address}    ${purpose}`,
      `${''.padEnd(18)}${privateKey}`,
    ]),
    'These keys were made for this run and are worth nothing: never send anything of value to these accounts.',
    '',
    'Ctrl-C ends it and leaves nothing behind.',
  ];
}
