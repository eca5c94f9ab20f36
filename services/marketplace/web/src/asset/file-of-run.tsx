import type { Bytes32, Cid } from '@atoll/schemas/ids';
import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { rawCidOf, sha256 } from '@atoll/sdk/digest';
import { Button } from '@atoll/ui/button.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { fetchBlock } from '../ipfs.ts';

type Document = NonNullable<CatalogueEntry['document']>;

/** The ONNX file that a document names, if any. */
function fileOf({ atoll }: Document): Cid | undefined {
  if (atoll.kind === 'dataset') return undefined;
  return atoll.kind === 'model' ? atoll.onnx.cid : atoll.manifest.onnx?.cid;
}

/**
 * Whether the file of a derived asset is what the run left: the registry proved the run's output, and what the document names is its
 * publisher's word. A file of one block tells it by its CID, a larger one is fetched when somebody asks.
 */
export function FileOfRun({ document, outputDigest }: { document: Document; outputDigest: Bytes32 }) {
  const cid = fileOf(document);
  const comparing = useAct(async (say, root: Cid) => {
    say('Fetching the file, every block checked against its CID');
    const { readUnixfs } = await import('./read-unixfs.ts');
    const [file] = await readUnixfs(root, fetchBlock);
    return file !== undefined && (await sha256(file.bytes)) === outputDigest;
  });
  if (cid === undefined) return null;
  const { act } = comparing;
  const same = cid === rawCidOf(outputDigest) || (act.state === 'done' && act.result);
  return (
    <>
      <dt>Its file</dt>
      <dd>
        {same ? (
          <span className="badge good">is what the run left, byte for byte</span>
        ) : act.state === 'done' ? (
          <span className="badge bad">is not what the run left</span>
        ) : (
          <>
            <Button small busy={act.state === 'running'} onClick={() => void comparing.run(cid)}>
              Compare it with what the run left
            </Button>
            <ActStatus act={act} />
          </>
        )}
      </dd>
    </>
  );
}
