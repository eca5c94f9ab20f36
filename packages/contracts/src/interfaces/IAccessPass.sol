// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Order} from "../types/Order.sol";

/// Prepaid runs of a dataset: ERC-1155 units, one kind for each series of an asset. What the escrow asks of them.
interface IAccessPass {
    /// Called by `Jobs` alone: takes one unit from the buyer for each dataset whose leg names a series.
    /// @return value sum of the prices of those legs, which this contract's credit in the ledger pays
    function redeem(Order calldata order) external returns (uint256 value);

    /// Called by `Jobs` alone, when an order ended without a result: gives the units back to the buyer. Never reverts.
    function restore(Order calldata order) external;

    /// The escrow contract.
    function jobs() external view returns (address);
}
