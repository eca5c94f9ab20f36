/** What stands around every page, as the service sends it and as the app shows it. */
export const tagline = 'data that stays home';

export const navigation = [
  { href: '/', name: 'Catalogue' },
  { href: '/publish', name: 'Publish' },
  { href: '/orders', name: 'Orders' },
  { href: '/owner', name: 'Earnings' },
  { href: '/governance', name: 'Governance' },
  { href: '/explorer', name: 'Explorer' },
] as const;

export const footWords =
  'This marketplace holds no keys and no data: ownership, rules and money are on chain, documents on IPFS.';
