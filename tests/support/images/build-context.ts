import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { z } from 'zod';
import { ImageBuildFailed } from './errors.ts';
import { filesOf } from './recipe.ts';

/** Packs files into a tar whose bytes depend on names and contents alone. */
export async function packContext(
  parts: readonly ({ from: string; to: string } | { text: string; to: string })[],
): Promise<Readable> {
  const tar = pack();
  const entry = (name: string, content: Buffer): void => {
    tar.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, content);
  };
  for (const part of parts) {
    if ('text' in part) {
      entry(part.to, Buffer.from(part.text));
      continue;
    }
    for (const file of await filesOf(part.from)) {
      entry(join(part.to, relative(part.from, file) || basename(file)), await readFile(file));
    }
  }
  tar.finalize();
  return Readable.from(tar);
}

const Progress = z.looseObject({ stream: z.string().optional(), error: z.string().optional() });

/** Reads a build's or import's progress to its end; the engine reports failures inside it, after a 200. */
export function followBuild(
  docker: Docker,
  reply: NodeJS.ReadableStream,
  name: string,
  log?: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: string | undefined;
    docker.modem.followProgress(
      reply,
      (error) => {
        const detail = error?.message ?? failure;
        if (detail === undefined) resolve();
        else reject(new ImageBuildFailed(name, detail, 'see the message of the engine'));
      },
      (event: unknown) => {
        const progress = Progress.safeParse(event).data;
        failure ??= progress?.error;
        const line = progress?.stream?.trim();
        if (line && log && line.startsWith('Step ')) log(`  ${line}`);
      },
    );
  });
}
