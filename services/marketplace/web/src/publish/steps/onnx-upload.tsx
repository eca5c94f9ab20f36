import type { MarketContext } from '@atoll/sdk/context';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { useState } from 'react';

interface Upload {
  cid: string;
  size: string;
  onChange: (cid: string, size: string) => void;
}

/** An ONNX file: chosen here and pinned at the marketplace, or named by its CID where it is on IPFS already. */
export function OnnxUpload(input: Upload) {
  return (
    <fieldset>
      <legend>ONNX file</legend>
      <WalletScope>
        <NeedsWallet purpose="to upload a file">
          {(market) => <Choose {...input} market={market} />}
        </NeedsWallet>
      </WalletScope>
      <TextField label="CID" value={input.cid} onValue={(cid) => input.onChange(cid, input.size)} />
      <TextField
        label="Size in bytes"
        inputMode="numeric"
        value={input.size}
        onValue={(size) => input.onChange(input.cid, size)}
      />
    </fieldset>
  );
}

function Choose({ onChange, market }: Upload & { market: MarketContext }) {
  const [file, setFile] = useState<File>();
  const uploading = useAct(async (say, chosen: File) => {
    say('Reading the file');
    const { pinFile } = await import('@atoll/sdk/pin-file');
    say('Sign the upload in your wallet');
    const cid = await pinFile(market, chosen);
    onChange(cid, String(chosen.size));
  });
  return (
    <>
      <Field label="File" hint="Published: a model that is listed can be read by anybody">
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".onnx"
            onChange={(event) => setFile(event.target.files?.[0])}
          />
        )}
      </Field>
      <Button
        disabled={file === undefined}
        busy={uploading.act.state === 'running'}
        onClick={() => {
          if (file !== undefined) void uploading.run(file);
        }}
      >
        Upload
      </Button>
      <ActStatus act={uploading.act} done="Uploaded." />
    </>
  );
}
