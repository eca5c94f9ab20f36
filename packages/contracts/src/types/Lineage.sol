// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {JobEnd, Order} from "./Order.sol";

/// A share of a derived asset's income for one of the assets that it was made from.
/// @param rate in basis points, never zero
struct Ancestor {
    uint256 assetId;
    uint16 rate;
}

/// What shows that an output came from a run.
/// @param order of the run, by whoever derives
/// @param end of the run, which was released
/// @param outputName sha-256 of the output's file name
/// @param outputDigest sha-256 of its content
/// @param salt of its commitment
/// @param proof siblings from its leaf up to the receipt's `outputsRoot`
struct Derivation {
    Order order;
    JobEnd end;
    bytes32 outputName;
    bytes32 outputDigest;
    bytes32 salt;
    bytes32[] proof;
}
