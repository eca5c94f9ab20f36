// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../src/interfaces/IJobs.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {Order, Outcome, Quote, Receipt} from "../src/types/Order.sol";
import {Provider} from "../src/types/Provider.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

/// Every signature that moves a job, presented where it was not meant. Those of orders and quotes are also in `OrderBySig` and
/// `Order`, those of acts in `Relay`.
contract OrderSignaturesTest is Market {
    uint256 private constant OTHER_OPERATOR_KEY = 0x07E4;
    bytes private placed;
    bytes32 private jobId;

    function setUp() public override {
        super.setUp();
        placed = abi.encode(draft());
        jobId = place(draft());
        vm.warp(block.timestamp + 100);
        vm.prank(stranger);
        providers.register(Provider(vm.addr(OTHER_OPERATOR_KEY), stranger, "https://other.example"));
    }

    function ordered() private view returns (Order memory) {
        return abi.decode(placed, (Order));
    }

    /// A second job of the same parties.
    function second() private returns (Order memory order) {
        order = ordered();
        order.salt = keccak256("second");
        Quote memory quote = quoteFor(order, uint40(block.timestamp));
        vm.prank(buyer);
        jobs.order(order, quote);
        vm.warp(block.timestamp + 100);
    }

    function receiptHash(Receipt memory receipt) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "Receipt(bytes32 jobId,uint8 outcome,uint32 computeSeconds,bytes32 resultDigest,bytes32 statementDigest,bytes32 outputsRoot)"
                ),
                receipt
            )
        );
    }

    function reportHash() private view returns (bytes32) {
        return keccak256(abi.encode(keccak256("Report(bytes32 jobId,uint32 computeSeconds)"), jobId, uint32(50)));
    }

    function cancelHash() private view returns (bytes32) {
        return keccak256(abi.encode(keccak256("Cancel(bytes32 jobId)"), jobId));
    }

    /// Signatures by `key` over the same thing that hold on another chain, in another contract, or in their malleable form.
    function misplaced(uint256 key, bytes32 structHash) private view returns (bytes[] memory signatures) {
        signatures = new bytes[](5);
        signatures[0] = sign(key, typed(address(jobs), block.chainid + 1, structHash));
        signatures[1] = sign(key, typed(address(relay), structHash));
        signatures[2] = sign(key, typed("Atoll Relay", address(jobs), block.chainid, structHash));
        signatures[3] = malleable(sign(key, typed(address(jobs), structHash)));
        signatures[4] = sign(OTHER_OPERATOR_KEY, typed(address(jobs), structHash));
    }

    function test_a_receipt_settles_on_its_chain_in_its_contract_by_its_provider() public {
        (Receipt memory receipt, bytes memory signature) = receiptFor(ordered(), Outcome.Released, 50);
        bytes[] memory signatures = misplaced(OPERATOR_KEY, receiptHash(receipt));
        for (uint256 i = 0; i < signatures.length; ++i) {
            vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
            jobs.settle(ordered(), receipt, signatures[i]);
        }
        jobs.settle(ordered(), receipt, signature);
    }

    function test_a_receipt_settles_its_job_alone() public {
        (Receipt memory receipt, bytes memory signature) = receiptFor(ordered(), Outcome.Released, 50);
        Order memory other = second();
        vm.expectRevert(abi.encodeWithSelector(IJobs.WrongReceipt.selector, jobIdOf(other), jobId));
        jobs.settle(other, receipt, signature);
        receipt.jobId = jobIdOf(other);
        vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
        jobs.settle(other, receipt, signature);
    }

    function test_a_receipt_does_not_outlive_a_fork_of_the_chain() public {
        (Receipt memory receipt, bytes memory signature) = receiptFor(ordered(), Outcome.Released, 50);
        vm.chainId(block.chainid + 1);
        vm.expectPartialRevert(IJobs.JobUnknown.selector);
        jobs.settle(ordered(), receipt, signature);
    }

    function test_a_report_counts_on_its_chain_in_its_contract_by_its_provider() public {
        bytes[] memory signatures = misplaced(OPERATOR_KEY, reportHash());
        for (uint256 i = 0; i < signatures.length; ++i) {
            vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
            jobs.reportRun(ordered(), 50, signatures[i]);
        }
        Order memory other = second();
        bytes memory signature = sign(OPERATOR_KEY, reportDigest(address(jobs), jobId, 50));
        vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
        jobs.reportRun(other, 50, signature);
        jobs.reportRun(ordered(), 50, signature);
    }

    function test_a_cancellation_counts_on_its_chain_in_its_contract_for_its_job_by_both() public {
        bytes32 digest = cancelDigest(address(jobs), jobId);
        bytes memory byBuyer = sign(BUYER_KEY, digest);
        bytes memory byOperator = sign(OPERATOR_KEY, digest);
        bytes[] memory buyers = misplaced(BUYER_KEY, cancelHash());
        bytes[] memory operators = misplaced(OPERATOR_KEY, cancelHash());
        for (uint256 i = 0; i < buyers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidBuyerSignature.selector, buyer));
            jobs.cancel(ordered(), buyers[i], byOperator);
            vm.expectPartialRevert(IJobs.InvalidReceiptSignature.selector);
            jobs.cancel(ordered(), byBuyer, operators[i]);
        }
        Order memory other = second();
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidBuyerSignature.selector, buyer));
        jobs.cancel(other, byBuyer, byOperator);
        jobs.cancel(ordered(), byBuyer, byOperator);
    }

    function test_a_quote_binds_the_provider_that_the_order_names() public {
        Order memory order = ordered();
        order.salt = keccak256("quoted");
        uint40 validUntil = uint40(block.timestamp);
        bytes memory byOther = sign(OTHER_OPERATOR_KEY, quoteDigest(address(jobs), jobIdOf(order), validUntil));
        vm.prank(buyer);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobs.InvalidQuoteSignature.selector, vm.addr(OTHER_OPERATOR_KEY), operator
            )
        );
        jobs.order(order, Quote(validUntil, byOther));
    }

    function test_an_order_signed_for_a_provider_is_not_sent_to_another() public {
        Order memory order = ordered();
        order.salt = keccak256("signed");
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        (order.provider, order.payout) = (stranger, stranger);
        uint40 validUntil = uint40(block.timestamp);
        bytes memory quote = sign(OTHER_OPERATOR_KEY, quoteDigest(address(jobs), jobIdOf(order), validUntil));
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidBuyerSignature.selector, buyer));
        jobs.orderBySig(order, Quote(validUntil, quote), signature, "");
        // and where the buyer does sign for it, the other must rent the environment
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.EnvironmentUnknown.selector, stranger, environment)
        );
        jobs.orderBySig(order, Quote(validUntil, quote), sign(BUYER_KEY, jobIdOf(order)), "");
    }

    function test_a_signed_order_cannot_be_kept_until_its_deadlines_have_passed() public {
        Order memory order = ordered();
        order.salt = keccak256("kept");
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        Quote memory quote = quoteFor(order, order.settleBy);
        vm.warp(order.runBy);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.runBy));
        jobs.orderBySig(order, quote, signature, "");
        quote = quoteFor(order, uint40(block.timestamp - 1));
        vm.expectRevert(abi.encodeWithSelector(IJobs.QuoteExpired.selector, quote.validUntil));
        jobs.orderBySig(order, quote, signature, "");
    }
}
