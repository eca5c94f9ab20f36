// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../../src/interfaces/IJobs.sol";
import {JobProof} from "../../src/libraries/JobProof.sol";
import {JobEnd, Order} from "../../src/types/Order.sol";

/// What a contract does that is told how a job ended.
contract Prover {
    function verify(IJobs jobs, Order calldata order, JobEnd calldata end) external view returns (bytes32) {
        return JobProof.verify(jobs, order, end);
    }
}
