// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../interfaces/IJobs.sol";
import {JobEnd, Order} from "../types/Order.sol";

/// How a job ended, proved against the one word that the escrow keeps of it.
library JobProof {
    error WrongProof(bytes32 jobId);

    /// What `Jobs` keeps of an end, but for the lowest byte.
    /// @param encoded abi.encode(receipt, payments), which is also what the event of a settlement carries
    function hash(bytes memory encoded, uint256 orderedAt, uint256 endedAt) internal pure returns (bytes31) {
        return bytes31(keccak256(abi.encode(keccak256(encoded), orderedAt, endedAt)));
    }

    /// @return jobId of the order, which ended exactly as `end` says; reverts else
    function verify(IJobs jobs, Order calldata order, JobEnd calldata end) internal view returns (bytes32 jobId) {
        jobId = jobs.jobIdOf(order);
        bytes31 kept = jobs.endOf(jobId);
        bytes31 found = hash(abi.encode(end.receipt, end.payments), end.orderedAt, end.endedAt);
        if (kept == 0 || kept != found) revert WrongProof(jobId);
    }
}
