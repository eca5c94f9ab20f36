import type { Bytes32 } from '@atoll/schemas/ids';
import type { MetadataDocument } from '@atoll/schemas/metadata/document';
import type { MarketContext } from '@atoll/sdk/context';
import type { ClearResult } from '@atoll/sdk/decrypt-result';
import { sha256 } from '@atoll/sdk/digest';
import { fetchDocument } from '@atoll/sdk/fetch-document';
import { openOutput } from '@atoll/sdk/outputs-root';
import { pinFile } from '@atoll/sdk/pin-file';
import { readParents } from '@atoll/sdk/read-parents';
import { inertText } from '@atoll/ui/foreign-text.tsx';
import type { Say } from '@atoll/ui/use-act.tsx';
import { Draft } from './draft.ts';
import { strictestRules } from './strictest-rules.ts';
import { typedRules } from './typed-rules.ts';

/** What an output can become. An ONNX file runs; anything else is data. */
export const kindsOfOutput = (name: string): readonly Draft['kind'][] =>
  name.endsWith('.onnx') ? ['model', 'algorithm', 'dataset'] : ['dataset'];

/** Every output of a result with its digest and salt, as the receipt's root covers them. */
async function commitmentsOf({ outputs, salts }: ClearResult) {
  return Promise.all(
    [...outputs].map(async ([name, bytes]) => {
      const salt = salts.get(name);
      if (salt === undefined) throw new RangeError(`the result holds no salt of ${name}`);
      return { name, sha256: await sha256(bytes), salt };
    }),
  );
}

/** Keywords of what it was made of, each once, as many as a document may have. */
const keywordsOf = (documents: readonly MetadataDocument[]): string =>
  [...new Set(documents.flatMap(({ keywords }) => keywords))].slice(0, 32).join(', ');

function describe(input: { name: string; jobId: Bytes32; documents: readonly MetadataDocument[] }) {
  const { name, jobId, documents } = input;
  const named = (kind: MetadataDocument['atoll']['kind']) =>
    documents
      .filter(({ atoll }) => atoll.kind === kind)
      .map((each) => inertText(each.name, 80))
      .join(', ');
  const made = `${named('algorithm')} on ${named('dataset')}`;
  return {
    name: `${name.replace(/\.[a-z]+$/, '')}: ${made}`.slice(0, 200),
    description: `What ${made} made: the output ${name} of run ${jobId}.`,
    keywords: keywordsOf(documents),
  };
}

/**
 * A draft that publishes an output of a run as an asset, with everything filled in that the run says: kind, what it is made of, the
 * proof for the registry, an ONNX file that is uploaded now, and for data the strictest rules of the datasets it comes from.
 */
export async function draftOfOutput(
  market: MarketContext,
  input: { jobId: Bytes32; token: string; result: ClearResult; name: string; kind: Draft['kind'] },
  say: Say,
): Promise<Draft> {
  const { jobId, token, result, name, kind } = input;
  say('Reading what the run worked with');
  const parents = await readParents(market, jobId);
  const documents = await Promise.all(
    parents.map(({ metadataDigest }) => fetchDocument(market, metadataDigest)),
  );
  const output = openOutput(await commitmentsOf(result), name);
  const bytes = result.outputs.get(name);
  let program = {};
  if (kind !== 'dataset' && bytes !== undefined) {
    say('Sign the upload of the file in your wallet');
    const onnxCid = await pinFile(market, new Blob([new Uint8Array(bytes)]));
    program = { form: 'onnx', onnxCid, onnxSize: String(bytes.byteLength) };
  }
  const rules = strictestRules(
    documents.flatMap(({ atoll }) => (atoll.kind === 'dataset' ? [atoll.rules] : [])),
  );
  return Draft.parse({
    step: kind === 'dataset' ? 'provider' : kind === 'model' ? 'about' : 'program',
    kind,
    derived: {
      jobId,
      output: { ...output, proof: [...output.proof] },
      parents: parents.map((parent, index) => ({
        kind: parent.kind,
        assetId: parent.assetId.toString(),
        name: documents[index]?.name ?? '',
        license: documents[index]?.license ?? '',
        rate: parent.rate,
      })),
    },
    about: describe({ name, jobId, documents }),
    program,
    rules: rules === undefined ? {} : typedRules(rules),
    terms: { token },
  });
}
