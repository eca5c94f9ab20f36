import type Docker from 'dockerode';
import { ImageBuildFailed } from './errors.ts';
import { followBuild, packContext } from './build-context.ts';
import { imageOfRecipe, recipeKey, recipeLabel, tagOf } from './recipe.ts';

/**
 * Builds an algorithm from its folder's Dockerfile on the base image, without network, or finds the one built before.
 * The Dockerfile says `ARG BASE` and `FROM ${BASE}`, so that the base is given by id and not by a mutable tag.
 */
export async function buildAlgorithmImage(
  docker: Docker,
  input: { name: string; base: string; folder: string },
): Promise<string> {
  const repository = `atoll/${input.name}`;
  const key = await recipeKey(input.folder, [input.base]);
  const cached = await imageOfRecipe(docker, repository, key);
  if (cached !== undefined) return cached;
  const tag = tagOf(repository, key);
  const reply = await docker.buildImage(await packContext([{ from: input.folder, to: '.' }]), {
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
