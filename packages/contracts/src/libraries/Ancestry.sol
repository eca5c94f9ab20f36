// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILineage} from "../interfaces/ILineage.sol";
import {Ancestor} from "../types/Lineage.sol";

/// The ancestors of a derived asset, flattened: however deep the lineage, a payment for a run touches at most four of them.
library Ancestry {
    uint256 internal constant MAX_ANCESTORS = 4;
    /// Most that all ancestors together take of a payment.
    uint256 internal constant MAX_SUM = 5_000;
    uint256 private constant UNIT = 10_000;

    /// A list of `count` ancestors with room for the most that there can be.
    struct List {
        Ancestor[4] entries;
        uint256 count;
    }

    /// Adds a parent that asks for `rate`. What the parent owes its own ancestors is paid out of that: each takes its share of the
    /// rate, rounded down, and the parent keeps the rest.
    function addParent(List memory list, uint256 parentId, uint256 rate, Ancestor[] memory ancestors) internal pure {
        uint256 kept = rate;
        for (uint256 i = 0; i < ancestors.length; ++i) {
            uint256 share = (rate * ancestors[i].rate) / UNIT;
            kept -= share;
            _add(list, ancestors[i].assetId, share);
        }
        _add(list, parentId, kept);
    }

    /// The finished list. Where the rates together exceed `MAX_SUM` all are scaled down in proportion to it, rounded down; what is then
    /// nothing is left out.
    function finish(List memory list) internal pure returns (Ancestor[] memory ancestors) {
        uint256 count = list.count;
        uint256 sum;
        for (uint256 i = 0; i < count; ++i) {
            sum += list.entries[i].rate;
        }
        ancestors = new Ancestor[](count);
        uint256 kept;
        for (uint256 i = 0; i < count; ++i) {
            uint256 rate = list.entries[i].rate;
            if (sum > MAX_SUM) rate = (rate * MAX_SUM) / sum;
            if (rate > 0) ancestors[kept++] = Ancestor(list.entries[i].assetId, uint16(rate));
        }
        assembly ("memory-safe") {
            mstore(ancestors, kept)
        }
    }

    /// The sum of nine parents' rates, each at most 5,000, fits 16 bits.
    function _add(List memory list, uint256 assetId, uint256 rate) private pure {
        if (rate == 0) return;
        uint256 count = list.count;
        for (uint256 i = 0; i < count; ++i) {
            if (list.entries[i].assetId == assetId) {
                list.entries[i].rate += uint16(rate);
                return;
            }
        }
        if (count == MAX_ANCESTORS) revert ILineage.TooManyAncestors(assetId);
        (list.entries[count].assetId, list.entries[count].rate) = (assetId, uint16(rate));
        list.count = count + 1;
    }
}
