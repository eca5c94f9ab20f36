import { defineConfig } from 'vitest/config';

/** Every workspace is a project of its own; `vitest run --project indexer` runs one. */
export default defineConfig({
  test: { projects: ['packages/*', 'services/*', 'tests'], maxWorkers: 2 },
});
