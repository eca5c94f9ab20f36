// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../src/interfaces/IJobs.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {JobProof} from "../src/libraries/JobProof.sol";
import {Terms} from "../src/types/Asset.sol";
import {JobEnd, JobState, Order, Outcome, PaymentRole, Receipt} from "../src/types/Order.sol";
import {Payment, payment} from "../src/types/Payment.sol";
import {Provider} from "../src/types/Provider.sol";
import {Market} from "./support/Market.sol";
import {Prover} from "./support/Prover.sol";
import {vm} from "./support/Vm.sol";

contract SettleTest is Market {
    bytes private placed;
    bytes32 private jobId;
    Prover private prover = new Prover();

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

    function refuse(Order memory order, Receipt memory receipt, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        jobs.settle(order, receipt, signature);
    }

    function runsLeft() private view returns (uint32 runs) {
        (, runs) = assets.approvalOf(datasetId, algorithmId, algorithmDigest);
    }

    function test_released_pays_everybody_by_actual_use() public {
        Order memory order = ordered();
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
        for (uint256 i = 0; i < 5; ++i) {
            vm.assertEq(credit(payments[i].account()), payments[i].amount());
        }
        (JobState state,,) = jobs.stateOf(jobId);
        vm.assertTrue(state == JobState.Ended);
        JobEnd memory end = JobEnd(receipt, payments, uint40(block.timestamp - 100), uint40(block.timestamp));
        vm.assertEq(prover.verify(jobs, order, end), jobId);
        vm.assertEq(runsLeft(), type(uint32).max - 2);
    }

    function test_only_what_really_ended_a_job_proves_it() public {
        (Receipt memory receipt, bytes memory signature) = receiptFor(ordered(), Outcome.Released, 100);
        Payment[] memory payments = new Payment[](5);
        payments[0] = payment(PaymentRole.Data, owner, 10e6);
        payments[1] = payment(PaymentRole.Algorithm, author, 5e6);
        payments[2] = payment(PaymentRole.Compute, payout, 1e6);
        payments[3] = payment(PaymentRole.Fee, treasury, 400_000);
        payments[4] = payment(PaymentRole.Refund, buyer, 35_875_000);
        JobEnd memory end = JobEnd(receipt, payments, uint40(block.timestamp - 100), uint40(block.timestamp));
        disprove(end);
        jobs.settle(ordered(), receipt, signature);
        prover.verify(jobs, ordered(), end);

        end.endedAt += 1;
        disprove(end);
        (end.endedAt, end.orderedAt) = (end.endedAt - 1, end.orderedAt - 1);
        disprove(end);
        end.orderedAt += 1;
        end.receipt.outputsRoot = keccak256("others");
        disprove(end);
        end.receipt.outputsRoot = keccak256("outputs");
        end.payments[0] = payment(PaymentRole.Data, owner, 10e6 + 1);
        disprove(end);
        end.payments[0] = payment(PaymentRole.Data, stranger, 10e6);
        disprove(end);
        end.payments[0] = payment(PaymentRole.Data, owner, 10e6);
        prover.verify(jobs, ordered(), end);
    }

    function disprove(JobEnd memory end) private {
        vm.expectRevert(abi.encodeWithSelector(JobProof.WrongProof.selector, jobId));
        prover.verify(jobs, ordered(), end);
    }

    function test_a_free_dataset_keeps_its_place_among_the_payments() public {
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(address(dollar), 0, provider, address(0), 0, 0, 0));
        Order memory order = ordered();
        order.datasets[0].price = 0;
        place(order);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 0);
        Payment[] memory payments = new Payment[](4);
        payments[0] = payment(PaymentRole.Data, owner, 0);
        payments[1] = payment(PaymentRole.Algorithm, author, 5e6);
        payments[2] = payment(PaymentRole.Fee, treasury, 125_000);
        payments[3] = payment(PaymentRole.Refund, buyer, 36_900_000);
        vm.expectEmit(address(jobs));
        emit IJobs.JobSettled(receipt.jobId, receipt, payments);
        jobs.settle(order, receipt, signature);
    }

    function test_withheld_pays_compute_and_algorithm_and_returns_the_data_price() public {
        Order memory order = ordered();
        settle(order, Outcome.Withheld, 100);
        vm.assertEq(credit(owner), 0);
        vm.assertEq(credit(author), 5e6);
        vm.assertEq(credit(payout), 1e6);
        vm.assertEq(credit(treasury), 150_000);
        vm.assertEq(credit(buyer), 46_125_000);
        vm.assertEq(runsLeft(), type(uint32).max - 2);
    }

    function test_a_failed_algorithm_pays_compute_alone() public {
        Order memory order = ordered();
        settle(order, Outcome.AlgorithmFailed, 100);
        vm.assertEq(credit(author), 0);
        vm.assertEq(credit(payout), 1e6);
        vm.assertEq(credit(treasury), 25_000);
        vm.assertEq(credit(buyer), 51_250_000);
    }

    function test_a_refusal_or_a_failing_provider_refunds_all_and_gives_the_run_back() public {
        Order memory order = ordered();
        settle(order, Outcome.Refused, 0);
        vm.assertEq(credit(buyer), 52_275_000);
        vm.assertEq(runsLeft(), type(uint32).max - 1);
        order.salt = keccak256("second");
        dollar.mint(buyer, 1e9);
        place(order);
        settle(order, Outcome.ProviderFailed, 0);
        vm.assertEq(credit(buyer), 52_275_000);
        vm.assertEq(runsLeft(), type(uint32).max - 1);
    }

    function expectMeter(uint64 count) private {
        vm.expectCall(
            address(providers), abi.encodeCall(IProviderRegistry.meter, (provider, environment, 100)), count
        );
    }

    function test_only_runs_that_took_place_count_as_load() public {
        expectMeter(3);
        uint256 state = vm.snapshotState();
        for (uint8 i = 0; i < 5; ++i) {
            settle(ordered(), Outcome(i), 100);
            vm.revertToState(state);
        }
    }

    function test_silence_past_the_review_counts_as_load() public {
        expectMeter(1);
        report(ordered(), 100);
        vm.warp(ordered().reviewBy + 1);
        jobs.finalizeWithheld(ordered());
    }

    function test_an_expired_or_cancelled_order_does_not_count_as_load() public {
        vm.expectCall(address(providers), abi.encodeWithSelector(IProviderRegistry.meter.selector), 0);
        report(ordered(), 100);
        uint256 state = vm.snapshotState();
        bytes32 digest = cancelDigest(address(jobs), jobId);
        jobs.cancel(ordered(), sign(BUYER_KEY, digest), sign(OPERATOR_KEY, digest));
        vm.revertToState(state);
        vm.warp(ordered().settleBy + 1);
        jobs.expire(ordered());
    }

    function test_only_the_operator_of_today_signs_a_receipt() public {
        Order memory order = ordered();
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 1);
        bytes memory invalid =
            abi.encodeWithSelector(IJobs.InvalidReceiptSignature.selector, buyer, operator);
        refuse(order, receipt, sign(BUYER_KEY, receiptDigest(address(jobs), receipt)), invalid);
        bytes memory none =
            abi.encodeWithSelector(IJobs.InvalidReceiptSignature.selector, address(0), operator);
        refuse(order, receipt, malleable(signature), none);
        refuse(order, receipt, "", none);
        vm.prank(provider);
        providers.update(Provider(stranger, payout, "https://provider.example"));
        refuse(
            order,
            receipt, signature, abi.encodeWithSelector(IJobs.InvalidReceiptSignature.selector, operator, stranger)
        );
    }

    function test_a_changed_receipt_is_refused() public {
        Order memory order = ordered();
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 1);
        receipt.computeSeconds = 100;
        vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
        jobs.settle(order, receipt, signature);
    }

    function test_a_receipt_of_another_job_or_chain_is_refused() public {
        Order memory order = ordered();
        (Receipt memory receipt,) = receiptFor(order, Outcome.Released, 1);
        receipt.jobId = keccak256("another");
        refuse(
            order,
            receipt,
            sign(OPERATOR_KEY, receiptDigest(address(jobs), receipt)),
            abi.encodeWithSelector(IJobs.WrongReceipt.selector, jobId, receipt.jobId)
        );
        receipt.jobId = jobId;
        bytes memory elsewhere = sign(OPERATOR_KEY, receiptDigest(address(assets), receipt));
        vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
        jobs.settle(order, receipt, elsewhere);
    }

    function test_an_order_changed_in_any_field_is_unknown() public {
        Order memory order = ordered();
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 1);
        order.failureCap += 1;
        refuse(order, receipt, signature, abi.encodeWithSelector(IJobs.JobUnknown.selector, jobIdOf(order)));
    }

    function test_seconds_are_bound_by_order_and_block_times() public {
        Order memory order = ordered();
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 101);
        refuse(order, receipt, signature, abi.encodeWithSelector(IJobs.ComputeSecondsTooHigh.selector, 101, 100));
        vm.warp(block.timestamp + 3_600);
        (receipt, signature) = receiptFor(order, Outcome.Released, 3_601);
        refuse(order, receipt, signature, abi.encodeWithSelector(IJobs.ComputeSecondsTooHigh.selector, 3_601, 3_600));
        settle(order, Outcome.Released, 3_600);
        vm.assertEq(credit(payout), 36e6);
        vm.assertEq(credit(buyer), 0);
    }

    function test_a_receipt_reports_no_cancellation_or_expiry() public {
        Order memory order = ordered();
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Cancelled, 0);
        refuse(order, receipt, signature, abi.encodeWithSelector(IJobs.WrongOutcome.selector, Outcome.Cancelled));
        (receipt, signature) = receiptFor(order, Outcome.Expired, 0);
        refuse(order, receipt, signature, abi.encodeWithSelector(IJobs.WrongOutcome.selector, Outcome.Expired));
    }

    function test_a_result_comes_with_a_release_and_only_then() public {
        Order memory order = ordered();
        (Receipt memory receipt,) = receiptFor(order, Outcome.Released, 0);
        receipt.resultDigest = 0;
        bytes memory invalid = abi.encodeWithSelector(IJobs.InvalidReceipt.selector, "resultDigest");
        refuse(order, receipt, sign(OPERATOR_KEY, receiptDigest(address(jobs), receipt)), invalid);
        (receipt,) = receiptFor(order, Outcome.Withheld, 0);
        receipt.resultDigest = keccak256("result");
        refuse(order, receipt, sign(OPERATOR_KEY, receiptDigest(address(jobs), receipt)), invalid);
    }

    function test_a_job_is_settled_once() public {
        Order memory order = ordered();
        settle(order, Outcome.Released, 1);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 1);
        bytes memory finished = abi.encodeWithSelector(IJobs.JobFinished.selector, jobId);
        refuse(order, receipt, signature, finished);
        vm.warp(order.settleBy + 1);
        vm.expectRevert(finished);
        jobs.expire(order);
        vm.expectRevert(finished);
        jobs.finalizeWithheld(order);
    }

    function test_an_unreported_job_is_settled_until_run_by() public {
        Order memory order = ordered();
        vm.warp(order.runBy);
        uint256 state = vm.snapshotState();
        settle(order, Outcome.Released, 1);
        vm.revertToState(state);
        vm.warp(order.runBy + 1);
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, Outcome.Released, 1);
        refuse(order, receipt, signature, abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.runBy));
        (receipt, signature) = receiptFor(order, Outcome.Refused, 0);
        refuse(order, receipt, signature, abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.runBy));
    }

    function test_many_settle_at_once_and_the_finished_are_skipped() public {
        Order[] memory orders = new Order[](3);
        Receipt[] memory receipts = new Receipt[](3);
        bytes[] memory signatures = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            orders[i] = draft();
            orders[i].salt = keccak256(abi.encode("many", i));
            place(orders[i]);
            (receipts[i], signatures[i]) = receiptFor(orders[i], Outcome.Released, 0);
        }
        jobs.settle(orders[1], receipts[1], signatures[1]);
        jobs.settleMany(orders, receipts, signatures);
        jobs.settleMany(orders, receipts, signatures);
        vm.assertEq(credit(owner), 30e6);
        vm.expectRevert(IJobs.LengthMismatch.selector);
        jobs.settleMany(orders, receipts, new bytes[](2));
        orders[2].salt = 0;
        vm.expectRevert(abi.encodeWithSelector(IJobs.JobUnknown.selector, jobIdOf(orders[2])));
        jobs.settleMany(orders, receipts, signatures);
    }

    function test_payees_are_those_of_the_order_whatever_changed_since() public {
        Order memory order = ordered();
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        vm.prank(provider);
        providers.update(Provider(operator, stranger, "https://provider.example"));
        vm.prank(governance);
        jobs.setFeeRate(1_000);
        settle(order, Outcome.Released, 100);
        vm.assertEq(credit(owner), 10e6);
        vm.assertEq(credit(payout), 1e6);
        vm.assertEq(credit(treasury), 400_000);
        vm.assertEq(credit(stranger), 0);
    }
}
