import { useState } from 'react';
import { Button } from '../button.tsx';
import { saveFile } from '../save-file.ts';
import { ActStatus, useAct } from '../use-act.tsx';
import type { KeptKey } from './key-store.ts';
import { useKeepKey } from './use-keys.ts';

/** The name that the recovery file of a key is saved under. */
export const recoveryName = (key: Pick<KeptKey, 'recipient'>): string =>
  `atoll-key-${key.recipient.slice(4, 12)}.age`;

/** Saves the recovery file of a key. */
export function saveRecovery(key: KeptKey): void {
  saveFile(recoveryName(key), key.sealed, 'application/octet-stream');
}

/** Has the recovery file saved, and its owner say so, before anything is ordered for the key. */
export function SaveRecovery({ kept }: { kept: KeptKey }) {
  const [downloaded, setDownloaded] = useState(false);
  const [sure, setSure] = useState(false);
  const keep = useKeepKey();
  const confirm = useAct(() => keep({ ...kept, savedAt: new Date().toISOString() }));
  return (
    <div className="stack">
      <p>
        <strong>Save the recovery file before you order.</strong> If this browser’s data is cleared, your
        results can be opened only with this file and your passphrase. Nobody else has a copy.
      </p>
      <p className="row">
        <Button
          look={downloaded ? 'default' : 'main'}
          onClick={() => {
            saveRecovery(kept);
            setDownloaded(true);
          }}
        >
          Save the recovery file
        </Button>
        <code>{recoveryName(kept)}</code>
      </p>
      <label className="choice">
        <input
          type="checkbox"
          checked={sure}
          disabled={!downloaded}
          onChange={(event) => setSure(event.target.checked)}
        />
        I saved the file in a place that I will still have when this device is gone
      </label>
      <p>
        <Button
          look={downloaded ? 'main' : 'default'}
          disabled={!sure}
          busy={confirm.act.state === 'running'}
          onClick={() => void confirm.run()}
        >
          The file is safe
        </Button>
      </p>
      <ActStatus act={confirm.act} />
    </div>
  );
}
