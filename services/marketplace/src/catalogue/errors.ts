import { AtollError } from '@atoll/schemas/error';

/** The indexer does not answer, or not with what it should. */
export class IndexerUnavailable extends AtollError {
  constructor(reason: string, cause?: unknown) {
    super({
      code: 'upstream_unavailable',
      message: `the catalogue cannot be read: the indexer ${reason}`,
      hint: 'try again in a moment; if it stays so, whoever runs the marketplace should check INDEXER_URL and the indexer',
      retryable: true,
      cause,
    });
  }
}

/** The indexer mirrors another chain than this marketplace works on. */
export class IndexerMismatch extends AtollError {
  constructor(input: { expected: number; found: readonly number[] }) {
    super({
      code: 'chain_mismatch',
      message: `the indexer mirrors chain ${input.found.join(', ')}, this marketplace works on chain ${input.expected}`,
      hint: 'point INDEXER_URL and DEPLOYMENT at the same chain',
      data: input,
    });
  }
}

/** The indexer knows no such asset. */
export class AssetUnknown extends AtollError {
  constructor(assetId: string) {
    super({
      code: 'asset_unknown',
      message: `no asset ${assetId} is known`,
      hint: 'check the id; an asset that was just published appears after a few seconds',
      data: { assetId },
    });
  }
}

/** The asset's document was not verified (yet), so it is not given out. */
export class DocumentNotVerified extends AtollError {
  constructor(input: { assetId: string; status: string; problem: string | undefined }) {
    super({
      code: input.status === 'invalid' ? 'malformed_metadata' : 'content_unavailable',
      message: `the document of ${input.assetId} is ${input.status}${input.problem === undefined ? '' : `: ${input.problem}`}`,
      hint:
        input.status === 'invalid'
          ? 'its owner has to publish a version with a valid document'
          : 'try again when the document can be fetched; its owner can pin it here',
      retryable: input.status !== 'invalid',
      data: { assetId: input.assetId, status: input.status },
    });
  }
}

/** Croissant and DCAT describe datasets; this is something else. */
export class NotADataset extends AtollError {
  constructor(input: { assetId: string; kind: string }) {
    super({
      code: 'not_found',
      message: `${input.assetId} is of kind ${input.kind}, this form describes datasets`,
      hint: 'GET /catalogue/{assetId} has its document',
      data: input,
    });
  }
}

/** The first listing is still being taken in: what could be shown would not be the catalogue. */
export class CatalogueNotFilled extends AtollError {
  constructor(input: { assets: number; trouble: string | undefined }) {
    super({
      code: 'not_ready',
      message:
        input.trouble === undefined
          ? `the catalogue is being filled: ${input.assets} assets so far`
          : `the catalogue cannot be filled: ${input.trouble}`,
      hint: 'try again in a moment; if it stays so, whoever runs the marketplace should check INDEXER_URL, DEPLOYMENT and the indexer',
      retryable: true,
      data: { assets: input.assets },
    });
  }
}
