import {
  safeFetch,
  type SafeFetchParameters,
  type SafeResponse,
} from '@atoll/server-kit/safe-fetch/safe-fetch';
import { z } from 'zod';
import type { GetFromRegistry } from '../engine/engine.ts';
import { manifestMediaTypes } from '../engine/image/oci.ts';
import { readChallenge } from './challenge.ts';
import { RegistryRefused } from './errors.ts';
import type { RegistryHost } from './registry-host.ts';

const maxTokenBytes = 64 << 10;
const TokenReply = z.object({ token: z.string().optional(), access_token: z.string().optional() });

type Asked = Parameters<GetFromRegistry>[0];

/**
 * Reads public repositories of registries by digest, as the OCI Distribution Specification has it: `GET /v2/<name>/<kind>/<digest>`, with an
 * anonymous token where the registry wants one. Hosts of image names are chosen by strangers: only the public network is reached, and
 * what the operator has listed.
 *
 * @throws from what it returns: RegistryRefused, FetchRefused, FetchFailed
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @example
 * const get = openRegistry({ hosts: [] });
 * const { content } = await get({ repository: 'ghcr.io/reef/count', kind: 'manifests', digest, maxBytes: 1 << 20 });
 */
export function openRegistry(input: {
  hosts: readonly RegistryHost[];
  limits?: NonNullable<SafeFetchParameters['limits']>;
}): GetFromRegistry {
  const allowed = input.hosts.map((host) => host.allowed);
  const common = { allowed, ...(input.limits === undefined ? {} : { limits: input.limits }) };
  /** Tokens by repository; one that a registry no longer takes is replaced. */
  const tokens = new Map<string, string>();

  const request = (asked: Asked, place: Place, token: string | undefined): Promise<SafeResponse> =>
    safeFetch({
      ...common,
      url: `${place.origin}/v2/${place.name}/${asked.kind}/${asked.digest}`,
      maxBytes: asked.maxBytes,
      headers: {
        accept: asked.kind === 'manifests' ? manifestMediaTypes.join(', ') : '*/*',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(asked.offset === undefined || asked.offset === 0 ? {} : { range: `bytes=${asked.offset}-` }),
      },
      ...(asked.signal === undefined ? {} : { signal: asked.signal }),
    });

  const fetchToken = async (asked: Asked, place: Place, header: string | undefined): Promise<string> => {
    const challenge = readChallenge(header);
    if (challenge === undefined)
      throw new RegistryRefused(asked.repository, 'it wants a way to sign in that is not known');
    const url = new URL(challenge.realm);
    if (url.protocol !== 'https:' && url.protocol !== new URL(place.origin).protocol)
      throw new RegistryRefused(asked.repository, 'it hands out its tokens without TLS');
    if (challenge.service !== undefined) url.searchParams.set('service', challenge.service);
    // Not what the registry asks for, which may be more.
    url.searchParams.set('scope', `repository:${place.name}:pull`);
    const { status, body } = await safeFetch({
      ...common,
      url: url.href,
      maxBytes: maxTokenBytes,
      ...(asked.signal === undefined ? {} : { signal: asked.signal }),
    });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const reply = status === 200 ? parseToken(Buffer.concat(chunks)) : undefined;
    if (reply === undefined) throw new RegistryRefused(asked.repository, 'it gives strangers no token');
    return reply;
  };

  return async (asked) => {
    const place = placeOf(asked.repository, input.hosts);
    let response = await request(asked, place, tokens.get(asked.repository));
    if (response.status === 401) {
      response.close();
      const token = await fetchToken(asked, place, response.headers['www-authenticate']);
      tokens.set(asked.repository, token);
      response = await request(asked, place, token);
    }
    if (response.status === 200) return { offset: 0, content: response.body };
    if (response.status === 206) {
      const from = Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1] ?? Number.NaN);
      if (from === asked.offset) return { offset: from, content: response.body };
    }
    response.close();
    // What is here already is no beginning of it: ask for the whole.
    if ((response.status === 416 || response.status === 206) && (asked.offset ?? 0) > 0) {
      const whole = await request({ ...asked, offset: 0 }, place, tokens.get(asked.repository));
      if (whole.status === 200) return { offset: 0, content: whole.body };
      whole.close();
    }
    throw new RegistryRefused(
      asked.repository,
      response.status === 404 ? `it has no ${asked.digest}` : `it answers ${response.status}`,
      response.status === 429 || response.status >= 500,
    );
  };
}

interface Place {
  readonly origin: string;
  /** The repository without its host. */
  readonly name: string;
}

function placeOf(repository: string, hosts: readonly RegistryHost[]): Place {
  const slash = repository.indexOf('/');
  const host = repository.slice(0, slash);
  const listed = hosts.find(({ name }) => name === host);
  // Docker's registry is the one that answers under another name than its images carry.
  const address = host === 'docker.io' ? 'registry-1.docker.io' : host;
  return { origin: `${listed?.scheme ?? 'https'}://${address}`, name: repository.slice(slash + 1) };
}

function parseToken(bytes: Uint8Array): string | undefined {
  try {
    const reply = TokenReply.parse(JSON.parse(Buffer.from(bytes).toString()));
    const token = reply.token ?? reply.access_token;
    return token !== undefined && /^[\x21-\x7e]{1,16384}$/.test(token) ? token : undefined;
  } catch {
    // Whatever else it says, it is no token.
    return undefined;
  }
}
