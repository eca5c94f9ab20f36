import { Button } from '@atoll/ui/button.tsx';
import { useConnection } from 'wagmi';

/** Fills in the account of the wallet that is connected; a statement of any account can be read without one. */
export function OwnAccount({ onAccount }: { onAccount: (account: string) => void }) {
  const { address } = useConnection();
  if (address === undefined) return null;
  return (
    <p>
      <Button small onClick={() => onAccount(address.toLowerCase())}>
        Take my account
      </Button>
    </p>
  );
}
