import type { Bytes32 } from '@atoll/schemas/ids';
import { rawCidOf } from '@atoll/sdk/digest';
import { ForeignMarkdown } from '@atoll/ui/foreign-markdown.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { usePinnedText } from './pinned-text.ts';

/** A stranger's document by its digest: read and checked where the gateway has it, else named. */
export function ForeignDocument({ digest }: { digest: Bytes32 }) {
  const text = usePinnedText(digest);
  return (
    <Loaded query={text} what="Reading the document">
      {(found) =>
        found === null ? (
          <p className="faint">
            This marketplace does not have its text. IPFS may: <code>{rawCidOf(digest)}</code>
          </p>
        ) : (
          <ForeignMarkdown text={found} />
        )
      }
    </Loaded>
  );
}
