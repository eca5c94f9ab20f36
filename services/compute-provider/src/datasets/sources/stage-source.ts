import type { AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import type { DataSource } from '@atoll/schemas/data-source';
import { resolveBelow, stageFolder, stageOneFile } from './folder.ts';
import { stageHttp } from './http.ts';
import { stagePostgres } from './postgres.ts';
import { stageS3 } from './s3.ts';
import type { Staging } from './staging.ts';

/** What the operator lets sources reach. */
export interface SourceSettings {
  /** Most bytes of one snapshot. */
  readonly maxBytes: number;
  /** Hosts that are not on the public network and may be read from all the same. */
  readonly allowedHosts: readonly AllowedHost[];
  /** File of named credentials. */
  readonly credentialsFile: string | undefined;
}

/**
 * Fills a staging folder from a source.
 * @throws PathNotAllowed, SourceRefused, SourceUnavailable, FetchRefused, FetchFailed; the signal's reason
 */
export async function stageSource(
  staging: Staging,
  source: DataSource,
  settings: SourceSettings & { dataRoots: readonly string[] },
): Promise<void> {
  const { allowedHosts: allowed, credentialsFile } = settings;
  switch (source.kind) {
    case 'folder':
      return stageFolder(staging, await resolveBelow(source.path, settings.dataRoots, 'folder'));
    case 'file':
      return stageOneFile(staging, await resolveBelow(source.path, settings.dataRoots, 'file'));
    case 's3':
      return stageS3(staging, source, { allowed, credentialsFile });
    case 'http':
      return stageHttp(staging, source, { allowed });
    case 'postgres':
      return stagePostgres(staging, source, { credentialsFile });
  }
}

/** What is kept and shown of where a snapshot came from: neither credentials nor what may be some, the query of a URL. */
export function describeSource(source: DataSource): { kind: DataSource['kind']; from: string } {
  const { kind } = source;
  switch (source.kind) {
    case 'folder':
    case 'file':
      return { kind, from: source.path };
    case 's3':
      return { kind, from: `${new URL(source.endpoint).origin}/${source.bucket}/${source.prefix}` };
    case 'http': {
      const origins = [...new Set(source.files.map(({ url }) => new URL(url).origin))];
      return { kind, from: `${source.files.length} files of ${origins.slice(0, 8).join(', ')}` };
    }
    case 'postgres':
      return { kind, from: source.connection };
  }
}
