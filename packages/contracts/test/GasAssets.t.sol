// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetKind, Publication} from "../src/types/Asset.sol";
import {ShareToken} from "../src/ShareToken.sol";
import {Derivation} from "../src/types/Lineage.sol";
import {Order, Outcome} from "../src/types/Order.sol";
import {Series} from "../src/types/Series.sol";
import {Deriving} from "./support/Deriving.sol";
import {vm} from "./support/Vm.sol";

/// Gas of what owners and holders do, each call as a transaction of its own; kept in `snapshots/` as those of `Gas.t.sol`.
/// forge-config: default.isolate = true
contract GasAssetsTest is Deriving {
    function snapshot(string memory name) private {
        vm.snapshotGasLastCall("Atoll", name);
    }

    function parents(uint256 count) private returns (Derivation memory) {
        uint256[] memory datasets = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            datasets[i] = publishWith(owner, AssetKind.Dataset, 500);
        }
        vm.warp(vm.getBlockTimestamp() + 1);
        return ran(orderOf(datasets));
    }

    function publishDerived(uint256 count) private {
        Derivation memory derivation = parents(count);
        Publication memory publication = publicationOf(AssetKind.Model, keccak256("derived"), 0);
        vm.prank(buyer);
        assets.publishDerived(publication, 0, derivation);
    }

    function test_publishDerived_of_one() public {
        publishDerived(1);
        snapshot("publishDerived, one parent");
    }

    function test_publishDerived_of_four() public {
        publishDerived(4);
        snapshot("publishDerived, four parents");
    }

    function test_approvals() public {
        vm.prank(owner);
        assets.approveAlgorithm(datasetId, algorithmId, keccak256("another"), type(uint40).max, 10);
        snapshot("approveAlgorithm");
        vm.prank(owner);
        assets.setPublic(datasetId, true);
        vm.prank(owner);
        assets.approvePublisher(datasetId, author, type(uint40).max, 10);
        snapshot("approvePublisher");
    }

    function test_passes() public {
        Series memory series = Series(address(dollar), 8e6, uint40(block.timestamp + 90 days), 100, true);
        vm.prank(owner);
        passes.openSeries(datasetId, series);
        snapshot("openSeries");
        fund(buyer, address(dollar), 100e6);
        vm.prank(buyer);
        dollar.approve(address(passes), type(uint256).max);
        vm.prank(buyer);
        passes.buy(datasetId, 1, 5, 8e6);
        snapshot("buy pass, first of all");
        vm.prank(buyer);
        passes.buy(datasetId, 1, 5, 8e6);
        snapshot("buy pass, again");
        vm.warp(block.timestamp + 91 days);
        passes.refund(datasetId, 1, buyer, 10);
        snapshot("refund pass");
    }

    /// So that the next order is paid from the wallet.
    function withdrawAll() private {
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
    }

    /// What a pass adds is the difference to "order, known payees": all accounts were credited by an order before.
    function test_order_with_a_pass() public {
        vm.prank(owner);
        passes.openSeries(
            datasetId, Series(address(dollar), 8e6, uint40(block.timestamp + 90 days), 100, true)
        );
        vm.prank(buyer);
        dollar.approve(address(passes), type(uint256).max);
        vm.prank(buyer);
        passes.buy(datasetId, 1, 5, 8e6);
        for (uint256 i = 0; i < 2; ++i) {
            Order memory order = orderOf(datasetId);
            (order.datasets[0].series, order.datasets[0].price) = (1, 8e6);
            place(order);
            if (i == 1) snapshot("order with a pass");
            vm.warp(vm.getBlockTimestamp() + 1 hours);
            settle(order, Outcome.Released, 60);
            if (i == 1) snapshot("settle with a pass");
            withdrawAll();
        }
    }

    function test_settle_with_a_royalty_parent() public {
        Derivation memory derivation = parents(1);
        vm.prank(buyer);
        uint256 derived = assets.publishDerived(publicationOf(AssetKind.Dataset, keccak256("derived"), 0), 0, derivation);
        approve(buyer, derived, type(uint32).max - 1);
        withdrawAll();
        vm.warp(vm.getBlockTimestamp() + 1);
        for (uint256 i = 0; i < 2; ++i) {
            Order memory order = orderOf(derived);
            place(order);
            if (i == 1) snapshot("order of a derived dataset");
            vm.warp(vm.getBlockTimestamp() + 1 hours);
            settle(order, Outcome.Released, 60);
            if (i == 1) snapshot("settle with one royalty parent");
            withdrawAll();
        }
    }

    function test_shares() public {
        vm.prank(owner);
        ShareToken token = ShareToken(shares.create(datasetId, "Tide Gauges", "TIDE", 1_000e18, owner));
        snapshot("create shares");
        fund(buyer, address(dollar), 100e6);
        vm.prank(buyer);
        jobs.deposit(address(dollar), address(token), 10e6);
        vm.prank(owner);
        token.transfer(author, 400e18);
        snapshot("transfer shares, new income and holder");
        vm.prank(owner);
        token.transfer(author, 1e18);
        snapshot("transfer shares, known holders");
        address[] memory tokens = token.tokens();
        token.claim(owner, tokens);
        snapshot("claim dividend");
    }
}
