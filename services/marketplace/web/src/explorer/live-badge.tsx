import type { Live } from './use-changes.ts';

/** Whether the page follows the chain by itself. */
export function LiveBadge({ live }: { live: Live }) {
  return (
    <p role="status" className="row">
      {live.state === 'live' ? <span className="badge good">● live</span> : null}
      {live.state === 'connecting' ? <span className="badge">connecting…</span> : null}
      {live.state === 'lost' ? <span className="badge warn">the stream broke; trying again</span> : null}
      {live.changes === 0 ? null : (
        <span className="faint">
          {live.changes} change{live.changes === 1 ? '' : 's'} since you opened this page
        </span>
      )}
      {live.reorg === undefined ? null : (
        <span className="badge warn">
          the chain was reorganised: {live.reorg.undone - live.reorg.ancestor} block
          {live.reorg.undone - live.reorg.ancestor === 1 ? '' : 's'} undone
        </span>
      )}
    </p>
  );
}
