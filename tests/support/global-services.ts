import { buildServices } from './build.ts';

/** A vitest `globalSetup`: the services are built before any test file, so that no two files build them at once. */
export default function setUp(): Promise<void> {
  return buildServices(['indexer', 'marketplace', 'compute-provider']);
}
