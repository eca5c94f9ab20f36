// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Disputes} from "../../src/Disputes.sol";
import {Ratings} from "../../src/Ratings.sol";
import {Dispute, DisputeState} from "../../src/types/Dispute.sol";
import {JobEnd, Order, Outcome} from "../../src/types/Order.sol";
import {Actor} from "./Actor.sol";
import {Books, Placed} from "./Books.sol";
import {JobsHandler} from "./JobsHandler.sol";
import {bound, vm} from "./Vm.sol";

/// Buyers who dispute and rate what ended, an arbiter who rules or stays silent.
contract DisputesHandler is Actor {
    struct Seen {
        bytes32 end;
        uint256 locked;
        uint256[] credits;
        uint256 owned;
    }

    Disputes private immutable disputes;
    Ratings private immutable ratings;
    JobsHandler private immutable runs;
    bytes32[] private _ids;

    constructor(Books books_, JobsHandler runs_) Actor(books_) {
        (disputes, ratings, runs) = (books_.world().disputes, books_.world().ratings, runs_);
    }

    function rate(uint256 seed) external counted("ratings.rate") {
        uint256 index = ended(seed);
        (Order memory details, JobEnd memory end) = endAt(index);
        vm.prank(details.buyer);
        ratings.rate(details, end, uint8(bound(seed >> 8, 1, 5)), "comment");
        books.rate(index);
        vm.prank(details.buyer);
        try ratings.rate(details, end, 1, "again") {
            books.breach("rated twice");
        } catch {}
    }

    function open(uint256 seed) external counted("disputes.open") {
        dispute(seed);
    }

    function answer(uint256 seed) external counted("disputes.answer") {
        bytes32 jobId = pick(seed);
        vm.prank(seed % 2 == 0 ? provider : providers.operatorOf(provider));
        disputes.answer(jobId, "evidence");
    }

    function rule(uint256 seed) external counted("disputes.rule") {
        ruleOn(pick(seed), mixed(seed));
    }

    function lapse(uint256 seed) external counted("disputes.lapse") {
        bytes32 jobId = pick(seed);
        Dispute memory found = disputes.disputeOf(jobId);
        if (seed % 4 != 0) moveTo(uint256(found.ruleBy) + 1);
        Seen memory before = look(jobId);
        disputes.lapse(jobId);
        if (now_() <= found.ruleBy) books.breach("too soon");
        books.release(found.bond, found.frozen);
        compare(jobId, before);
    }

    function ruleOn(bytes32 jobId, uint256 seed) private {
        Dispute memory found = disputes.disputeOf(jobId);
        bool forfeited = seed & 3 == 0;
        uint256 slashed = forfeited || seed & 3 == 1 ? 0 : bound(seed >> 8, 0, found.frozen);
        Seen memory before = look(jobId);
        vm.prank(found.arbiter);
        disputes.rule(jobId, slashed, forfeited);
        if (now_() > found.ruleBy) books.breach("too late");
        books.release(found.bond, found.frozen);
        compare(jobId, before);
    }

    function look(bytes32 jobId) private view returns (Seen memory seen) {
        address[] memory people = books.people();
        seen.credits = new uint256[](people.length);
        for (uint256 i = 0; i < people.length; ++i) {
            seen.credits[i] = creditOf(people[i]);
        }
        seen.end = jobs.endOf(jobId);
        seen.locked = dollar.balanceOf(address(jobs));
        seen.owned = collateral();
    }

    /// No credit became less, the job's end stands, and what came into the ledger is what the provider lost.
    function compare(bytes32 jobId, Seen memory before) private {
        address[] memory people = books.people();
        for (uint256 i = 0; i < people.length; ++i) {
            if (creditOf(people[i]) < before.credits[i]) books.breach("ruled on credit");
        }
        if (jobs.endOf(jobId) != before.end) books.breach("escrow");
        if (dollar.balanceOf(address(jobs)) - before.locked != before.owned - collateral()) books.breach("slash");
    }

    function collateral() private view returns (uint256) {
        return dollar.balanceOf(address(providers));
    }

    function dispute(uint256 seed) private returns (bytes32 jobId) {
        uint256 index = ended(seed);
        (Order memory details, JobEnd memory end) = endAt(index);
        bytes32 before = jobs.endOf(end.receipt.jobId);
        vm.prank(details.buyer);
        jobId = disputes.open(details, end, "evidence");
        if (now_() > uint256(end.endedAt) + jobs.disputeWindow()) books.breach("too late");
        Dispute memory found = disputes.disputeOf(jobId);
        books.dispute(index, found.bond, found.frozen);
        if (jobs.endOf(jobId) != before) books.breach("escrow");
        _ids.push(jobId);
    }

    function endAt(uint256 index) private view returns (Order memory details, JobEnd memory end) {
        Placed memory placed = books.placedAt(index);
        return (abi.decode(placed.order, (Order)), abi.decode(placed.end, (JobEnd)));
    }

    /// One of the latest that ended with a run, now and then one that was disputed or rated before; else a new run.
    function ended(uint256 seed) private returns (uint256) {
        (uint256 count,,) = books.counts();
        for (uint256 i = count; i > 0 && i + 4 > count; --i) {
            Placed memory placed = books.placedAt(i - 1);
            if (!placed.ended || seed % 2 == 0) continue;
            JobEnd memory end = abi.decode(placed.end, (JobEnd));
            bool fresh = !placed.disputed && !placed.rated && end.receipt.outcome <= Outcome.AlgorithmFailed;
            if (fresh && end.endedAt + jobs.disputeWindow() >= now_() || seed % 16 == 1) return i - 1;
        }
        return runs.run(mixed(seed));
    }

    /// One of the latest that waits for a ruling; else a new one.
    function pick(uint256 seed) private returns (bytes32 jobId) {
        for (uint256 i = _ids.length; i > 0 && i + 4 > _ids.length; --i) {
            jobId = _ids[i - 1];
            Dispute memory found = disputes.disputeOf(jobId);
            if (found.state == DisputeState.Open && found.ruleBy >= now_()) return jobId;
        }
        return dispute(seed);
    }
}
