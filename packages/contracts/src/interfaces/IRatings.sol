// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {JobEnd, Order} from "../types/Order.sol";

/// What buyers say of runs that they paid for. A rating is evidence of value, since giving one costs at least a paid run; readers
/// weigh it by what was paid.
interface IRatings {
    /// @param paid what the run cost the buyer, in the order's token: the escrow less what came back
    /// @param comment sha-256 of a document, zero where there is none
    event Rated(
        bytes32 indexed jobId,
        address indexed buyer,
        address indexed provider,
        uint8 score,
        uint256 paid,
        bytes32 comment
    );

    error NotBuyer(address caller, address buyer);
    error InvalidScore(uint8 score);
    error AlreadyRated(bytes32 jobId);
    error NothingPaid(bytes32 jobId);

    /// By the order's buyer, once per job.
    /// @param score one to five
    function rate(Order calldata order, JobEnd calldata end, uint8 score, bytes32 comment)
        external
        returns (bytes32 jobId);
    function isRated(bytes32 jobId) external view returns (bool);
    /// The escrow contract, against which ends are proved.
    function jobs() external view returns (address);
}
