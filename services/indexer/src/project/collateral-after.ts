/** What a provider staked in a token, and where it stands. */
export interface Collateral {
  bonded: bigint;
  unbonding: bigint;
  /** Held by open disputes. */
  frozen: bigint;
  /** All that was ever slashed. */
  slashed: bigint;
}

export type CollateralMove = 'deposited' | 'unbonding' | 'withdrawn' | 'frozen' | 'unfrozen' | 'slashed';

/** Takes up to what is bonded, the rest of what is unbonding: what slashing and freezing do. */
function takenOut(before: Collateral, amount: bigint): Collateral {
  const fromBonded = amount < before.bonded ? amount : before.bonded;
  return {
    ...before,
    bonded: before.bonded - fromBonded,
    unbonding: before.unbonding - (amount - fromBonded),
  };
}

/**
 * Collateral after a move, by the contract's rules.
 * @param ruled whether a slash is that of a ruling, which takes what was frozen; every other takes what is there
 */
export function collateralAfter(
  before: Collateral,
  move: CollateralMove,
  amount: bigint,
  ruled: boolean,
): Collateral {
  const { bonded, unbonding, frozen, slashed } = before;
  switch (move) {
    case 'deposited':
      return { ...before, bonded: bonded + amount };
    case 'unbonding':
      return { ...before, bonded: bonded - amount, unbonding: unbonding + amount };
    case 'withdrawn':
      return { ...before, unbonding: unbonding - amount };
    case 'frozen':
      return { ...takenOut(before, amount), frozen: frozen + amount };
    case 'unfrozen':
      return { ...before, bonded: bonded + amount, frozen: frozen - amount };
    case 'slashed': {
      const after = ruled ? { ...before, frozen: frozen - amount } : takenOut(before, amount);
      return { ...after, slashed: slashed + amount };
    }
  }
}
