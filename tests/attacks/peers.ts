/**
 * Weaknesses that were read in the source of the system that is Atoll's nearest peer, and what shows that Atoll has none of them: an attack
 * here, or a test elsewhere by its file and name.
 */
export interface Weakness {
  what: string;
  attacks?: readonly string[];
  tests?: readonly { file: string; name: string }[];
}

const provider = 'services/compute-provider';

export const weaknesses: readonly Weakness[] = [
  {
    what: 'The free path skips the algorithm approval and the order check.',
    attacks: ['protocol/free-path'],
  },
  {
    what: 'Trust is checked on the published document, but what the caller sends is executed.',
    attacks: ['protocol/manifest-changed', 'protocol/callers-variables'],
  },
  {
    what: 'The algorithm is fetched once to hash and again to run; without a digest the image falls back to a mutable tag.',
    attacks: ['images/tag-moved', 'protocol/changed-while-queued'],
    tests: [
      {
        file: `${provider}/src/engine/docker/prepare.test.ts`,
        name: 'is refused for another manifest or another config',
      },
      {
        file: `${provider}/test/requests.test.ts`,
        name: 'what is approved is the copy of the request: nothing is fetched twice, and every request for it is answered',
      },
    ],
  },
  {
    what: 'Only the first service that matches a dataset decides; a dataset listed twice skips its compute rule.',
    attacks: ['protocol/dataset-twice'],
  },
  {
    what: 'An order is checked against the node’s address, not the requester: somebody’s order can be reused.',
    attacks: ['protocol/order-of-another', 'protocol/quote-of-another', 'protocol/replayed-order'],
  },
  {
    what: 'Events are read by topic without checking which contract emitted them: orders can be forged.',
    attacks: ['protocol/forged-event'],
  },
  {
    what: 'A lock’s transaction is not awaited; a job can run unpaid and end “finished”.',
    attacks: ['protocol/forged-event'],
    tests: [
      {
        file: `${provider}/test/chain-time.test.ts`,
        name: 'neither an order nor a settlement counts before it lies under the configured blocks',
      },
    ],
  },
  {
    what: 'Money is locked before outputs and parameters are validated; on error it stays stuck until expiry.',
    attacks: ['protocol/invalid-order'],
    tests: [
      {
        file: `${provider}/test/outcomes.test.ts`,
        name: 'an image that is gone and cannot be had again refuses the job with a full refund',
      },
    ],
  },
  {
    what: 'Logs and status are served without an owner check; logs are part of the buyer’s results.',
    attacks: ['protocol/order-of-another', 'side/printed-row'],
  },
  {
    what: 'The disk quota is a `du` executed inside the untrusted container; image scanning fails open with the engine’s socket mounted.',
    attacks: ['files/huge', 'files/many', 'files/sparse', 'network/engine-socket'],
  },
  {
    what: 'One loop serves all jobs: one long download stalls everybody’s time-outs.',
    attacks: ['protocol/stalled-download'],
  },
  {
    what: 'A rate window is off by a factor; the SSRF deny-list misses private ranges and redirects.',
    tests: [
      {
        file: 'packages/server-kit/src/safe-fetch/safe-fetch.test.ts',
        name: 'a redirect is checked anew: it leads to no address that a URL could not name',
      },
      {
        file: `${provider}/test/quote-limits.test.ts`,
        name: 'one address asks as often as allowed within a minute, for quotes and for relaying each',
      },
    ],
  },
  {
    what: 'Environment variables of the caller reach the container outside the approved checksum.',
    attacks: ['protocol/callers-variables', 'images/preload'],
  },
  {
    what: 'No read-only root, no sandbox runtime, no size cap on outputs, no output review of any kind.',
    attacks: ['kernel/write-root', 'kernel/bpf', 'files/huge', 'copies/verbatim'],
  },
  {
    what: 'Indexer: no reorg handling; after a failed `getLogs` the cursor advances past the unread chunk.',
    tests: [
      {
        file: 'services/indexer/src/sync/reorg.test.ts',
        name: 'a reorg below finality holds the mirror up and rewrites nothing',
      },
      {
        file: 'packages/chain/src/follow.test.ts',
        name: 'a failed request is tried again and nothing is skipped',
      },
    ],
  },
];
