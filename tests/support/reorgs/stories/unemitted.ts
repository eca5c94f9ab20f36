/** Events that a contract has from the libraries it is built on, whose code nothing in it ever reaches. */
export const unemitted: readonly string[] = [
  'accessPass.URI',
  'channels.EIP712DomainChanged',
  'governor.EIP712DomainChanged',
  'jobs.EIP712DomainChanged',
  'relay.EIP712DomainChanged',
  'timelock.RoleAdminChanged',
  'token.EIP712DomainChanged',
];
