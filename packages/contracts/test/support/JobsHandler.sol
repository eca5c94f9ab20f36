// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../../src/interfaces/IJobs.sol";
import {JobEnd, JobState, Order, Outcome, PaymentRole, Receipt} from "../../src/types/Order.sol";
import {Payment} from "../../src/types/Payment.sol";
import {Books, Placed} from "./Books.sol";
import {OrdersHandler} from "./OrdersHandler.sol";
import {Vm, bound, vm} from "./Vm.sol";

/// Reports, settles, cancels and expires what was ordered. Every end is read from the log and held against the order.
contract JobsHandler is OrdersHandler {
    constructor(Books books_) OrdersHandler(books_) {}

    function elapse(uint256 seed) external counted("elapse") {
        moveTo(now_() + (seed % 5 == 0 ? bound(seed, 1 hours, 3 days) : bound(seed, 1, 40 minutes)));
    }

    function reportRun(uint256 seed, uint32 computeSeconds) external counted("jobs.reportRun") {
        (Order memory details, bytes32 jobId, uint256 index) = pick(seed);
        report(details, jobId, index, uint32(bound(computeSeconds, 0, mostSeconds(details, jobId))));
    }

    function settle(uint256 seed, uint8 outcome, uint32 computeSeconds) external counted("jobs.settle") {
        (Order memory details, bytes32 jobId,) = pick(seed);
        settleNow(details, jobId, outcome % 5, computeSeconds);
    }

    /// A whole run, released with its outputs; what disputes, ratings and derived assets need.
    function run(uint256 seed) external counted("jobs.settle") returns (uint256 index) {
        index = place(seed, false);
        (Order memory details, bytes32 jobId) = placedAt(index);
        moveTo(now_() + bound(seed >> 8, 1, 1_000) % (details.runBy - now_()));
        settleNow(details, jobId, uint8(Outcome.Released), uint32(seed >> 16));
    }

    function settleMany(uint256 seed, uint8 outcome, uint32 computeSeconds) external counted("jobs.settleMany") {
        Order[] memory orders = new Order[](3);
        Receipt[] memory receipts = new Receipt[](3);
        bytes[] memory signatures = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            bytes32 jobId;
            (orders[i], jobId,) = pick(seed + i);
            receipts[i] = receiptOf(orders[i], jobId, outcome % 5, computeSeconds);
            signatures[i] = sign(books.operatorKey(), receiptDigest(address(jobs), receipts[i]));
        }
        vm.recordLogs();
        jobs.settleMany(orders, receipts, signatures);
        harvest();
    }

    function finalizeWithheld(uint256 seed) external counted("jobs.finalizeWithheld") {
        (Order memory details, bytes32 jobId, uint256 index) = pick(seed);
        (JobState state,,) = jobs.stateOf(jobId);
        if (state == JobState.Open && now_() <= details.runBy) report(details, jobId, index, 0);
        if (seed % 2 == 0) moveTo(uint256(details.reviewBy) + 1);
        vm.recordLogs();
        jobs.finalizeWithheld(details);
        if (now_() <= details.reviewBy) books.breach("too soon");
        harvest();
    }

    function cancel(uint256 seed) external counted("jobs.cancel") {
        (Order memory details, bytes32 jobId,) = pick(seed);
        bytes32 digest = cancelDigest(address(jobs), jobId);
        vm.recordLogs();
        jobs.cancel(details, sign(keyOf(details.buyer), digest), sign(books.operatorKey(), digest));
        harvest();
    }

    function expire(uint256 seed) external counted("jobs.expire") {
        (Order memory details,,) = pick(seed);
        if (seed % 2 == 0) moveTo(uint256(details.runBy) + 1);
        vm.recordLogs();
        jobs.expire(details);
        if (now_() <= details.runBy) books.breach("too soon");
        harvest();
    }

    /// Past the last deadline the buyer gets all of the escrow and of its credit by calls of its own, whatever happened before.
    function escape(uint256 seed) external counted("escape") {
        (,, uint256 index) = pick(seed);
        if (!books.isEnded(index)) exit(index);
    }

    /// Every job still open is left by its buyer.
    function leaveAll() external {
        (uint256 count,,) = books.counts();
        for (uint256 i = 0; i < count; ++i) {
            if (!books.isEnded(i)) exit(i);
        }
    }

    function exit(uint256 index) private {
        (Order memory details,) = placedAt(index);
        moveTo(uint256(details.settleBy) + 1);
        uint256 owed = creditOf(details.buyer) + books.placedAt(index).locked - passValueOf(details);
        vm.recordLogs();
        vm.prank(details.buyer);
        try jobs.expire(details) {
            harvest();
        } catch {
            books.breach("trapped");
        }
        uint256 credit = creditOf(details.buyer);
        if (credit < owed) books.breach("trapped");
        uint256 wallet = dollar.balanceOf(details.buyer);
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.prank(details.buyer);
        try jobs.withdraw(tokens, details.buyer) {}
        catch {
            if (credit > 0) books.breach("trapped");
        }
        if (dollar.balanceOf(details.buyer) - wallet != credit) books.breach("trapped");
    }

    function report(Order memory details, bytes32 jobId, uint256 index, uint32 computeSeconds) private {
        bytes32 digest = reportDigest(address(jobs), jobId, computeSeconds);
        jobs.reportRun(details, computeSeconds, sign(books.operatorKey(), digest));
        books.report(index, computeSeconds);
    }

    function settleNow(Order memory details, bytes32 jobId, uint8 outcome, uint32 computeSeconds) private {
        Receipt memory receipt = receiptOf(details, jobId, outcome, computeSeconds);
        bytes memory signature = sign(books.operatorKey(), receiptDigest(address(jobs), receipt));
        vm.recordLogs();
        jobs.settle(details, receipt, signature);
        harvest();
    }

    function receiptOf(Order memory details, bytes32 jobId, uint8 outcome, uint32 computeSeconds)
        private
        view
        returns (Receipt memory receipt)
    {
        receipt.jobId = jobId;
        receipt.outcome = Outcome(outcome);
        receipt.computeSeconds = uint32(bound(computeSeconds, 0, mostSeconds(details, jobId)));
        if (receipt.outcome == Outcome.Released) receipt.resultDigest = bytes32(uint256(1));
        // a single output of that name, content and salt
        receipt.outputsRoot =
            keccak256(bytes.concat(keccak256(abi.encode(bytes32("salt"), bytes32("name"), jobId))));
    }

    function mostSeconds(Order memory details, bytes32 jobId) private view returns (uint256 most) {
        (JobState state, uint40 orderedAt,) = jobs.stateOf(jobId);
        most = orderedAt == 0 ? 0 : now_() - orderedAt;
        if (most > details.maxSeconds) most = details.maxSeconds;
        if (state != JobState.Reported) return most;
        uint256 reported = books.placedAt(books.indexOf(jobId)).reportedSeconds;
        if (most > reported) most = reported;
    }

    function pick(uint256 seed) private returns (Order memory details, bytes32 jobId, uint256 index) {
        index = choose(seed);
        (details, jobId) = placedAt(index);
    }

    /// Mostly a job that is still open, one of the latest or a new one; sometimes any of the latest, to be ended a second time.
    function choose(uint256 seed) private returns (uint256) {
        (uint256 total,,) = books.counts();
        uint256 count = total < 6 ? total : 6;
        uint256 first = seed >> 4;
        if (seed % 16 == 1 && count > 0) return total - 1 - (first % count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = total - 1 - ((first % count + i) % count);
            if (!books.isEnded(index)) return index;
        }
        return place(seed, false);
    }

    /// Enters every end that the escrow logged.
    function harvest() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 royalties;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(jobs)) continue;
            bytes32 topic = logs[i].topics[0];
            if (topic == IJobs.RoyaltyPaid.selector) {
                (, uint256 amount) = abi.decode(logs[i].data, (address, uint256));
                royalties += amount;
            } else if (topic == IJobs.JobSettled.selector) {
                (Receipt memory receipt, Payment[] memory payments) =
                    abi.decode(logs[i].data, (Receipt, Payment[]));
                enter(logs[i].topics[1], receipt, payments, royalties);
                royalties = 0;
            } else if (topic == IJobs.JobEnded.selector) {
                (Outcome outcome, Payment[] memory payments) = abi.decode(logs[i].data, (Outcome, Payment[]));
                bytes32 jobId = logs[i].topics[1];
                uint32 ran = books.placedAt(books.indexOf(jobId)).reportedSeconds;
                enter(jobId, Receipt(jobId, outcome, ran, 0, 0, 0), payments, royalties);
            }
        }
        if (royalties > 0) books.count("royalty");
    }

    /// What leaves the escrow is what was locked, and what the buyer does not get back is at most what it agreed to for this end.
    function enter(bytes32 jobId, Receipt memory receipt, Payment[] memory payments, uint256 royalties) private {
        uint256 index = books.indexOf(jobId);
        (Order memory details,) = placedAt(index);
        uint256 paid = royalties;
        uint256 back;
        for (uint256 i = 0; i < payments.length; ++i) {
            PaymentRole role = payments[i].role();
            if (role != PaymentRole.Slash) paid += payments[i].amount();
            if (role == PaymentRole.Refund || role == PaymentRole.Pass) back += payments[i].amount();
        }
        Placed memory placed = books.placedAt(index);
        if (paid != placed.locked) books.breach("escrow");
        uint256 allowed = receipt.outcome == Outcome.Released
            ? placed.locked
            : receipt.outcome <= Outcome.AlgorithmFailed ? details.failureCap : 0;
        if (placed.locked > back + allowed) books.breach("overcharged");
        if (royalties > 0) books.count("royalty");
        JobEnd memory end = JobEnd(receipt, payments, orderedAtOf[jobId], uint40(now_()));
        books.end(index, abi.encode(end));
    }
}
