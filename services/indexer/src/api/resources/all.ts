import type { ResourceName } from '@atoll/schemas/indexer/resources';
import type { Resource } from '../resource/compiled.ts';
import * as assets from './assets.ts';
import * as governance from './governance.ts';
import * as income from './income.ts';
import * as jobs from './jobs.ts';
import { logs } from './logs.ts';
import * as providers from './providers.ts';
import { tokens } from './tokens.ts';

/** Everything that the API serves, with where it comes from; the schemas name what there has to be. */
export const allResources = {
  ...assets,
  ...governance,
  ...income,
  ...jobs,
  ...providers,
  logs,
  tokens,
} satisfies Record<ResourceName, Resource>;
