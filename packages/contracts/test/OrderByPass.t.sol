// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IBalances} from "../src/interfaces/IBalances.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {AssetKind, Terms} from "../src/types/Asset.sol";
import {JobEnd, Leg, Order, Outcome, PaymentRole, Quote, Receipt} from "../src/types/Order.sol";
import {Payment, payment} from "../src/types/Payment.sol";
import {Market} from "./support/Market.sol";
import {PassDouble} from "./support/PassDouble.sol";
import {Prover} from "./support/Prover.sol";
import {vm} from "./support/Vm.sol";

/// What the escrow does with a pass; what a pass is, its own contract's tests show.
contract OrderByPassTest is Market {
    uint32 private constant SERIES = 7;
    /// The order's maximum, and what the buyer pays of it where the pass pays the 10 dollars for data.
    uint256 private constant MAXIMUM = 52_275_000;
    uint256 private constant DUE = 42_275_000;

    PassDouble private double;

    function setUp() public override {
        super.setUp();
        double = PassDouble(address(passes));
        vm.etch(address(passes), address(new PassDouble(address(jobs), address(assets), address(relay))).code);
        double.give(buyer, datasetId, SERIES, 2);
        // two units were sold for 10 dollars each
        fund(stranger, address(dollar), 20e6);
        vm.prank(stranger);
        jobs.deposit(address(dollar), address(passes), 20e6);
    }

    function byPass() private view returns (Order memory order) {
        order = draft();
        order.datasets[0].series = SERIES;
    }

    function units() private view returns (uint256) {
        return double.units(buyer, datasetId, SERIES);
    }

    function refuse(Order memory order, bytes memory reason) private {
        Quote memory quote = quoteFor(order);
        vm.prank(order.buyer);
        vm.expectRevert(reason);
        jobs.order(order, quote);
    }

    function test_a_pass_pays_the_price_of_its_dataset_and_the_buyer_the_rest() public {
        Order memory order = byPass();
        uint256 before = dollar.balanceOf(buyer);
        vm.expectEmit(address(jobs));
        emit IJobs.JobOrdered(jobIdOf(order), buyer, provider, MAXIMUM, order);
        place(order);
        vm.assertEq(before - dollar.balanceOf(buyer), DUE);
        vm.assertEq(credit(address(passes)), 10e6);
        vm.assertEq(units(), 1);
    }

    function test_a_credit_pays_what_the_pass_does_not() public {
        vm.startPrank(buyer);
        jobs.deposit(address(dollar), buyer, DUE);
        vm.stopPrank();
        uint256 before = dollar.balanceOf(buyer);
        place(byPass());
        vm.assertEq(dollar.balanceOf(buyer), before);
        vm.assertEq(credit(buyer), 0);
    }

    function test_a_pass_is_used_by_signature_too() public {
        Order memory order = byPass();
        order.relayFee = 1e6;
        Quote memory quote = quoteFor(order);
        vm.prank(stranger);
        jobs.orderBySig(order, quote, sign(BUYER_KEY, jobIdOf(order)), "");
        vm.assertEq(units(), 1);
        vm.assertEq(credit(stranger), 1e6);
        vm.assertEq(credit(address(passes)), 10e6);
    }

    function test_the_owner_is_paid_for_a_released_run_as_without_a_pass() public {
        Order memory order = byPass();
        bytes32 jobId = place(order);
        vm.warp(block.timestamp + 100);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 100);
        Payment[] memory payments = new Payment[](5);
        payments[0] = payment(PaymentRole.Data, owner, 10e6);
        payments[1] = payment(PaymentRole.Algorithm, author, 5e6);
        payments[2] = payment(PaymentRole.Compute, payout, 1e6);
        payments[3] = payment(PaymentRole.Fee, treasury, 400_000);
        payments[4] = payment(PaymentRole.Refund, buyer, 35_875_000);
        vm.expectEmit(address(jobs));
        emit IJobs.JobSettled(jobId, receipt, payments);
        jobs.settle(order, receipt, signature);
        vm.assertEq(credit(owner), 10e6);
        vm.assertEq(credit(buyer), 35_875_000);
        vm.assertEq(units(), 1);
        vm.assertEq(credit(address(passes)), 10e6);
    }

    function test_a_run_without_result_gives_the_unit_back_and_never_its_price() public {
        Order memory order = byPass();
        bytes32 jobId = place(order);
        vm.warp(block.timestamp + 100);
        Payment[] memory payments = new Payment[](5);
        payments[0] = payment(PaymentRole.Algorithm, author, 5e6);
        payments[1] = payment(PaymentRole.Compute, payout, 1e6);
        payments[2] = payment(PaymentRole.Fee, treasury, 150_000);
        payments[3] = payment(PaymentRole.Refund, buyer, 36_125_000);
        payments[4] = payment(PaymentRole.Pass, address(passes), 10e6);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Withheld, 100);
        vm.expectEmit(address(jobs));
        emit IJobs.JobSettled(jobId, receipt, payments);
        jobs.settle(order, receipt, signature);
        whole(36_125_000);
    }

    /// The buyer has back what it paid, but for `left`, and the unit; its price is where it was.
    function whole(uint256 refund) private view {
        vm.assertEq(credit(buyer), refund, "refund");
        vm.assertEq(units(), 2, "unit");
        vm.assertEq(credit(address(passes)), 20e6, "price");
    }

    function test_every_other_end_gives_the_unit_back_too() public {
        Outcome[3] memory outcomes = [Outcome.AlgorithmFailed, Outcome.ProviderFailed, Outcome.Refused];
        uint256[3] memory refunds = [DUE - 1_025_000, DUE, DUE];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 state = vm.snapshotState();
            Order memory order = byPass();
            place(order);
            vm.warp(order.runBy - 1 hours);
            settle(order, outcomes[i], 100);
            whole(refunds[i]);
            vm.revertToState(state);
        }
    }

    function test_a_cancelled_order_gives_the_unit_back_even_after_a_report() public {
        Order memory order = byPass();
        bytes32 jobId = place(order);
        report(order, 0);
        bytes32 digest = cancelDigest(address(jobs), jobId);
        jobs.cancel(order, sign(BUYER_KEY, digest), sign(OPERATOR_KEY, digest));
        whole(DUE);
    }

    function test_an_output_that_nobody_decided_on_gives_the_unit_back() public {
        Order memory order = byPass();
        place(order);
        report(order, 0);
        vm.warp(order.reviewBy + 1);
        jobs.finalizeWithheld(order);
        whole(DUE - 5_125_000);
    }

    function test_an_expired_order_gives_the_unit_back_before_what_was_slashed() public {
        Order memory order = byPass();
        bytes32 jobId = place(order);
        vm.warp(order.runBy + 1);
        vm.prank(stranger);
        jobs.expire(order);
        whole(DUE + 2_613_750);
        Payment[] memory payments = new Payment[](5);
        payments[0] = payment(PaymentRole.Refund, buyer, DUE);
        payments[1] = payment(PaymentRole.Pass, address(passes), 10e6);
        payments[2] = payment(PaymentRole.Slash, buyer, 2_613_750);
        payments[3] = payment(PaymentRole.Slash, stranger, 261_375);
        payments[4] = payment(PaymentRole.Slash, treasury, 2_352_375);
        Receipt memory receipt = Receipt(jobId, Outcome.Expired, 0, 0, 0, 0);
        JobEnd memory end = JobEnd(receipt, payments, order.runBy - 2 hours, uint40(block.timestamp));
        vm.assertEq(new Prover().verify(jobs, order, end), jobId);
    }

    function test_an_order_that_is_refused_takes_no_unit() public {
        Order memory order = byPass();
        order.runBy = uint40(block.timestamp);
        refuse(order, abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.runBy));
        vm.prank(buyer);
        dollar.approve(address(jobs), DUE - 1);
        order = byPass();
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert();
        jobs.order(order, quote);
        whole(0);
    }

    function test_who_holds_no_pass_cannot_order_by_one() public {
        Order memory order = byPass();
        order.datasets[0].series = SERIES + 1;
        refuse(order, abi.encodeWithSignature("Panic(uint256)", 0x11));
    }

    function test_a_pass_whose_price_is_not_there_opens_nothing() public {
        vm.prank(address(passes));
        jobs.transfer(address(dollar), owner, 10e6 + 1);
        refuse(
            byPass(),
            abi.encodeWithSelector(IBalances.InsufficientCredit.selector, passes, dollar, 10e6, 10e6 - 1)
        );
    }

    function test_an_algorithm_has_no_passes() public {
        Order memory order = draft();
        order.algorithm.series = 1;
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "series"));
    }

    function test_one_of_two_datasets_is_paid_by_a_pass() public {
        uint256 other = publish(owner, AssetKind.Dataset, keccak256("other"), address(dollar), 3e6, 0);
        approve(owner, other, 1);
        Order memory order = byPass();
        Leg memory leg = order.datasets[0];
        Leg memory paid = Leg(other, keccak256("other"), owner, 3e6, 0);
        order.datasets = new Leg[](2);
        (order.datasets[0], order.datasets[1]) = leg.assetId < other ? (leg, paid) : (paid, leg);
        uint256 before = dollar.balanceOf(buyer);
        place(order);
        vm.assertEq(before - dollar.balanceOf(buyer), DUE + 3_075_000);
        settle(order, Outcome.Refused, 0);
        whole(DUE + 3_075_000);
    }

    function test_a_free_pass_on_a_free_dataset_is_given_back_without_a_payment() public {
        uint256 gift = publish(owner, AssetKind.Dataset, keccak256("gift"), address(dollar), 0, 0);
        approve(owner, gift, 1);
        double.give(buyer, gift, 1, 1);
        Order memory order = draft();
        order.datasets[0] = Leg(gift, keccak256("gift"), owner, 0, 1);
        place(order);
        vm.assertEq(double.units(buyer, gift, 1), 0);
        settle(order, Outcome.Refused, 0);
        vm.assertEq(double.units(buyer, gift, 1), 1);
        vm.assertEq(credit(address(passes)), 20e6);
    }

    function test_an_order_that_costs_the_buyer_nothing_takes_nothing() public {
        vm.prank(author);
        assets.setTerms(algorithmId, Terms(address(dollar), 0, provider, address(0), 0, 0, 0));
        vm.prank(governance);
        jobs.setFeeRate(0);
        Order memory order = byPass();
        order.algorithm.price = 0;
        order.pricePerSecond = 0;
        order.feeRate = 0;
        vm.prank(buyer);
        dollar.approve(address(jobs), 0);
        // some tokens refuse to move nothing
        vm.expectCall(address(dollar), abi.encodeWithSelector(dollar.transferFrom.selector), 0);
        place(order);
        settle(order, Outcome.Released, 0);
        vm.assertEq(credit(owner), 10e6);
        vm.assertEq(units(), 1);
    }
}
