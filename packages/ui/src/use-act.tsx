import { useCallback, useState } from 'react';
import { ErrorNotice } from './error-notice.tsx';

/** Where a deed stands that a person set off. */
export type Act<Result> =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly says: string }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'failed'; readonly error: unknown };

/** Says what is waited for, e.g. `Confirm in your wallet`. */
export type Say = (what: string) => void;

/**
 * A deed that takes a while: signing, sending, waiting until it is mined. One at a time.
 *
 * @example
 * const withdraw = useAct(async (say) => { say('Confirm the withdrawal in your wallet'); return withdrawCredits(market, …); });
 * <Button busy={withdraw.act.state === 'running'} onClick={() => void withdraw.run()}>Withdraw</Button>
 * <ActStatus act={withdraw.act} done="Withdrawn." />
 */
export function useAct<Input extends readonly unknown[], Result>(
  perform: (say: Say, ...input: Input) => Promise<Result>,
) {
  const [act, setAct] = useState<Act<Result>>({ state: 'idle' });
  const run = useCallback(
    async (...input: Input): Promise<Result | undefined> => {
      setAct({ state: 'running', says: 'Working' });
      try {
        const result = await perform((says) => setAct({ state: 'running', says }), ...input);
        setAct({ state: 'done', result });
        return result;
      } catch (error) {
        setAct({ state: 'failed', error });
        return undefined;
      }
    },
    [perform],
  );
  const reset = useCallback(() => setAct({ state: 'idle' }), []);
  return { act, run, reset };
}

/** What is being waited for, that it is done, or why it failed; announced to screen readers. */
export function ActStatus<Result>({ act, done }: { act: Act<Result>; done?: string }) {
  if (act.state === 'failed') return <ErrorNotice error={act.error} />;
  return (
    <div role="status">
      {act.state === 'running' ? (
        <p className="notice">
          <span className="spinner" aria-hidden="true" /> {act.says}…
        </p>
      ) : null}
      {act.state === 'done' && done !== undefined ? <p className="notice good">{done}</p> : null}
    </div>
  );
}
