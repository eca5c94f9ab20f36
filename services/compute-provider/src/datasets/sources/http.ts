import type { AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { safeFetch } from '@atoll/server-kit/safe-fetch/safe-fetch';
import type { DataSource } from '@atoll/schemas/data-source';
import { SourceRefused, SourceUnavailable } from './problems.ts';
import { remainingBytes, stageFile, type Staging } from './staging.ts';

/**
 * Stages files from web servers. Which addresses may be reached is `safeFetch`'s to say; no credential is ever sent.
 * @throws FetchRefused, FetchFailed, SourceRefused, SourceUnavailable
 */
export async function stageHttp(
  staging: Staging,
  source: Extract<DataSource, { kind: 'http' }>,
  options: { allowed: readonly AllowedHost[] },
): Promise<void> {
  for (const { url, name, sha256 } of source.files) {
    const response = await safeFetch({
      url,
      maxBytes: remainingBytes(staging),
      allowed: options.allowed,
      signal: staging.signal,
    });
    if (response.status !== 200) {
      response.close();
      throw new SourceUnavailable(`the server answered ${response.status} for ${JSON.stringify(name)}`);
    }
    const staged = await stageFile(staging, name, response.body);
    if (sha256 !== undefined && staged.sha256 !== sha256)
      throw new SourceRefused(
        `${JSON.stringify(name)} hashes to ${staged.sha256}, not to ${sha256}`,
        'compare the digest with the one its publisher states',
      );
  }
}
