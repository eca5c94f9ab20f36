import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';

/** A layer of an archive: a file, or bytes for a small one. */
export type ArchiveLayer = { digest: string; size: number } & ({ path: string } | { bytes: Uint8Array });

/**
 * The archive that `docker load` takes on every version: a `manifest.json` beside config and layers. (20.10 loads no plain OCI
 * layout.) The tag only protects the image from being pruned as nameless; nothing is ever run by it.
 */
export function packArchive(input: {
  tag: string;
  config: { digest: string; bytes: Uint8Array };
  layers: readonly ArchiveLayer[];
}): Pack {
  const archive = pack();
  const configName = `${hexOf(input.config.digest)}.json`;
  const layerName = (layer: ArchiveLayer): string => `${hexOf(layer.digest)}.tar`;
  const fill = async (): Promise<void> => {
    archive.entry({ name: configName }, Buffer.from(input.config.bytes));
    const written = new Set<string>();
    for (const layer of input.layers) {
      if (written.has(layer.digest)) continue;
      written.add(layer.digest);
      if ('bytes' in layer) {
        archive.entry({ name: layerName(layer) }, Buffer.from(layer.bytes));
        continue;
      }
      const entry = archive.entry({ name: layerName(layer), size: layer.size });
      await pipeline(createReadStream(layer.path, { highWaterMark: 1 << 20 }), entry);
    }
    const manifest = [{ Config: configName, RepoTags: [input.tag], Layers: input.layers.map(layerName) }];
    archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
    archive.finalize();
  };
  fill().catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return archive;
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}
