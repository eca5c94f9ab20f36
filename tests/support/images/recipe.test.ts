import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { expect, test } from 'vitest';
import { ensureEngine } from '../engine.ts';
import { followBuild, packContext } from './build-context.ts';
import { imageOfRecipe, recipeLabel, tagOf } from './recipe.ts';

test('an image is told from those built on it, which have its label too', { timeout: 60_000 }, async () => {
  const engine = await ensureEngine({ log: () => undefined });
  const folder = await mkdtemp(join(tmpdir(), 'atoll-recipe-'));
  const docker = new Docker({ socketPath: engine.socketPath });
  const [repository, key] = ['atoll/recipe-test', 'f'.repeat(32)];
  const build = async (dockerfile: string, tag: string) => {
    await writeFile(join(folder, 'Dockerfile'), dockerfile);
    const reply = await docker.buildImage(await packContext([{ from: folder, to: '.' }]), {
      t: tag,
      networkmode: 'none',
    });
    await followBuild(docker, reply, tag);
    return (await docker.getImage(tag).inspect()).Id;
  };
  try {
    const tag = tagOf(repository, key);
    const base = await build(`FROM scratch\nLABEL ${recipeLabel}=${key}\nCOPY Dockerfile /base\n`, tag);
    const onTop = await build(`FROM ${tag}\nCOPY Dockerfile /more\n`, 'atoll/recipe-test-more');
    expect(onTop).not.toBe(base);
    expect(await imageOfRecipe(docker, repository, key)).toBe(base);
    await docker.getImage(tag).remove({ force: true });
    expect(await imageOfRecipe(docker, repository, key)).toBeUndefined();
    await docker.getImage(onTop).remove({ force: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
    await engine.stop();
  }
});
