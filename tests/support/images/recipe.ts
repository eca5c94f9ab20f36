import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type Docker from 'dockerode';

/** The label that carries a recipe's key, so that a second build finds the image of the first. */
export const recipeLabel = 'org.atoll.recipe';

/** All regular files below the given paths, in a stable order. */
export async function filesOf(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter(
      (entry) =>
        entry.isFile() && !/(^|\/)(__pycache__|node_modules)(\/|$)/.test(relative(path, entry.parentPath)),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A key that changes when a file's name or content or one of the further inputs does. */
export async function recipeKey(root: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesOf(root))
    hash
      .update(`${relative(root, file)}\0`)
      .update(await readFile(file))
      .update('\0');
  for (const input of inputs) hash.update(`${input}\0`);
  return hash.digest('hex').slice(0, 32);
}

/** The tag of what a recipe made, e.g. `atoll/algorithm-base:795e0371eb47`. */
export const tagOf = (repository: string, key: string): string => `${repository}:${key.slice(0, 12)}`;

/**
 * The id of the image that was made with this key, if the engine still has it. Found by its tag as well: whatever is built on an image
 * has its label too, also the stages of a build that are left behind.
 */
export async function imageOfRecipe(
  docker: Docker,
  repository: string,
  key: string,
): Promise<string | undefined> {
  const filters = { reference: [tagOf(repository, key)], label: [`${recipeLabel}=${key}`] };
  const images = await docker.listImages({ filters });
  return images[0]?.Id;
}
