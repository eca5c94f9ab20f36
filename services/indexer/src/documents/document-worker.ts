import type { Bytes32 } from '@atoll/schemas/ids';
import { AttemptKeeper } from './attempt-keeper.ts';
import { dueDocuments, nextDocumentIn } from './due-documents.ts';
import { type DocumentContext, tryDocument } from './fetch-document.ts';

export interface DocumentWorker {
  /** Looks for due documents now. */
  wake(): void;
  /** Gives up what is being fetched; it stays due. */
  stop(): Promise<void>;
}

/** Documents fetched at once. */
const concurrency = 16;
/** Milliseconds after which it looks again though nobody woke it. */
const longestWaitMs = 30_000;
/** Milliseconds before the next look after a failure of the database. */
const failurePauseMs = 1000;

/** Something that can be waited for and that keeps a wake-up which comes before the wait. */
class Bell {
  #ring: PromiseWithResolvers<void> = Promise.withResolvers();

  ring(): void {
    this.#ring.resolve();
  }

  async wait(milliseconds: number): Promise<void> {
    const timer = setTimeout(() => this.ring(), milliseconds);
    await this.#ring.promise;
    clearTimeout(timer);
    this.#ring = Promise.withResolvers();
  }
}

/**
 * Fetches the documents that the mirror waits for, beside the chain and never in its way: a document that nobody serves costs one of
 * the slots for a limited time and comes back later.
 */
export function startDocumentWorker(ctx: DocumentContext): DocumentWorker {
  const stopping = new AbortController();
  const bell = new Bell();
  const fetching = new Map<Bytes32, Promise<void>>();
  const keeper = new AttemptKeeper(ctx);

  const begin = (due: { digest: Bytes32; attempts: number }) => {
    const work = tryDocument(ctx, due, stopping.signal)
      .then((attempt) => keeper.keep(attempt))
      .catch((error: unknown) => {
        // Still due: nothing about it was written.
        if (!stopping.signal.aborted) {
          ctx.logger.error({ err: error, digest: due.digest }, 'document not kept');
        }
        return new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, stopping.signal.aborted ? 0 : failurePauseMs);
          stopping.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
        });
      })
      .finally(() => {
        fetching.delete(due.digest);
        bell.ring();
      });
    fetching.set(due.digest, work);
  };

  const look = async (): Promise<number> => {
    const limit = concurrency - fetching.size;
    if (limit === 0) return longestWaitMs;
    const due = await dueDocuments(ctx.sql, { limit, except: [...fetching.keys()] });
    for (const each of due) begin(each);
    if (due.length === limit) return longestWaitMs;
    const next = await nextDocumentIn(ctx.sql, [...fetching.keys()]);
    return Math.max(10, Math.min(next ?? longestWaitMs, longestWaitMs));
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      let wait = failurePauseMs;
      try {
        wait = await look();
      } catch (error) {
        ctx.logger.error({ err: error }, 'due documents could not be read');
      }
      await bell.wait(wait);
    }
    await Promise.all(fetching.values());
  };

  const running = run();
  return {
    wake: () => bell.ring(),
    stop: async () => {
      stopping.abort();
      bell.ring();
      await running;
    },
  };
}
