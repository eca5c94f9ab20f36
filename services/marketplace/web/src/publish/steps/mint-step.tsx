import { readAsset } from '@atoll/chain/read-asset';
import type { MarketContext } from '@atoll/sdk/context';
import { publishAsset } from '@atoll/sdk/publish-asset';
import { bindDataset } from '@atoll/sdk/publish-dataset';
import { pinDocument } from '@atoll/sdk/pin-document';
import { publishDerived } from '@atoll/sdk/publish-derived';
import { reviseAsset } from '@atoll/sdk/revise-asset';
import { setTerms } from '@atoll/sdk/set-terms';
import { type TermsInput, termsForChain } from '@atoll/sdk/terms';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { Button } from '@atoll/ui/button.tsx';
import { announced } from '@atoll/ui/desk/announced.ts';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { type Bytes32, formatAssetId } from '@atoll/schemas/ids';
import { useQueryClient } from '@tanstack/react-query';
import { followChange } from '../../asset/follow-change.ts';
import type { Draft } from '../draft.ts';
import { documentOf, termsOf } from '../read-draft.ts';
import { type StepInput, Wrong } from './step.tsx';

/** Pins the document, mints the asset and binds the files to it. What was done before a reload is found and not done again. */
export function MintStep(input: StepInput) {
  return (
    <WalletScope>
      <NeedsWallet purpose="to publish">{(market) => <Mint {...input} market={market} />}</NeedsWallet>
    </WalletScope>
  );
}

const says = {
  sign: 'Sign the upload of the document in your wallet',
  meanwhile: 'Uploading the document',
  send: 'Confirm the publication in your wallet',
};

type Published = NonNullable<Draft['published']>;

/** Gives the asset the new version and the terms that differ; what stands on chain already is not sent again. */
async function revise(
  market: MarketContext,
  input: { assetId: bigint; document: unknown; terms: TermsInput; commitment?: Bytes32 },
): Promise<void> {
  const { assetId, document, terms, ...commitment } = input;
  const { digest } = await pinDocument(market, canonicalJsonBytes(document));
  const asset = await readAsset(market.chain, assetId);
  if (asset.metadataDigest !== digest)
    await reviseAsset(market, { assetId, metadataDigest: digest, fromVersion: asset.version, ...commitment });
  const wanted = termsForChain(terms);
  const same =
    wanted.price === asset.terms.price &&
    wanted.token.toLowerCase() === asset.terms.token &&
    wanted.beneficiary.toLowerCase() === asset.terms.beneficiary &&
    wanted.derivativeRoyalty === asset.terms.derivativeRoyalty &&
    wanted.resaleRoyalty === asset.terms.resaleRoyalty &&
    wanted.reviewWindow === asset.terms.reviewWindow;
  if (!same) await setTerms(market, { assetId, terms: { ...terms, provider: asset.terms.provider } });
}

/** Publishes or revises, as the draft says; both can be repeated. */
async function mint(market: MarketContext, draft: Draft, tokens: Parameters<typeof termsOf>[1]) {
  const document = documentOf(draft);
  const terms = termsOf(draft, tokens);
  if ('wrong' in document || 'wrong' in terms) return undefined;
  const commitment = draft.snapshot === undefined ? {} : { commitment: draft.snapshot.commitment.digest };
  if (draft.revises !== undefined) {
    const assetId = BigInt(draft.revises);
    await revise(market, { assetId, document: document.value, terms: terms.value, ...commitment });
    const { chainId, addresses } = market.chain;
    return { id: formatAssetId(chainId, addresses.assetRegistry, assetId), tokenId: assetId };
  }
  const publication = {
    kind: draft.kind,
    terms: terms.value,
    nonce: BigInt(draft.nonce),
    ...commitment,
  };
  if (draft.derived === undefined) return publishAsset(market, { ...publication, document: document.value });
  const { jobId, output } = draft.derived;
  const { digest } = await pinDocument(market, canonicalJsonBytes(document.value));
  return publishDerived(market, { ...publication, jobId, output, metadataDigest: digest });
}

function Mint({ draft, change, onDone, market }: StepInput & { market: MarketContext }) {
  const { tokens } = useWebConfig().addressBook;
  const queries = useQueryClient();
  const document = documentOf(draft);
  const publishing = useAct(async (say) => {
    const tell = announced(market, says, say);
    let published: Published | undefined = draft.published;
    if (published === undefined) {
      say('Preparing the document');
      const minted = await mint(tell, draft, tokens);
      if (minted === undefined) return;
      published = { id: minted.id, tokenId: minted.tokenId.toString(), bound: draft.kind !== 'dataset' };
      change({ published });
      await followChange(queries, published.id);
    }
    if (!published.bound && draft.snapshot !== undefined) {
      const { commitment } = await readAsset(market.chain, BigInt(published.tokenId));
      const provider = { ...market, providerUrl: draft.providerUrl };
      if (commitment === draft.snapshot.commitment.digest) {
        say('Sign the binding in your wallet: from then on your provider quotes the dataset');
        await bindDataset(provider, { snapshot: draft.snapshot.snapshot, assetId: published.tokenId });
      }
      change({ published: { ...published, bound: true } });
    }
    onDone();
  });
  if ('wrong' in document) return <Wrong wrong={document.wrong} />;
  const { published } = draft;
  const dataset = draft.kind === 'dataset';
  return (
    <>
      <ol className="steps">
        <li data-state={published === undefined ? 'waiting' : 'done'}>
          The document is pinned at this marketplace (a signature, no cost)
        </li>
        <li data-state={published === undefined ? 'waiting' : 'done'}>
          {draft.revises === undefined ? 'The asset is minted' : 'The new version is named on chain'} (a
          transaction)
        </li>
        {dataset ? (
          <li data-state={published?.bound === true ? 'done' : 'waiting'}>
            Your provider binds the files to it (a signature, no cost)
          </li>
        ) : null}
      </ol>
      <Button look="main" busy={publishing.act.state === 'running'} onClick={() => void publishing.run()}>
        {published === undefined ? 'Publish' : 'Go on'}
      </Button>
      <ActStatus act={publishing.act} done="Published." />
    </>
  );
}
