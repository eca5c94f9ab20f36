import { resolve } from 'node:path';
import { z } from 'zod';

/** The project's own folder for what a run leaves for the next; git ignores it. */
export const stateDirectory = resolve(import.meta.dirname, '../../../.atoll');

const Env = z.object({
  DOCKER_HOST: z.string().min(1).optional(),
  XDG_RUNTIME_DIR: z.string().min(1).optional(),
  ATOLL_ENGINE_DIR: z
    .string()
    .min(1)
    .transform((path) => resolve(path))
    .default(resolve(stateDirectory, 'engine')),
});

export const env = Env.parse({
  DOCKER_HOST: process.env['DOCKER_HOST'] || undefined,
  XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] || undefined,
  ATOLL_ENGINE_DIR: process.env['ATOLL_ENGINE_DIR'] || undefined,
});
