import { resolve } from 'node:path';
import { gatherRunner } from '@atoll/onnx-runner/gather';
import type Docker from 'dockerode';
import { followBuild, packContext } from './build-context.ts';
import { ImageBuildFailed } from './errors.ts';
import { imageOfRecipe, recipeKey, recipeLabel, tagOf } from './recipe.ts';

const recipeFolder = resolve(import.meta.dirname, '../../../docker/onnx-runner');
const repository = 'atoll/onnx-runner';

/**
 * Builds the runner of ONNX algorithms from the project's own files and what npm installed, without network, or finds the one built before.
 * Takes about half a minute and 180 MB, once for each content of the recipe.
 */
export async function buildRunnerImage(docker: Docker, input: { base: string }): Promise<string> {
  const { files, versions } = await gatherRunner();
  const key = await recipeKey(recipeFolder, [input.base, ...versions]);
  const cached = await imageOfRecipe(docker, repository, key);
  if (cached !== undefined) return cached;
  const tag = tagOf(repository, key);
  const reply = await docker.buildImage(await packContext(files), {
    t: tag,
    buildargs: { BASE: input.base },
    labels: { [recipeLabel]: key },
    networkmode: 'none',
    forcerm: true,
  });
  await followBuild(docker, reply, tag);
  const id = await imageOfRecipe(docker, repository, key);
  if (id === undefined) throw new ImageBuildFailed(tag, 'the engine lost the image', 'run it again');
  return id;
}
