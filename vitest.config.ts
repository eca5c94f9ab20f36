import { defineConfig } from 'vitest/config';

/** Every workspace is a project of its own; `vitest run --project @atoll/indexer` runs one. */
export default defineConfig({
  test: {
    projects: ['packages/*', 'services/*', 'docker/onnx-runner', 'demo', 'tests', 'bench'],
    maxWorkers: 2,
  },
});
