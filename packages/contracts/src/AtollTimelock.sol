// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// Owner of the parameters and, by its credit in the escrow's ledger, the treasury. What was voted waits here before it happens.
contract AtollTimelock is TimelockController {
    /// @param minDelay seconds between queueing and execution
    /// @param proposers may queue and cancel: the governor alone, once the deployment is done
    /// @param executors may execute what is due; the zero address stands for anyone
    /// @param admin may set roles until it renounces; the timelock itself always may, by a vote
    constructor(uint256 minDelay, address[] memory proposers, address[] memory executors, address admin)
        TimelockController(minDelay, proposers, executors, admin)
    {}
}
