// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {JobEnd, Order} from "../src/types/Order.sol";
import {Disputing} from "./support/Disputing.sol";
import {vm} from "./support/Vm.sol";

/// Gas of what comes after an end, and of collateral; kept with the other figures. The meter of load is part of every settlement.
/// forge-config: default.isolate = true
contract ProvidersGasTest is Disputing {
    function snapshot(string memory name) private {
        vm.snapshotGasLastCall("Atoll", name);
    }

    function test_collateral() public {
        dollar.mint(provider, 1e15);
        vm.prank(provider);
        providers.deposit(address(dollar), 1e15);
        snapshot("deposit collateral");
    }

    function test_what_follows_an_end() public {
        vm.prank(buyer);
        dollar.approve(address(disputes), type(uint256).max);
        (Order memory first, JobEnd memory firstEnd) = released();
        (Order memory second, JobEnd memory secondEnd) = released();
        vm.prank(buyer);
        ratings.rate(first, firstEnd, 5, 0);
        snapshot("rate");
        vm.prank(buyer);
        disputes.open(first, firstEnd, 0);
        snapshot("open dispute, first of all");
        vm.prank(buyer);
        disputes.open(second, secondEnd, 0);
        snapshot("open dispute");
        bytes32 jobId = jobIdOf(first);
        vm.prank(arbiter);
        disputes.rule(jobId, 10e6, false);
        snapshot("rule");
        jobId = jobIdOf(second);
        pass(15 days);
        disputes.lapse(jobId);
        snapshot("lapse");
    }
}
