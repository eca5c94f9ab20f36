// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// A provider's collateral in one token.
/// @param bonded what stands behind orders
/// @param exposed sum of the maxima of orders whose day has not passed, as of `advancedTo`
/// @param advancedTo first day whose bucket is still part of `exposed`
/// @param lastDay last day on which any exposure is held
struct Collateral {
    uint96 bonded;
    uint96 exposed;
    uint32 advancedTo;
    uint32 lastDay;
}

/// Exposure in daily buckets, so that its cost does not grow with the number of open jobs: adding touches one bucket, and what has
/// passed is subtracted once per day. A ring of 32 words holds two days each: pair number (32) | odd day (112) | even day (112).
/// The pair number tells a stale word from a live one, so words are overwritten, never cleared.
library Exposure {
    uint256 internal constant WORDS = 32;
    /// Days ahead that may be held: far enough below the ring's 64 that a live pair never shares a word with another.
    uint256 internal constant MAX_DAYS = 60;

    /// Exposure without the days that have passed.
    function current(Collateral memory account, mapping(uint256 => uint256) storage ring)
        internal
        view
        returns (uint256 exposed)
    {
        uint256 today = block.timestamp / 1 days;
        exposed = account.exposed;
        uint256 day = account.advancedTo;
        if (exposed == 0 || day >= today) return exposed;
        if (today > account.lastDay) return 0;
        unchecked {
            // today <= lastDay <= advancedTo + MAX_DAYS, so the walk is bounded by half of MAX_DAYS + 1 words
            while (day < today) {
                uint256 pair = day >> 1;
                uint256 word = ring[pair % WORDS];
                bool live = word >> 224 == pair;
                if (live && day & 1 == 0) exposed -= uint112(word);
                if (live && (day | 1) < today) exposed -= uint112(word >> 112);
                day = (pair + 1) << 1;
            }
        }
    }

    /// Holds `amount` until the day of `heldUntil` has passed. The account must be advanced to today.
    function hold(
        Collateral memory account,
        mapping(uint256 => uint256) storage ring,
        uint256 amount,
        uint256 heldUntil
    ) internal {
        uint256 day = heldUntil / 1 days;
        uint256 pair = day >> 1;
        uint256 word = ring[pair % WORDS];
        if (word >> 224 != pair) word = pair << 224;
        unchecked {
            // each bucket is at most `exposed`, which is at most `bonded` < 2^96, so no bucket carries into its neighbour
            ring[pair % WORDS] = word + (day & 1 == 0 ? amount : amount << 112);
            account.exposed += uint96(amount);
        }
        if (day > account.lastDay) account.lastDay = uint32(day);
    }
}
