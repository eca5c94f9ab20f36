import type { AddressBook } from '@atoll/contracts/address-book';
import { fieldInWords, type FieldKind } from './call-field.ts';

interface ParameterWords {
  readonly label: string;
  readonly kind?: FieldKind;
  /** Members of a value that has several, with how they are read. */
  readonly members?: Readonly<Record<string, readonly [string, FieldKind]>>;
}

const words: Readonly<Record<string, ParameterWords>> = {
  'jobs.feeRate': { label: 'Protocol fee', kind: 'percent' },
  'jobs.treasury': { label: 'Treasury', kind: 'address' },
  'jobs.accepted': { label: 'Accepted for payment', kind: 'yes' },
  'jobs.expiryTerms': {
    label: 'What a silent provider loses',
    members: {
      slashRate: ['of the order', 'percent'],
      buyerShare: ['of it to the buyer', 'percent'],
      callerShare: ['of it to the caller', 'percent'],
    },
  },
  'providerRegistry.curve': {
    label: 'Ceiling of compute prices',
    members: {
      atZero: ['of the base price when idle', 'percent'],
      atKink: ['at the kink', 'percent'],
      kink: ['utilisation at the kink', 'percent'],
      atFull: ['at full use', 'percent'],
    },
  },
  'disputes.terms': {
    label: 'Terms of disputes',
    members: {
      arbiter: ['rules', 'address'],
      bondRate: ['of the order as bond', 'percent'],
      rulingTerm: ['to rule', 'days'],
      buyerShare: ['of what is slashed to the buyer', 'percent'],
    },
  },
  'rewards.publisher': { label: 'Proposes epochs of rewards', kind: 'address' },
  'rewards.guardian': { label: 'May refuse an epoch', kind: 'address' },
  'timelock.minDelay': { label: 'Delay of the timelock', kind: 'days' },
  'timelock.role': { label: 'Has the role at the timelock', kind: 'yes' },
  'timelock.roleAdmin': { label: 'Administers the role', kind: 'text' },
  'governor.votingDelay': { label: 'Time before a vote', kind: 'days' },
  'governor.votingPeriod': { label: 'Time for a vote', kind: 'days' },
  'governor.proposalThreshold': { label: 'Votes that a proposal takes', kind: 'atoll' },
  'governor.quorumNumerator': { label: 'Quorum, in per cent of the supply', kind: 'whole' },
  'governor.lateQuorumVoteExtension': { label: 'Time left after a late quorum', kind: 'days' },
  'governor.timelock': { label: 'Timelock of the governor', kind: 'address' },
  'token.totalSupply': { label: 'Supply of ATOLL', kind: 'atoll' },
};

/** A parameter as the indexer tells it. */
export interface TellsParameter {
  readonly contract: string;
  readonly name: string;
  readonly subject: string;
  readonly value: unknown;
}

/** Addresses of this market's contracts by their names; any other stays as it is. */
function named(book: AddressBook, text: string): string {
  const names = new Map(
    Object.entries(book.contracts).map(([name, address]) => [address.toLowerCase(), name]),
  );
  return text.replaceAll(/0x[0-9a-fA-F]{40}/g, (address) => {
    if (/^0x0+$/.test(address)) return 'anybody';
    const name = names.get(address.toLowerCase());
    return name === undefined ? address : `the ${name}`;
  });
}

/** Whether a parameter says who may do something, rather than how much or how long. */
export const isRole = ({ name }: TellsParameter): boolean =>
  ['role', 'roleAdmin', 'owner', 'timelock'].includes(name);

/** What a parameter is called, with the token or account that it is about. */
export function parameterName(book: AddressBook, { contract, name, subject }: TellsParameter): string {
  const label =
    name === 'owner'
      ? `Owner of ${contract}`
      : (words[`${contract}.${name}`]?.label ?? `${contract} ${name}`);
  const token = book.tokens.find(({ address }) => address === subject)?.symbol;
  return subject === '' ? label : `${label}: ${token ?? named(book, subject)}`;
}

/** Numbers travel as numbers or decimal strings. */
const numeric = (value: unknown): unknown =>
  typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? BigInt(value) : value;

/** What a parameter stands at, in words. */
export function parameterValue(book: AddressBook, parameter: TellsParameter): string {
  return named(book, plainValue(parameter));
}

function plainValue({ contract, name, value }: TellsParameter): string {
  const known = words[`${contract}.${name}`];
  if (known?.members !== undefined && typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    return Object.entries(known.members)
      .map(([member, [label, kind]]) => {
        const text = fieldInWords(kind, numeric(entries.find(([key]) => key === member)?.[1]));
        return `${text} ${label}`;
      })
      .join(', ');
  }
  if (name === 'owner' && typeof value === 'object' && value !== null && 'account' in value)
    return String(value.account);
  return fieldInWords(known?.kind ?? 'text', numeric(value));
}

/** The figure of a parameter to be plotted, where it is one: per cent, days, ATOLL. */
export function parameterFigure({ contract, name, value }: TellsParameter): number | undefined {
  const kind = words[`${contract}.${name}`]?.kind;
  const number = numeric(value);
  if (typeof number !== 'bigint') return undefined;
  const scale: Partial<Record<FieldKind, number>> = { percent: 100, days: 86_400, whole: 1, atoll: 1e18 };
  const unit = kind === undefined ? undefined : scale[kind];
  return unit === undefined ? undefined : Number(number) / unit;
}
