import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { Pack } from 'tar-stream';
import { z } from 'zod';
import { call } from './call.ts';
import { ImageFacts } from './replies.ts';
import { parseReply } from './call.ts';

const Progress = z.object({ error: z.string() });

/** Loads an archive into the engine; gives the engine's complaint, which comes inside a 200, or undefined when all went well. */
export async function load(docker: Docker, archive: Pack): Promise<string | undefined> {
  const reply = await call('loading an image', () =>
    docker.loadImage(Readable.from(archive), { quiet: true }),
  );
  if (reply === undefined) return undefined;
  return new Promise((resolve) => {
    let complaint: string | undefined;
    docker.modem.followProgress(
      reply,
      (error) => resolve(error?.message ?? complaint),
      (event: unknown) => {
        complaint ??= Progress.safeParse(event).data?.error;
      },
    );
  });
}

/** What the engine says of an image, or undefined when it has none of this name. */
export async function inspectImage(docker: Docker, name: string): Promise<ImageFacts | undefined> {
  const reply = await call('inspecting an image', () => docker.getImage(name).inspect(), 404);
  return reply === undefined ? undefined : parseReply('inspecting an image', ImageFacts, reply);
}
