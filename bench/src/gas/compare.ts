import { oceanVersion } from '../ocean/artifact.ts';
import type { OceanFigures } from '../ocean/measure.ts';
import type { Figure, Report } from '../report.ts';
import type { AtollFigures } from './measure.ts';
import { total } from './run.ts';

/** Atoll's figures beside the peer's, with the bars that Atoll has to reach; pure, so that a test can ask what fails. */
export function figuresOf(atoll: AtollFigures, ocean: OceanFigures): Figure[] {
  const gas = (name: string, value: number, rest: Partial<Figure> = {}): Figure => ({
    name,
    value,
    unit: 'gas',
    ...rest,
  });
  const repeat = total(atoll.repeat);
  const first = total(atoll.first) + atoll.first.approval;
  const exact = total(atoll.repeatWithExactAllowance) + atoll.repeatWithExactAllowance.approval;
  const { deployment, lineage } = atoll;
  const growth = growthOf(atoll.withOpenJobs);
  return [
    gas(`core deployment, ${deployment.contracts} contracts`, deployment.gas, { peer: ocean.deployment.gas }),
    gas('publish, first dataset of an owner', atoll.publish.first, {
      peer: ocean.publish.first,
      bar: Math.floor(ocean.publish.first / 7.5),
    }),
    gas('publish, further dataset of an owner', atoll.publish.further, {
      peer: ocean.publish.further,
      bar: Math.floor(ocean.publish.further / 7.5),
    }),
    gas('publish derived from one parent, first asset of an owner', lineage.publishDerived.oneParent, {
      bar: 260_000,
    }),
    gas('publish derived from two parents, further asset', lineage.publishDerived.twoParents),
    gas('buy and order one asset, first', atoll.first.order + atoll.first.approval, {
      peer: ocean.buyAndOrder.first,
    }),
    gas('buy and order one asset, again', atoll.repeat.order, { peer: ocean.buyAndOrder.again }),
    gas('full paid run, first buyer and nobody paid before', first, { peer: ocean.run.first }),
    gas('full paid run, repeat buyer', repeat, {
      peer: ocean.run.repeat,
      bar: Math.min(247_000, Math.floor(ocean.run.repeat / 4)),
    }),
    gas('  its order', atoll.repeat.order),
    gas('  its settlement', atoll.repeat.settle),
    gas('the same, standing allowances on both sides', repeat, { peer: ocean.run.standingAllowance }),
    gas('the same, exact allowances on both sides', exact, {
      peer: ocean.run.repeat,
    }),
    gas('full paid run by signatures', total(atoll.bySignature), { bar: 280_000 }),
    gas('full paid run, every payee new', total(atoll.freshPayees), { bar: 320_000 }),
    gas('full paid run by signatures, every payee new', total(atoll.freshPayeesBySignature), {
      bar: 345_000,
    }),
    ...[...atoll.withOpenJobs].map(([count, value]) =>
      gas(`full paid run, ${count} open jobs at the provider`, value, peerOf(ocean.withOpenLocks.get(count))),
    ),
    gas('growth over the open jobs', growth, { peer: growthOf(ocean.withOpenLocks), bar: 500 }),
    gas('ten settlements in one call', atoll.tenSettlements.together, {
      peer: ocean.tenClaims.together,
      bar: Math.floor(atoll.tenSettlements.apart * 0.6),
    }),
    gas('ten settlements one by one', atoll.tenSettlements.apart, { peer: ocean.tenClaims.apart }),
    gas('ten paid runs, settled in one call', 10 * atoll.repeat.order + atoll.tenSettlements.together, {
      peer: ocean.tenRuns,
    }),
    gas('each further dataset of the same owner adds', atoll.further.datasetOfOwner),
    gas('each further dataset of another owner adds', atoll.further.datasetOfAnother),
    gas('the first royalty parent of a dataset adds', lineage.perParent.first),
    gas('each further royalty parent adds', lineage.perParent.second),
    gas('expire, with a slice of collateral', atoll.expire),
  ];
}

const peerOf = (peer: number | undefined): Partial<Figure> => (peer === undefined ? {} : { peer });

function growthOf(runs: ReadonlyMap<number, number>): number {
  const values = [...runs.values()];
  return Math.max(...values) - Math.min(...values);
}

export function explain(report: Report, ocean: OceanFigures): void {
  report.note(
    `The peer is Ocean Protocol's contracts ${oceanVersion} as published on npm, on the same chain and with the same token: ${ocean.deployment.contracts} contracts for ` +
      'priced assets and the compute escrow. Its paid run is an order of the dataset, an order of the algorithm, a lock and a claim. ' +
      'Its client allows exactly the price before each order, which is counted; a line says what is left where both sides were allowed any amount before.',
  );
  report.note(
    'The peer’s ten claims move the price of compute alone; dataset and algorithm were paid in ten orders each before. The line of ten runs counts them.',
  );
  report.note(
    'What Atoll’s order buys is more than the peer’s: dataset, algorithm and compute are locked in one transaction.',
  );
  report.note(
    'Cold in every transaction: each account and word that it touches for the first time. New words (22,100 each instead of 5,000): publish writes owner, ' +
      'balance (first only), digest, commitment, provider with price and token, payee with the other terms; a repeat run writes the job’s word alone, every ' +
      'other was written by an earlier run; the first run of all also fills the escrow’s token balance, the provider’s exposure of those days and five ' +
      'credits; with every payee new the credits of owner, author, payout account and treasury are new.',
  );
}
