import { buildWeb } from './build.ts';

/** A vitest `globalSetup`: the web apps are built before any test file, so that no two files build them at once. */
export default function setUp(): Promise<void> {
  return buildWeb(['marketplace', 'compute-provider']);
}
