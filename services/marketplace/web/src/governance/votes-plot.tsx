import { Atolls } from './atoll-amount.tsx';
import './governance.css';

const width = 600;

/** For, against and abstentions as one bar each, with the mark that for and abstentions together have to reach. */
export function VotesPlot(input: {
  votesFor: bigint;
  votesAgainst: bigint;
  votesAbstain: bigint;
  quorum: bigint;
}) {
  const { votesFor, votesAgainst, votesAbstain, quorum } = input;
  const counted = votesFor + votesAbstain;
  const most = [counted, votesAgainst, quorum, 1n].reduce((a, b) => (a > b ? a : b));
  // A share of a picture, not an amount: parts of a million are fine enough.
  const place = (amount: bigint) => (Number((amount * 1_000_000n) / most) / 1_000_000) * (width - 4);
  const reached = counted >= quorum;
  return (
    <figure className="card votes-plot">
      <figcaption>
        Votes{' '}
        {reached ? (
          <span className="badge good">quorum reached</span>
        ) : (
          <span className="badge">below the quorum</span>
        )}
      </figcaption>
      <svg viewBox={`0 0 ${width} 64`} aria-hidden="true" preserveAspectRatio="none">
        <rect className="votes-for" x="0" y="4" width={place(votesFor)} height="22" />
        <rect className="votes-abstain" x={place(votesFor)} y="4" width={place(votesAbstain)} height="22" />
        <rect className="votes-against" x="0" y="38" width={place(votesAgainst)} height="22" />
        <line className="votes-quorum" x1={place(quorum) + 2} x2={place(quorum) + 2} y1="0" y2="30" />
      </svg>
      <dl className="facts">
        <dt>
          <span className="votes-key votes-for-key" aria-hidden="true" /> For
        </dt>
        <dd>
          <Atolls amount={votesFor} />
        </dd>
        <dt>
          <span className="votes-key votes-against-key" aria-hidden="true" /> Against
        </dt>
        <dd>
          <Atolls amount={votesAgainst} />
        </dd>
        <dt>
          <span className="votes-key votes-abstain-key" aria-hidden="true" /> Abstain
        </dt>
        <dd>
          <Atolls amount={votesAbstain} />
        </dd>
        <dt>Quorum</dt>
        <dd>
          <Atolls amount={counted} /> of <Atolls amount={quorum} /> voted for or abstained
        </dd>
      </dl>
    </figure>
  );
}
