// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Curve} from "../types/Provider.sol";

/// Ceiling of what a quote may ask per second: base price times a kinked multiplier. The shape is that of interest-rate models of
/// lending pools: a gentle slope up to the kink, a steep one beyond it.
library ComputePrice {
    uint256 internal constant UNIT = 10_000;
    /// No governance can let a quote ask more than ten times the base price.
    uint256 internal constant MAX_MULTIPLE = 100_000;

    function isValid(Curve memory curve) internal pure returns (bool) {
        return curve.kink > 0 && curve.kink < UNIT && curve.atZero >= UNIT && curve.atKink >= curve.atZero
            && curve.atFull >= curve.atKink && curve.atFull <= MAX_MULTIPLE;
    }

    /// @param base price per second in the token's smallest unit
    /// @param utilisation share of slots that were busy of late, in basis points
    function ceiling(uint256 base, uint256 utilisation, Curve memory curve) internal pure returns (uint256) {
        if (utilisation > UNIT) utilisation = UNIT;
        uint256 multiple = utilisation <= curve.kink
            ? curve.atZero + (uint256(curve.atKink - curve.atZero) * utilisation) / curve.kink
            : curve.atKink
                + (uint256(curve.atFull - curve.atKink) * (utilisation - curve.kink)) / (UNIT - curve.kink);
        return (base * multiple) / UNIT;
    }
}
