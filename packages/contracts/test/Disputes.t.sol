// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IDisputes} from "../src/interfaces/IDisputes.sol";
import {JobProof} from "../src/libraries/JobProof.sol";
import {Dispute, DisputeState, DisputeTerms} from "../src/types/Dispute.sol";
import {JobEnd, Order, Outcome} from "../src/types/Order.sol";
import {Environment, Provider} from "../src/types/Provider.sol";
import {Disputing} from "./support/Disputing.sol";
import {bound, compiled, vm} from "./support/Vm.sol";

/// The market's order is of 52,275,000 at most, so its bond is 2,613,750.
contract DisputesTest is Disputing {
    uint256 private constant MAXIMUM = 52_275_000;
    uint256 private constant BOND = 2_613_750;
    bytes32 private constant EVIDENCE = keccak256("evidence");

    function setUp() public override {
        super.setUp();
        vm.prank(buyer);
        dollar.approve(address(disputes), type(uint256).max);
    }

    function open(Order memory order, JobEnd memory end) private returns (bytes32) {
        vm.prank(order.buyer);
        return disputes.open(order, end, EVIDENCE);
    }

    function refuse(Order memory order, JobEnd memory end, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(order.buyer);
        disputes.open(order, end, EVIDENCE);
    }

    function rule(bytes32 jobId, uint256 slashed, bool bondForfeited) private {
        vm.prank(arbiter);
        disputes.rule(jobId, slashed, bondForfeited);
    }

    function refuseRuling(address by, bytes32 jobId, uint256 slashed, bool forfeited, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(by);
        disputes.rule(jobId, slashed, forfeited);
    }

    /// A released run under dispute.
    function disputed() private returns (bytes32) {
        (Order memory order, JobEnd memory end) = released();
        return open(order, end);
    }

    function state(bytes32 jobId) private view returns (uint256) {
        return uint256(disputes.disputeOf(jobId).state);
    }

    function bonded() private view returns (uint256 amount) {
        (amount,,) = providers.collateralOf(provider, address(dollar));
    }

    function frozen() private view returns (uint256) {
        return providers.frozenOf(provider, address(dollar));
    }

    function test_a_dispute_takes_the_bond_and_freezes_the_order_s_maximum() public {
        (Order memory order, JobEnd memory end) = released();
        bytes32 jobId = jobIdOf(order);
        bytes31 word = jobs.endOf(jobId);
        uint256 wallet = dollar.balanceOf(buyer);
        bytes32 credits = othersCredits([address(0), address(0), address(0)]);
        vm.assertEq(disputes.bondFor(MAXIMUM), BOND);
        vm.expectEmit(address(disputes));
        emit IDisputes.DisputeOpened(
            jobId, buyer, provider, address(dollar), BOND, MAXIMUM, arbiter, uint40(time + 14 days), EVIDENCE
        );
        open(order, end);
        vm.assertEq(dollar.balanceOf(buyer), wallet - BOND);
        vm.assertEq(credit(address(disputes)), BOND);
        vm.assertEq(frozen(), MAXIMUM);
        vm.assertEq(bonded(), 1e15 - MAXIMUM);
        vm.assertEq(othersCredits([address(0), address(0), address(0)]), credits);
        vm.assertEq(jobs.endOf(jobId), word);
        Dispute memory dispute = disputes.disputeOf(jobId);
        vm.assertEq(dispute.buyer, buyer);
        vm.assertEq(dispute.provider, provider);
        vm.assertEq(dispute.bond, BOND);
        vm.assertEq(dispute.ruleBy, time + 14 days);
    }

    function test_a_job_is_disputed_once() public {
        (Order memory order, JobEnd memory end) = released();
        bytes32 jobId = open(order, end);
        bytes memory reason = abi.encodeWithSelector(IDisputes.DisputeExists.selector, jobId);
        refuse(order, end, reason);
        uint256 opened = vm.snapshotState();
        rule(jobId, 0, false);
        refuse(order, end, reason);
        vm.revertToState(opened);
        rule(jobId, 1, false);
        refuse(order, end, reason);
    }

    function test_a_dispute_is_opened_until_the_window_closes() public {
        (Order memory order, JobEnd memory end) = released();
        pass(3 days + 1);
        refuse(order, end, abi.encodeWithSelector(IDisputes.DisputeWindowClosed.selector, end.endedAt + 3 days));
        (order, end) = released();
        pass(3 days);
        open(order, end);
    }

    function test_only_the_buyer_disputes() public {
        (Order memory order, JobEnd memory end) = released();
        address[3] memory others = [provider, stranger, governance];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IDisputes.NotBuyer.selector, others[i], buyer));
            disputes.open(order, end, EVIDENCE);
        }
    }

    function test_a_signed_act_disputes_for_the_buyer_and_nobody_else_s_word_does() public {
        (Order memory order, JobEnd memory end) = released();
        bytes memory data = abi.encodePacked(abi.encodeCall(disputes.open, (order, end, EVIDENCE)), buyer);
        vm.prank(stranger);
        (bool success,) = address(disputes).call(data);
        vm.assertFalse(success);
        vm.prank(address(relay));
        (success,) = address(disputes).call(data);
        vm.assertTrue(success);
        vm.assertEq(disputes.disputeOf(jobIdOf(order)).buyer, buyer);
    }

    function test_an_end_that_was_another_opens_nothing() public {
        (Order memory order, JobEnd memory end) = released();
        bytes memory reason = abi.encodeWithSelector(JobProof.WrongProof.selector, jobIdOf(order));
        end.endedAt += 1;
        refuse(order, end, reason);
        end.endedAt -= 1;
        end.orderedAt -= 1;
        refuse(order, end, reason);
        end.orderedAt += 1;
        end.receipt.outcome = Outcome.Withheld;
        refuse(order, end, reason);
        Order memory running = ordered();
        refuse(running, end, abi.encodeWithSelector(JobProof.WrongProof.selector, jobIdOf(running)));
    }

    function test_every_end_that_was_paid_for_can_be_disputed() public {
        Order memory order = ordered();
        open(order, endBy(order, Outcome.Withheld));
        order = ordered();
        open(order, endBy(order, Outcome.AlgorithmFailed));
        order = ordered();
        report(order, 100);
        pass(5 hours);
        open(order, endBy(order, abi.encodeCall(jobs.finalizeWithheld, (order))));
        vm.assertEq(credit(address(disputes)), 3 * BOND);
    }

    function test_an_end_with_a_full_refund_cannot_be_disputed() public {
        bytes4 selector = IDisputes.NotDisputable.selector;
        Order memory order = ordered();
        JobEnd memory end = endBy(order, Outcome.ProviderFailed);
        refuse(order, end, abi.encodeWithSelector(selector, jobIdOf(order), Outcome.ProviderFailed));
        order = ordered();
        end = endBy(order, Outcome.Refused);
        refuse(order, end, abi.encodeWithSelector(selector, jobIdOf(order), Outcome.Refused));
        order = ordered();
        bytes32 digest = cancelDigest(address(jobs), jobIdOf(order));
        end = endBy(
            order, abi.encodeCall(jobs.cancel, (order, sign(BUYER_KEY, digest), sign(OPERATOR_KEY, digest)))
        );
        refuse(order, end, abi.encodeWithSelector(selector, jobIdOf(order), Outcome.Cancelled));
        order = ordered();
        pass(3 hours);
        end = endBy(order, abi.encodeCall(jobs.expire, (order)));
        refuse(order, end, abi.encodeWithSelector(selector, jobIdOf(order), Outcome.Expired));
    }

    function test_a_run_that_cost_nothing_costs_a_bond_to_dispute() public {
        vm.prank(provider);
        bytes32 free = providers.setEnvironment(Environment(keccak256("free"), address(dollar), 0, 1, true));
        Order memory order = this.drafted(77);
        order.environment = free;
        (order.pricePerSecond, order.failureCap) = (0, 0);
        place(order);
        pass(100);
        JobEnd memory end = endBy(order, Outcome.AlgorithmFailed);
        vm.assertEq(end.payments.length, 1);
        vm.assertEq(disputes.disputeOf(open(order, end)).bond, (jobs.maximumOf(order) * 500) / 10_000);
        vm.assertEq(disputes.bondFor(19), 1);
        vm.assertEq(disputes.bondFor(0), 1);
    }

    function test_a_ruling_slashes_for_buyer_and_treasury_and_returns_the_bond() public {
        bytes32 jobId = disputed();
        bytes32 others = othersCredits([buyer, treasury, address(0)]);
        (uint256 toBuyer, uint256 toTreasury) = (credit(buyer), credit(treasury));
        vm.expectEmit(address(disputes));
        emit IDisputes.DisputeRuled(jobId, 10_000_001, false);
        vm.expectEmit(address(disputes));
        emit IDisputes.DisputePaid(jobId, 5_000_000, 5_000_001);
        rule(jobId, 10_000_001, false);
        vm.assertEq(credit(buyer) - toBuyer, BOND + 5_000_000);
        vm.assertEq(credit(treasury) - toTreasury, 5_000_001);
        vm.assertEq(credit(address(disputes)), 0);
        vm.assertEq(othersCredits([buyer, treasury, address(0)]), others);
        vm.assertEq(bonded(), 1e15 - 10_000_001);
        vm.assertEq(frozen(), 0);
        vm.assertEq(state(jobId), uint256(DisputeState.Ruled));
    }

    function test_a_ruling_against_the_buyer_forfeits_the_bond_to_the_provider_s_payout() public {
        bytes32 jobId = disputed();
        bytes32 others = othersCredits([payout, address(0), address(0)]);
        uint256 before = credit(payout);
        rule(jobId, 0, true);
        vm.assertEq(credit(payout) - before, BOND);
        vm.assertEq(othersCredits([payout, address(0), address(0)]), others);
        vm.assertEq(bonded(), 1e15);
        vm.assertEq(frozen(), 0);
    }

    function test_a_ruling_for_neither_gives_all_back() public {
        bytes32 jobId = disputed();
        bytes32 others = othersCredits([buyer, address(0), address(0)]);
        uint256 before = credit(buyer);
        rule(jobId, 0, false);
        vm.assertEq(credit(buyer) - before, BOND);
        vm.assertEq(othersCredits([buyer, address(0), address(0)]), others);
        vm.assertEq(bonded(), 1e15);
    }

    function test_only_the_arbiter_rules_once_in_time_and_within_what_is_frozen() public {
        bytes32 jobId = disputed();
        bytes4 notArbiter = IDisputes.NotArbiter.selector;
        refuseRuling(governance, jobId, 1, false, abi.encodeWithSelector(notArbiter, governance, arbiter));
        refuseRuling(buyer, jobId, 1, false, abi.encodeWithSelector(notArbiter, buyer, arbiter));
        bytes memory tooHigh = abi.encodeWithSelector(IDisputes.SlashTooHigh.selector, MAXIMUM + 1, MAXIMUM);
        refuseRuling(arbiter, jobId, MAXIMUM + 1, false, tooHigh);
        refuseRuling(arbiter, jobId, 1, true, abi.encodeWithSelector(IDisputes.ContradictoryRuling.selector));
        uint40 ruleBy = uint40(time + 14 days);
        pass(14 days + 1);
        refuseRuling(arbiter, jobId, 1, false, abi.encodeWithSelector(IDisputes.RulingTermOver.selector, ruleBy));
        vm.warp(ruleBy);
        rule(jobId, MAXIMUM, false);
        bytes memory over = abi.encodeWithSelector(IDisputes.DisputeNotOpen.selector, jobId);
        refuseRuling(arbiter, jobId, 1, false, over);
        vm.expectRevert(over);
        disputes.lapse(jobId);
    }

    function test_a_silent_arbiter_leaves_everybody_what_they_had() public {
        bytes32 jobId = disputed();
        uint256 before = credit(buyer);
        uint40 ruleBy = uint40(time + 14 days);
        pass(14 days);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.RulingTermNotOver.selector, ruleBy));
        disputes.lapse(jobId);
        pass(1);
        bytes32 others = othersCredits([buyer, address(0), address(0)]);
        vm.expectEmit(address(disputes));
        emit IDisputes.DisputeLapsed(jobId);
        vm.prank(stranger);
        disputes.lapse(jobId);
        vm.assertEq(credit(buyer) - before, BOND);
        vm.assertEq(othersCredits([buyer, address(0), address(0)]), others);
        vm.assertEq(bonded(), 1e15);
        vm.assertEq(frozen(), 0);
        vm.assertEq(state(jobId), uint256(DisputeState.Lapsed));
        bytes memory over = abi.encodeWithSelector(IDisputes.DisputeNotOpen.selector, jobId);
        vm.expectRevert(over);
        disputes.lapse(jobId);
        refuseRuling(arbiter, jobId, 1, false, over);
    }

    /// Whatever is slashed: nobody but buyer and treasury gains, the buyer never all of it, and nothing appears or vanishes.
    function testFuzz_a_ruling_moves_only_what_was_frozen(uint256 slashed, uint16 share) public {
        share = uint16(bound(share, 0, 8_000));
        vm.prank(governance);
        disputes.setTerms(DisputeTerms(arbiter, 500, 14 days, share));
        bytes32 jobId = disputed();
        slashed = bound(slashed, 1, MAXIMUM);
        bytes32 others = othersCredits([buyer, treasury, address(0)]);
        (uint256 toBuyer, uint256 toTreasury) = (credit(buyer), credit(treasury));
        uint256 held = dollar.balanceOf(address(jobs));
        rule(jobId, slashed, false);
        toBuyer = credit(buyer) - toBuyer - BOND;
        toTreasury = credit(treasury) - toTreasury;
        vm.assertEq(toBuyer + toTreasury, slashed);
        vm.assertLe(toBuyer * 10, slashed * 8);
        vm.assertEq(dollar.balanceOf(address(jobs)) - held, slashed);
        vm.assertEq(bonded(), 1e15 - slashed);
        vm.assertEq(othersCredits([buyer, treasury, address(0)]), others);
        vm.assertEq(dollar.balanceOf(address(disputes)), 0);
    }

    function test_an_answer_comes_from_the_provider_or_its_operator_of_today() public {
        bytes32 jobId = disputed();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NotProvider.selector, stranger, provider));
        disputes.answer(jobId, EVIDENCE);
        vm.expectEmit(address(disputes));
        emit IDisputes.DisputeAnswered(jobId, operator, EVIDENCE);
        vm.prank(operator);
        disputes.answer(jobId, EVIDENCE);
        vm.startPrank(provider);
        disputes.answer(jobId, EVIDENCE);
        providers.update(Provider(stranger, payout, "https://provider.example"));
        vm.stopPrank();
        vm.prank(stranger);
        disputes.answer(jobId, EVIDENCE);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NotProvider.selector, operator, provider));
        disputes.answer(jobId, EVIDENCE);
        rule(jobId, 0, false);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.DisputeNotOpen.selector, jobId));
        disputes.answer(jobId, EVIDENCE);
    }

    function refuseTerms(DisputeTerms memory terms, string memory what) private {
        vm.expectRevert(abi.encodeWithSelector(IDisputes.InvalidTerms.selector, what));
        vm.prank(governance);
        disputes.setTerms(terms);
    }

    function test_governance_sets_terms_within_bounds() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, arbiter));
        vm.prank(arbiter);
        disputes.setTerms(DisputeTerms(arbiter, 500, 14 days, 5_000));
        refuseTerms(DisputeTerms(address(0), 500, 14 days, 5_000), "arbiter");
        refuseTerms(DisputeTerms(arbiter, 99, 14 days, 5_000), "bondRate");
        refuseTerms(DisputeTerms(arbiter, 2_001, 14 days, 5_000), "bondRate");
        refuseTerms(DisputeTerms(arbiter, 500, 3 days - 1, 5_000), "rulingTerm");
        refuseTerms(DisputeTerms(arbiter, 500, 30 days + 1, 5_000), "rulingTerm");
        refuseTerms(DisputeTerms(arbiter, 500, 14 days, 8_001), "buyerShare");
        DisputeTerms[2] memory edges =
            [DisputeTerms(stranger, 100, 3 days, 0), DisputeTerms(stranger, 2_000, 30 days, 8_000)];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectEmit(address(disputes));
            emit IDisputes.DisputeTermsChanged(edges[i]);
            vm.prank(governance);
            disputes.setTerms(edges[i]);
            vm.assertEq(keccak256(abi.encode(disputes.terms())), keccak256(abi.encode(edges[i])));
        }
    }

    function test_disputes_are_not_deployed_beside_a_registry_that_does_not_know_them() public {
        vm.expectRevert(abi.encodeWithSelector(IDisputes.InvalidTerms.selector, "providers"));
        vm.deployCode(compiled("Disputes"), abi.encode(jobs, providers, relay, governance, arbiter));
    }
}
