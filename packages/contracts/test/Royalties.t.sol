// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {ILineage} from "../src/interfaces/ILineage.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {ILineage} from "../src/interfaces/ILineage.sol";
import {AssetKind, Royalty} from "../src/types/Asset.sol";
import {JobEnd, Leg, Order, Outcome, PaymentRole, Receipt} from "../src/types/Order.sol";
import {Payment, payment} from "../src/types/Payment.sol";
import {Market} from "./support/Market.sol";
import {Prover} from "./support/Prover.sol";
import {Vm, vm} from "./support/Vm.sol";

/// What the escrow pays the parents of derived assets; which parents an asset has, the registry's own tests show.
contract RoyaltiesTest is Market {
    uint256 private constant PARENT = 0xA0;
    address private parent = address(0xA);
    address private grandparent = address(0xB);

    /// From here on the registry tells `mask` of the legs of any order.
    function derive(uint256 mask) private {
        vm.mockCall(address(assets), abi.encodeWithSelector(IAssetRegistry.admit.selector), abi.encode(mask));
    }

    function owes(uint256 assetId, uint16 first, uint16 second) private {
        Royalty[] memory royalties = new Royalty[](2);
        royalties[0] = Royalty(PARENT, parent, first);
        royalties[1] = Royalty(PARENT + 1, grandparent, second);
        vm.mockCall(
            address(assets), abi.encodeCall(ILineage.royaltiesOf, (assetId)), abi.encode(royalties)
        );
    }

    function run(Outcome outcome) private returns (Order memory order) {
        order = draft();
        place(order);
        vm.warp(block.timestamp + 100);
        settle(order, outcome, 100);
    }

    function test_a_derived_dataset_shares_its_price_with_its_parents() public {
        derive(1);
        owes(datasetId, 1_000, 250);
        Order memory order = draft();
        bytes32 jobId = place(order);
        vm.warp(block.timestamp + 100);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 100);
        Payment[] memory payments = new Payment[](5);
        payments[0] = payment(PaymentRole.Data, owner, 8_750_000);
        payments[1] = payment(PaymentRole.Algorithm, author, 5e6);
        payments[2] = payment(PaymentRole.Compute, payout, 1e6);
        payments[3] = payment(PaymentRole.Fee, treasury, 400_000);
        payments[4] = payment(PaymentRole.Refund, buyer, 35_875_000);
        vm.expectEmit(address(jobs));
        emit IJobs.RoyaltyPaid(jobId, datasetId, PARENT, parent, 1e6);
        vm.expectEmit(address(jobs));
        emit IJobs.RoyaltyPaid(jobId, datasetId, PARENT + 1, grandparent, 250_000);
        vm.expectEmit(address(jobs));
        emit IJobs.JobSettled(jobId, receipt, payments);
        jobs.settle(order, receipt, signature);
        vm.assertEq(credit(parent), 1e6);
        vm.assertEq(credit(grandparent), 250_000);
        vm.assertEq(credit(owner), 8_750_000);
        JobEnd memory end = JobEnd(receipt, payments, uint40(block.timestamp - 100), uint40(block.timestamp));
        vm.assertEq(new Prover().verify(jobs, order, end), jobId);
        vm.assertEq(dollar.balanceOf(address(jobs)), 52_275_000);
    }

    function test_a_derived_algorithm_shares_what_it_is_paid() public {
        derive(1 << 8);
        owes(algorithmId, 5_000, 0);
        run(Outcome.Released);
        vm.assertEq(credit(parent), 2_500_000);
        vm.assertEq(credit(grandparent), 0);
        vm.assertEq(credit(author), 2_500_000);
        vm.assertEq(credit(owner), 10e6);
    }

    function test_a_withheld_run_shares_only_what_the_algorithm_was_paid() public {
        derive((1 << 8) | 1);
        owes(algorithmId, 1_000, 1_000);
        owes(datasetId, 1_000, 1_000);
        run(Outcome.Withheld);
        vm.assertEq(credit(parent), 500_000);
        vm.assertEq(credit(grandparent), 500_000);
        vm.assertEq(credit(author), 4e6);
        vm.assertEq(credit(owner), 0);
    }

    function test_no_royalty_is_due_where_the_asset_earned_nothing() public {
        derive((1 << 8) | 1);
        vm.expectCall(address(assets), abi.encodeWithSelector(ILineage.royaltiesOf.selector), 0);
        run(Outcome.AlgorithmFailed);
        vm.assertEq(credit(payout), 1e6);
    }

    function test_a_free_dataset_owes_nothing() public {
        uint256 free = publish(owner, AssetKind.Dataset, keccak256("free"), address(dollar), 0, 0);
        approve(owner, free, 1);
        derive(1);
        vm.expectCall(address(assets), abi.encodeWithSelector(ILineage.royaltiesOf.selector), 0);
        Order memory order = draft();
        order.datasets[0] = Leg(free, keccak256("free"), owner, 0, 0);
        place(order);
        settle(order, Outcome.Released, 0);
    }

    function test_a_royalty_that_rounds_to_nothing_is_not_told() public {
        derive(1);
        owes(datasetId, 1_000, 0);
        vm.recordLogs();
        run(Outcome.Released);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 told;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == IJobs.RoyaltyPaid.selector) ++told;
        }
        vm.assertEq(told, 1);
    }

    function test_an_asset_that_is_not_derived_is_not_asked() public {
        vm.expectCall(address(assets), abi.encodeWithSelector(ILineage.royaltiesOf.selector), 0);
        run(Outcome.Released);
    }

    function test_silence_past_the_review_pays_the_parents_of_the_algorithm() public {
        derive(1 << 8);
        owes(algorithmId, 1_000, 0);
        Order memory order = draft();
        place(order);
        report(order, 0);
        vm.warp(order.reviewBy + 1);
        jobs.finalizeWithheld(order);
        vm.assertEq(credit(parent), 500_000);
        vm.assertEq(credit(author), 4_500_000);
    }

    function test_the_place_of_a_dataset_tells_whether_it_is_derived() public {
        uint256 other = publish(stranger, AssetKind.Dataset, keccak256("other"), address(dollar), 3e6, 0);
        approve(stranger, other, 1);
        Order memory order = draft();
        Leg memory first = order.datasets[0];
        Leg memory second = Leg(other, keccak256("other"), stranger, 3e6, 0);
        order.datasets = new Leg[](2);
        (order.datasets[0], order.datasets[1]) = first.assetId < other ? (first, second) : (second, first);
        derive(order.datasets[0].assetId == other ? 1 : 2);
        owes(other, 1_000, 0);
        // what the registry would tell of the others is not asked for
        owes(datasetId, 1_000, 1_000);
        owes(algorithmId, 1_000, 1_000);
        place(order);
        settle(order, Outcome.Released, 0);
        vm.assertEq(credit(parent), 300_000);
        vm.assertEq(credit(stranger), 2_700_000);
        vm.assertEq(credit(owner), 10e6);
        vm.assertEq(credit(author), 5e6);
    }

    function testFuzz_parents_and_asset_get_its_price_without_rest(uint88 price, uint16 first, uint16 second) public {
        price = price % 1e14;
        uint256 id = publish(stranger, AssetKind.Dataset, keccak256("any"), address(dollar), price, 0);
        approve(stranger, id, 1);
        first = first % 2_501;
        second = second % 2_501;
        derive(1);
        owes(id, first, second);
        Order memory order = draft();
        order.datasets[0] = Leg(id, keccak256("any"), stranger, price, 0);
        place(order);
        settle(order, Outcome.Released, 0);
        vm.assertEq(credit(parent), (uint256(price) * first) / 10_000);
        vm.assertEq(credit(grandparent), (uint256(price) * second) / 10_000);
        vm.assertEq(credit(stranger) + credit(parent) + credit(grandparent), price);
    }
}
