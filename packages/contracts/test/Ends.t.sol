// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../src/interfaces/IJobs.sol";
import {JobEnd, JobState, Order, Outcome, PaymentRole, Receipt} from "../src/types/Order.sol";
import {Payment, payment} from "../src/types/Payment.sol";
import {ExpiryTerms} from "../src/types/Parameters.sol";
import {Market} from "./support/Market.sol";
import {Prover} from "./support/Prover.sol";
import {vm} from "./support/Vm.sol";

contract EndsTest is Market {
    bytes private placed;
    bytes32 private jobId;

    function setUp() public override {
        super.setUp();
        placed = abi.encode(draft());
        jobId = place(draft());
        vm.warp(block.timestamp + 100);
    }

    /// The order that was placed; kept encoded, since a struct with a list cannot be stored by every compiler pipeline.
    function ordered() private view returns (Order memory) {
        return abi.decode(placed, (Order));
    }

    function runsLeft() private view returns (uint32 runs) {
        (, runs) = assets.approvalOf(datasetId, algorithmId, algorithmDigest);
    }

    function cancelBy(uint256 buyerKey, uint256 operatorKey) private {
        Order memory order = ordered();
        bytes32 digest = cancelDigest(address(jobs), jobId);
        jobs.cancel(order, sign(buyerKey, digest), sign(operatorKey, digest));
    }

    function test_a_report_binds_the_seconds_and_lifts_the_deadline_for_running() public {
        Order memory order = ordered();
        vm.expectEmit(address(jobs));
        emit IJobs.JobReported(jobId, 50);
        report(order, 50);
        (JobState state,, uint40 reportedAt) = jobs.stateOf(jobId);
        vm.assertTrue(state == JobState.Reported);
        vm.assertEq(reportedAt, block.timestamp);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 51);
        vm.expectRevert(abi.encodeWithSelector(IJobs.ComputeSecondsTooHigh.selector, 51, 50));
        jobs.settle(order, receipt, signature);
        vm.warp(order.settleBy);
        settle(order, Outcome.Released, 50);
        vm.assertEq(credit(owner), 10e6);
    }

    function test_a_report_is_signed_by_the_operator_in_time_and_once() public {
        Order memory order = ordered();
        bytes32 digest = reportDigest(address(jobs), jobId, 50);
        vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
        jobs.reportRun(order, 50, sign(BUYER_KEY, digest));
        vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
        jobs.reportRun(order, 51, sign(OPERATOR_KEY, digest));
        bytes memory late = sign(OPERATOR_KEY, reportDigest(address(jobs), jobId, 101));
        vm.expectRevert(abi.encodeWithSelector(IJobs.ComputeSecondsTooHigh.selector, 101, 100));
        jobs.reportRun(order, 101, late);
        report(order, 50);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidReceipt.selector, "reported"));
        jobs.reportRun(order, 50, sign(OPERATOR_KEY, digest));
    }

    function test_a_report_after_run_by_is_too_late() public {
        Order memory order = ordered();
        vm.warp(order.runBy + 1);
        bytes memory signature = sign(OPERATOR_KEY, reportDigest(address(jobs), jobId, 50));
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.runBy));
        jobs.reportRun(order, 50, signature);
    }

    function test_silence_past_the_review_counts_as_withheld() public {
        Order memory order = ordered();
        report(order, 100);
        vm.warp(order.reviewBy);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlineNotPassed.selector, order.reviewBy));
        jobs.finalizeWithheld(order);
        vm.warp(order.reviewBy + 1);
        Payment[] memory payments = new Payment[](4);
        payments[0] = payment(PaymentRole.Algorithm, author, 5e6);
        payments[1] = payment(PaymentRole.Compute, payout, 1e6);
        payments[2] = payment(PaymentRole.Fee, treasury, 150_000);
        payments[3] = payment(PaymentRole.Refund, buyer, 46_125_000);
        vm.expectEmit(address(jobs));
        emit IJobs.JobEnded(jobId, Outcome.Withheld, payments);
        vm.prank(stranger);
        jobs.finalizeWithheld(order);
        vm.assertEq(credit(buyer), 46_125_000);
        vm.assertEq(runsLeft(), type(uint32).max - 2);
        Receipt memory receipt = Receipt(jobId, Outcome.Withheld, 100, 0, 0, 0);
        JobEnd memory end = JobEnd(receipt, payments, order.runBy - 2 hours, uint40(block.timestamp));
        vm.assertEq(new Prover().verify(jobs, order, end), jobId);
    }

    function test_an_unreported_job_is_never_finalised() public {
        Order memory order = ordered();
        vm.warp(order.reviewBy + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlineNotPassed.selector, order.reviewBy));
        jobs.finalizeWithheld(order);
    }

    function test_after_settle_by_a_reported_job_only_expires() public {
        Order memory order = ordered();
        report(order, 100);
        vm.warp(order.settleBy);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlineNotPassed.selector, order.settleBy));
        jobs.expire(order);
        vm.warp(order.settleBy + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.settleBy));
        jobs.finalizeWithheld(order);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 1);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.settleBy));
        jobs.settle(order, receipt, signature);
        jobs.expire(order);
        vm.assertGe(credit(buyer), 52_275_000);
        // it did run, so the run is not given back
        vm.assertEq(runsLeft(), type(uint32).max - 2);
    }

    function test_expiry_refunds_all_and_slices_the_collateral() public {
        Order memory order = ordered();
        vm.warp(order.runBy);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlineNotPassed.selector, order.runBy));
        jobs.expire(order);
        vm.warp(order.runBy + 1);
        vm.prank(stranger);
        jobs.expire(order);
        // a tenth of 52,275,000: half to the buyer, a twentieth to the caller, the rest to the treasury
        vm.assertEq(credit(buyer), 52_275_000 + 2_613_750);
        vm.assertEq(credit(stranger), 261_375);
        vm.assertEq(credit(treasury), 2_352_375);
        (uint256 bonded,,) = providers.collateralOf(provider, address(dollar));
        vm.assertEq(bonded, 1e15 - 5_227_500);
        vm.assertEq(runsLeft(), type(uint32).max - 1);
        vm.assertEq(
            dollar.balanceOf(address(jobs)), credit(buyer) + credit(stranger) + credit(treasury)
        );
    }

    function test_a_slice_takes_what_is_there() public {
        Order memory order = ordered();
        vm.prank(provider);
        providers.unbond(address(dollar), 1e15 - 1_000_000);
        vm.warp(order.runBy + 1);
        jobs.expire(order);
        // the bonded million first, the rest from what is unbonding
        (uint256 bonded,, uint256 unbonding) = providers.collateralOf(provider, address(dollar));
        vm.assertEq(bonded, 0);
        vm.assertEq(unbonding, 1e15 - 1_000_000 - 4_227_500);
    }

    function test_expiry_without_any_slice_is_a_plain_refund() public {
        Order memory order = ordered();
        vm.prank(governance);
        jobs.setExpiryTerms(ExpiryTerms(0, 0, 0));
        vm.warp(order.runBy + 1);
        vm.prank(stranger);
        jobs.expire(order);
        vm.assertEq(credit(buyer), 52_275_000);
        vm.assertEq(credit(stranger), 0);
    }

    function test_a_share_of_nothing_is_no_payment() public {
        Order memory order = ordered();
        vm.prank(governance);
        jobs.setExpiryTerms(ExpiryTerms(1_000, 0, 0));
        vm.warp(order.runBy + 1);
        jobs.expire(order);
        Payment[] memory payments = new Payment[](2);
        payments[0] = payment(PaymentRole.Refund, buyer, 52_275_000);
        payments[1] = payment(PaymentRole.Slash, treasury, 5_227_500);
        Receipt memory receipt = Receipt(jobId, Outcome.Expired, 0, 0, 0, 0);
        JobEnd memory end = JobEnd(receipt, payments, order.runBy - 2 hours, uint40(block.timestamp));
        vm.assertEq(new Prover().verify(jobs, order, end), jobId);
    }

    function test_a_starved_call_cannot_spare_the_provider() public {
        Order memory order = ordered();
        vm.warp(order.runBy + 1);
        bytes memory data = abi.encodeCall(jobs.expire, (order));
        uint256 untouched = 1e15;
        for (uint256 gas = 30_000; gas < 400_000; gas += 1_000) {
            uint256 state = vm.snapshotState();
            (bool success,) = address(jobs).call{gas: gas}(data);
            (uint256 bonded,,) = providers.collateralOf(provider, address(dollar));
            vm.assertTrue(!success || bonded < untouched);
            vm.revertToState(state);
        }
    }

    function test_both_signatures_cancel_with_a_full_refund() public {
        Order memory order = ordered();
        cancelBy(BUYER_KEY, OPERATOR_KEY);
        vm.assertEq(credit(buyer), 52_275_000);
        vm.assertEq(runsLeft(), type(uint32).max - 1);
        vm.expectRevert(abi.encodeWithSelector(IJobs.JobFinished.selector, jobId));
        jobs.expire(order);
    }

    function test_one_signature_does_not_cancel() public {
        Order memory order = ordered();
        bytes32 digest = cancelDigest(address(jobs), jobId);
        bytes memory byBuyer = sign(BUYER_KEY, digest);
        bytes memory byOperator = sign(OPERATOR_KEY, digest);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidBuyerSignature.selector, buyer));
        jobs.cancel(order, byOperator, byOperator);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidReceiptSignature.selector, buyer, operator));
        jobs.cancel(order, byBuyer, byBuyer);
    }

    function test_a_cancelled_run_that_took_place_is_not_given_back() public {
        Order memory order = ordered();
        report(order, 1);
        cancelBy(BUYER_KEY, OPERATOR_KEY);
        vm.assertEq(credit(buyer), 52_275_000);
        vm.assertEq(runsLeft(), type(uint32).max - 2);
    }

    function test_a_run_is_not_given_back_to_an_approval_that_did_not_serve_it() public {
        Order memory order = ordered();
        approve(owner, datasetId, 7);
        settle(order, Outcome.Refused, 0);
        vm.assertEq(runsLeft(), 7);
    }

    function test_a_run_is_not_given_back_to_a_new_owner_or_a_revoked_approval() public {
        Order memory order = ordered();
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        approve(stranger, datasetId, 7);
        settle(order, Outcome.Refused, 0);
        vm.assertEq(runsLeft(), 7);

        vm.prank(stranger);
        assets.revokeAlgorithm(datasetId, algorithmId, algorithmDigest);
        vm.assertEq(runsLeft(), 0);
    }

    function test_the_relay_fee_stays_with_who_relayed() public {
        Order memory order = ordered();
        order.salt = keccak256("relayed");
        order.relayFee = 1e6;
        jobs.orderBySig(order, quoteFor(order), sign(BUYER_KEY, jobIdOf(order)), "");
        vm.assertEq(credit(address(this)), 1e6);
        settle(order, Outcome.Refused, 0);
        vm.assertEq(credit(buyer), 52_275_000);
    }

    /// From settleBy on, whatever state the job is in, the buyer gets all of the escrow by a call of its own.
    function testFuzz_the_buyer_always_gets_out(bool wasReported, uint32 later) public {
        Order memory order = ordered();
        if (wasReported) report(order, 100);
        vm.warp(uint256(order.settleBy) + 1 + later);
        vm.prank(buyer);
        jobs.expire(order);
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        vm.assertGe(dollar.balanceOf(buyer), 1e30);
    }
}
