// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// How busy an environment was of late: the exponentially weighted average of its busy slots, with a half-life of one hour, times
/// the mean life of that average. A slot that is busy all the time tends to `FULL`, one that is idle to zero.
///
/// Counted in 1/1024 of a slot-second: whole seconds would let rounding eat a stream of short runs.
library Load {
    uint256 internal constant HALF_LIFE = 1 hours;
    uint256 internal constant SECOND = 1_024;
    /// Load of one slot that never idles: HALF_LIFE / ln 2 = 5,193.7 slot-seconds.
    uint256 internal constant FULL = 5_318_351;

    uint256 private constant ONE = 1e18;

    /// What is left of a load after `elapsed` seconds: load * 2^(-elapsed / HALF_LIFE). Between half-lives the cubic through both
    /// ends with the slopes that the exponential has there (Hermite), at most 0.07 % off it. A straight line would be gentler at the
    /// start, so that a load written often would decay at 0.72 times the rate of one written seldom.
    function decay(uint256 load, uint256 elapsed) internal pure returns (uint256) {
        unchecked {
            // every difference below is positive for x in [0, ONE], every product far below 2^256
            uint256 x = ((elapsed % HALF_LIFE) * ONE) / HALF_LIFE;
            uint256 inner = 232_867_951_399_863_273 - (39_720_770_839_917_964 * x) / ONE;
            uint256 slope = 693_147_180_559_945_309 - (inner * x) / ONE;
            return ((load * (ONE - (slope * x) / ONE)) / ONE) >> (elapsed / HALF_LIFE);
        }
    }

    /// Load of one run at the moment of its end: never more than `FULL`, however long it ran, since one run keeps one slot busy.
    function ofRun(uint256 computeSeconds) internal pure returns (uint256) {
        return FULL - decay(FULL, computeSeconds);
    }

    /// @return basis points of all slots that were busy of late, at most 10,000
    function utilisation(uint256 load, uint256 slots) internal pure returns (uint256) {
        uint256 full = slots * FULL;
        return load >= full ? 10_000 : (load * 10_000) / full;
    }
}
