import { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { duration } from '../moment.tsx';
import { bytesInWords } from './bytes.ts';

/** What would run and what may leave, of exactly the version that is decided on. `imageDigest` is what the engine starts. */
export function ManifestView({
  manifest,
  imageDigest,
}: {
  manifest: Readonly<Record<string, unknown>>;
  imageDigest?: string | undefined;
}) {
  const parsed = AlgorithmManifest.safeParse(manifest);
  return (
    <>
      {parsed.success ? <Facts manifest={parsed.data} imageDigest={imageDigest} /> : null}
      <details>
        <summary>The whole manifest, as it is kept</summary>
        <pre className="wide" tabIndex={0}>
          {JSON.stringify(manifest, null, 2)}
        </pre>
      </details>
    </>
  );
}

function Facts({ manifest, imageDigest }: { manifest: AlgorithmManifest; imageDigest: string | undefined }) {
  const { image, onnx, entrypoint, outputs, resources, environment, maxSeconds, providers } = manifest;
  const layers = image?.blobs ?? [];
  return (
    <dl className="facts">
      <dt>What leaves</dt>
      <dd>
        <ul className="plain">
          {outputs.map((output) => (
            <li key={output.name}>
              <code>{output.name}</code>: {output.type}, at most {bytesInWords(output.maxBytes)}
              {output.maxRows === undefined ? '' : `, ${output.maxRows} rows`}
              {output.required ? '' : ', may be missing'}
            </li>
          ))}
        </ul>
      </dd>
      <dt>Image</dt>
      <dd>
        {image === undefined ? null : (
          <>
            <code>{image.manifestDigest}</code>
            {layers.length === 0
              ? ` from ${image.repository ?? 'an unknown registry'}`
              : `: ${layers.length} parts on IPFS, ${bytesInWords(layers.reduce((sum, { size }) => sum + size, 0))}`}
          </>
        )}
        {onnx === undefined ? null : (
          <>
            ONNX file <code>{onnx.cid}</code>, {bytesInWords(onnx.size)}
            {imageDigest === undefined ? '; this provider has no runner for it' : `, run by ${imageDigest}`}
          </>
        )}
      </dd>
      {entrypoint === undefined ? null : (
        <>
          <dt>Command</dt>
          <dd>
            <code>{entrypoint.join(' ')}</code>
          </dd>
        </>
      )}
      <dt>Variables</dt>
      <dd>
        {Object.keys(environment).length === 0
          ? 'none'
          : Object.entries(environment).map(([name, value]) => (
              <div key={name}>
                <code>
                  {name}={value}
                </code>
              </div>
            ))}
      </dd>
      <dt>Needs</dt>
      <dd>
        {resources.cpus} CPU, {bytesInWords(resources.memoryBytes)} memory, {resources.gpus} GPU, at most{' '}
        {duration(maxSeconds)}
      </dd>
      {providers === undefined ? null : (
        <>
          <dt>May run at</dt>
          <dd>{providers.join(', ')}</dd>
        </>
      )}
    </dl>
  );
}
