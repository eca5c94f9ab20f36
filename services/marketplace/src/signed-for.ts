import { signedRequest, type SignedRequestParameters } from '@atoll/server-kit/signed-request';

type Signed = ReturnType<typeof signedRequest>;

/**
 * Signed requests for a service that is reached under several addresses, such as a public one and one inside a container network.
 * The `Host` header only chooses which of the configured origins a signature is checked for; any other host means the first.
 */
export function signedFor(
  origins: readonly [string, ...string[]],
  parameters: Omit<SignedRequestParameters, 'origin'>,
): Signed {
  const first = signedRequest({ ...parameters, origin: origins[0] });
  const byHost = new Map(
    origins.map((origin) => [new URL(origin).host, signedRequest({ ...parameters, origin })]),
  );
  return (options) => {
    const fallback = first(options);
    const handlers = new Map([...byHost].map(([host, signed]) => [host, signed(options)]));
    return (c, next) => {
      const host = c.req.header('host') ?? new URL(c.req.url).host;
      return (handlers.get(host.toLowerCase()) ?? fallback)(c, next);
    };
  };
}
