// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Rules of disputes to come. An open dispute keeps the rules of its opening.
/// @param arbiter who rules
/// @param bondRate of the order's maximum, in basis points; 100 to 2,000
/// @param rulingTerm seconds that the arbiter has; 3 to 30 days
/// @param buyerShare of what is slashed, in basis points, at most 8,000; the rest is the treasury's
struct DisputeTerms {
    address arbiter;
    uint16 bondRate;
    uint24 rulingTerm;
    uint16 buyerShare;
}

/// Where a dispute stands. The order is part of the ABI.
/// None: never opened. Open: waits for a ruling. Ruled and Lapsed: over.
enum DisputeState {
    None,
    Open,
    Ruled,
    Lapsed
}

/// A dispute, in three words.
/// @param ruleBy last block time at which the arbiter may rule
/// @param tokenIndex place of the order's token on the list
/// @param frozen collateral set aside at the opening
struct Dispute {
    address buyer;
    uint40 ruleBy;
    uint16 buyerShare;
    uint8 tokenIndex;
    DisputeState state;
    address provider;
    uint96 frozen;
    address arbiter;
    uint96 bond;
}
