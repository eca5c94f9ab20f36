// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetKind, Publication, Terms} from "../src/types/Asset.sol";
import {Order, Outcome, Quote, Receipt} from "../src/types/Order.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

/// Gas of each call as a transaction of its own, kept in `snapshots/`; a change shows there and fails the tests until committed.
/// forge-config: default.isolate = true
contract GasTest is Market {
    function snapshot(string memory name) private {
        vm.snapshotGasLastCall("Atoll", name);
    }

    function test_publish() public {
        Terms memory terms = Terms(address(dollar), 10e6, provider, address(0), 0, 0, 0);
        vm.prank(stranger);
        assets.publish(Publication(AssetKind.Dataset, keccak256("new"), keccak256("salted"), terms), 0);
        snapshot("publish, first dataset of an owner");
        vm.prank(stranger);
        assets.publish(Publication(AssetKind.Dataset, keccak256("newer"), keccak256("salted"), terms), 0);
        snapshot("publish, further dataset of an owner");
    }

    function test_runs() public {
        Order memory order = draft();
        place(order);
        snapshot("order, first of all");
        vm.warp(order.runBy - 1 hours);
        settle(order, Outcome.Released, 60);
        snapshot("settle, all payees new");
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        snapshot("withdraw");
        order.salt = keccak256("second");
        place(order);
        snapshot("order, known payees");
        vm.warp(order.runBy - 30 minutes);
        settle(order, Outcome.Released, 60);
        snapshot("settle, known payees");
    }

    function test_ends() public {
        Order memory order = draft();
        place(order);
        report(order, 0);
        snapshot("reportRun");
        vm.warp(order.reviewBy + 1);
        jobs.finalizeWithheld(order);
        snapshot("finalizeWithheld");
        order = draft();
        place(order);
        vm.warp(order.runBy + 1);
        jobs.expire(order);
        snapshot("expire");
    }
}
