import { HaltState } from '@atoll/schemas/desk';
import { Moment } from '@atoll/ui/moment.tsx';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

/** Whether the provider was halted, as everybody may read it. */
export function useHalt() {
  return useQuery({
    queryKey: ['halt'],
    queryFn: async () => HaltState.parse(await (await fetch('/halt')).json()),
    refetchInterval: 30_000,
  });
}

/** Says on every page that nothing runs, while nothing runs. */
export function HaltNotice() {
  const { data } = useHalt();
  if (data?.halted !== true) return null;
  return (
    <div className="notice bad" role="status">
      <p>
        <strong>This provider is halted</strong>
        {data.since === undefined ? null : (
          <>
            {' '}
            since <Moment at={data.since} />
          </>
        )}
        {data.reason === undefined ? '.' : `: ${data.reason}`}
      </p>
      <p>
        Nothing is quoted or started. <Link href="/policy">Lift the halt</Link>
      </p>
    </div>
  );
}
