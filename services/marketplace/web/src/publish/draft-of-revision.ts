import { readAsset } from '@atoll/chain/read-asset';
import { readProvider } from '@atoll/chain/read-provider';
import type { DatasetDocument } from '@atoll/schemas/metadata/dataset';
import type { MarketContext } from '@atoll/sdk/context';
import { fetchDocument } from '@atoll/sdk/fetch-document';
import { formatAmount } from '@atoll/ui/money.tsx';
import { zeroAddress } from 'viem';
import { Draft } from './draft.ts';
import { typedRules } from './typed-rules.ts';

/** What a dataset's document says beside what every document says; of its columns what somebody wrote of them. */
function aboutOf({
  creator = '',
  citeAs = '',
  url = '',
  recordSet,
}: DatasetDocument): Partial<Draft['about']> {
  const columns = recordSet.map(({ name, field }) => [
    name,
    Object.fromEntries(
      field.flatMap((each) => (each.description === undefined ? [] : [[each.name, each.description]])),
    ),
  ]);
  return { creator, citeAs, url, columns: Object.fromEntries(columns) };
}

/** A draft that makes a new version of an asset: filled in from the version as it stands on chain and its verified document. */
export async function draftOfRevision(market: MarketContext, assetId: bigint): Promise<Draft> {
  const { chain } = market;
  const { kind, metadataDigest, terms } = await readAsset(chain, assetId);
  const document = await fetchDocument(market, metadataDigest);
  const decimals = chain.tokens.find(({ address }) => address === terms.token)?.decimals ?? 0;
  const about = {
    name: document.name,
    description: document.description,
    license: document.license,
    version: 'version' in document ? document.version : document.softwareVersion,
    keywords: document.keywords.join(', '),
    ...('author' in document && document.author !== undefined ? { creator: document.author } : {}),
  };
  const draft = Draft.parse({
    kind,
    revises: assetId.toString(),
    about,
    terms: {
      token: terms.token,
      price: formatAmount(terms.price, decimals).replaceAll(',', ''),
      beneficiary: terms.beneficiary === zeroAddress ? '' : terms.beneficiary,
      derivativeRoyalty: String(terms.derivativeRoyalty / 100),
      resaleRoyalty: String(terms.resaleRoyalty / 100),
      reviewDays: String(terms.reviewWindow / 86_400),
    },
  });
  const { atoll } = document;
  switch (atoll.kind) {
    case 'dataset': {
      const { rules } = atoll;
      const { endpoint, provider } = await readProvider(chain, terms.provider);
      return {
        ...draft,
        providerUrl: new URL(endpoint).origin,
        providerAddress: provider,
        about: { ...draft.about, ...('distribution' in document ? aboutOf(document) : {}) },
        rules: { ...draft.rules, ...typedRules(rules) },
        ...(atoll.sample === undefined || atoll.statistics === undefined
          ? {}
          : { sample: { sample: atoll.sample, statistics: atoll.statistics } }),
      };
    }
    case 'algorithm': {
      const { manifest } = atoll;
      const { image, onnx } = manifest;
      return {
        ...draft,
        program: {
          ...draft.program,
          form: onnx !== undefined ? 'onnx' : image?.repository === undefined ? 'ipfs' : 'registry',
          repository: image?.repository ?? '',
          digest: image?.manifestDigest ?? '',
          imageText: image === undefined ? '' : JSON.stringify(image),
          onnxCid: onnx?.cid ?? '',
          onnxSize: String(onnx?.size ?? ''),
          entrypoint: manifest.entrypoint?.join('\n') ?? '',
          environment: Object.entries(manifest.environment)
            .map(([name, value]) => `${name}=${value}`)
            .join('\n'),
          parameters: JSON.stringify(manifest.parameters, null, 2),
          outputs: manifest.outputs
            .map(({ name, type, maxBytes }) => `${name} ${type} ${maxBytes} B`)
            .join('\n'),
          cpus: String(manifest.resources.cpus),
          memory: `${manifest.resources.memoryBytes} B`,
          gpus: String(manifest.resources.gpus),
          maxSeconds: String(manifest.maxSeconds),
          providers: manifest.providers?.join(', ') ?? '',
        },
      };
    }
    case 'model':
      return {
        ...draft,
        program: { ...draft.program, onnxCid: atoll.onnx.cid, onnxSize: String(atoll.onnx.size) },
      };
  }
}
