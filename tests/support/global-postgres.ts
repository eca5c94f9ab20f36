import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The administrator's connection URL of the run's Postgres. */
    postgres: string;
  }
}

/** A vitest `globalSetup`: one Postgres for a workspace's run, which `testDatabase` makes databases on. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ fast: true });
  project.provide('postgres', server.url());
  return () => server.stop();
}
