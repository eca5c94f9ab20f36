// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetKind, Publication, Terms} from "../src/types/Asset.sol";
import {Leg, Order, Outcome, Quote, Receipt} from "../src/types/Order.sol";
import {Provider} from "../src/types/Provider.sol";
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

    /// An order like the first, later and by the same buyer, when everybody in it was paid before.
    function known(string memory salt) private returns (Order memory order) {
        order = draft();
        order.salt = keccak256("warm up");
        order.relayFee = 1e6;
        orderBySig(order);
        vm.warp(order.runBy - 1 hours);
        settle(order, Outcome.Released, 60);
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.startPrank(buyer);
        jobs.withdraw(tokens, buyer);
        dollar.approve(address(jobs), type(uint256).max);
        vm.stopPrank();
        order = draft();
        order.salt = keccak256(bytes(salt));
    }

    function orderBySig(Order memory order) private {
        Quote memory quote = quoteFor(order);
        uint256 maximum = jobs.maximumOf(order);
        bytes memory permit = permitFor(BUYER_KEY, dollar, address(jobs), maximum, block.timestamp + 1);
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        vm.prank(stranger);
        jobs.orderBySig(order, quote, signature, permit);
    }

    function settled(Order memory order, string memory name) private {
        vm.warp(order.runBy - 1 hours);
        settle(order, Outcome.Released, 60);
        snapshot(name);
    }

    function test_runs() public {
        Order memory order = draft();
        place(order);
        snapshot("order, first of all");
        settled(order, "settle, all payees new");
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        snapshot("withdraw");
        order = draft();
        order.salt = keccak256("second");
        place(order);
        snapshot("order, known payees");
        settled(order, "settle, known payees");
    }

    function test_signatures() public {
        Order memory order = known("by signatures");
        order.relayFee = 1e6;
        // the permit finds what an earlier one left, which is nothing
        vm.prank(buyer);
        dollar.approve(address(jobs), 0);
        orderBySig(order);
        snapshot("orderBySig with permit and relay fee, known payees");
        settled(order, "settle, known payees, by signatures");
    }

    /// Owner, author, payout account and treasury were never credited before; buyer, relayer and provider were.
    function test_new_payees() public {
        Order memory order = known("new payees");
        newPayees(order);
        order.relayFee = 1e6;
        uint256 state = vm.snapshotState();
        vm.prank(buyer);
        dollar.approve(address(jobs), 0);
        orderBySig(order);
        snapshot("orderBySig with permit and relay fee, every payee new");
        vm.revertToState(state);
        order.relayFee = 0;
        place(order);
        snapshot("order, every payee new");
        settled(order, "settle, every payee new");
    }

    function newPayees(Order memory order) private {
        uint256 data = publish(address(0xA1), AssetKind.Dataset, keccak256("others"), address(dollar), 10e6, 0);
        bytes32 digest = keccak256("another");
        uint256 code = publish(address(0xA2), AssetKind.Algorithm, digest, address(dollar), 5e6, 0);
        vm.prank(address(0xA1));
        assets.approveAlgorithm(data, code, digest, uint40(block.timestamp + 365 days), type(uint32).max - 1);
        vm.prank(provider);
        providers.update(Provider(operator, address(0xA3), "https://provider.example"));
        vm.prank(governance);
        jobs.setTreasury(address(0xA4));
        order.datasets[0] = Leg(data, keccak256("others"), address(0xA1), 10e6, 0);
        order.algorithm = Leg(code, digest, address(0xA2), 5e6, 0);
        order.payout = address(0xA3);
    }

    function test_ten_at_once() public {
        Order[] memory orders = new Order[](10);
        Receipt[] memory receipts = new Receipt[](10);
        bytes[] memory signatures = new bytes[](10);
        known("");
        for (uint256 i = 0; i < 10; ++i) {
            orders[i] = draft();
            orders[i].salt = keccak256(abi.encode("ten", i));
            place(orders[i]);
        }
        vm.warp(block.timestamp + 1 hours);
        for (uint256 i = 0; i < 10; ++i) {
            (receipts[i], signatures[i]) = receiptFor(orders[i], Outcome.Released, 60);
        }
        jobs.settleMany(orders, receipts, signatures);
        snapshot("settleMany, ten jobs of known payees");
    }

    /// One dataset more of the same owner, approved with a limit of runs as the first is.
    function test_a_further_dataset() public {
        Order memory order = known("two datasets");
        uint256 other = publish(owner, AssetKind.Dataset, keccak256("other"), address(dollar), 10e6, 0);
        approve(owner, other, type(uint32).max - 1);
        Leg memory first = order.datasets[0];
        Leg memory second = Leg(other, keccak256("other"), owner, 10e6, 0);
        order.datasets = new Leg[](2);
        (order.datasets[0], order.datasets[1]) = first.assetId < other ? (first, second) : (second, first);
        place(order);
        snapshot("order, two datasets, known payees");
        settled(order, "settle, two datasets, known payees");
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
