import { type IncomingMessage, request } from 'node:http';
import { ImageNotExportable } from './errors.ts';

/**
 * The archive of one image as the engine writes it (`docker save`), as a stream.
 *
 * @throws ImageNotExportable when the engine does not answer or does not have the image
 * @example const archive = await saveImage({ socketPath: '/var/run/docker.sock', image: 'sha256:…' });
 */
export function saveImage(input: { socketPath: string; image: string }): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const path = `/images/${encodeURIComponent(input.image)}/get`;
    const call = request({ socketPath: input.socketPath, path }, (reply) => {
      if (reply.statusCode === 200) return resolve(reply);
      reply.resume();
      reject(new ImageNotExportable(`the engine answered ${reply.statusCode} when asked for ${input.image}`));
    });
    call.on('error', (cause) => reject(new ImageNotExportable('the engine does not answer', cause)));
    call.end();
  });
}
