// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDisputes} from "../src/interfaces/IDisputes.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {DisputeState, DisputeTerms} from "../src/types/Dispute.sol";
import {JobEnd, Order, Outcome} from "../src/types/Order.sol";
import {Disputing} from "./support/Disputing.sol";
import {HostileToken} from "./support/HostileTokens.sol";
import {bound, vm} from "./support/Vm.sol";

/// What somebody could try around a dispute, and what it gets him.
contract DisputeThievesTest is Disputing {
    uint256 private constant MAXIMUM = 52_275_000;
    uint256 private constant BOND = 2_613_750;

    function setUp() public override {
        super.setUp();
        vm.prank(buyer);
        dollar.approve(address(disputes), type(uint256).max);
    }

    function open(Order memory order, JobEnd memory end) private returns (bytes32) {
        vm.prank(order.buyer);
        return disputes.open(order, end, 0);
    }

    function disputed() private returns (bytes32) {
        (Order memory order, JobEnd memory end) = released();
        return open(order, end);
    }

    function rule(bytes32 jobId, uint256 slashed, bool forfeited) private {
        vm.prank(arbiter);
        disputes.rule(jobId, slashed, forfeited);
    }

    function unbond(uint256 amount) private {
        vm.prank(provider);
        providers.unbond(address(dollar), amount);
    }

    function collateral() private view returns (uint256 bonded, uint256 unbonding, uint256 frozen) {
        (bonded,, unbonding) = providers.collateralOf(provider, address(dollar));
        frozen = providers.frozenOf(provider, address(dollar));
    }

    /// All that the provider's side has, wherever it is.
    function wealth(address account) private view returns (uint256) {
        (uint256 bonded, uint256 unbonding, uint256 frozen) = collateral();
        return dollar.balanceOf(account) + credit(account) + credit(payout) + bonded + unbonding + frozen;
    }

    function test_unbonding_before_a_dispute_saves_nothing() public {
        (Order memory order, JobEnd memory end) = released();
        unbond(1e15);
        bytes32 jobId = open(order, end);
        (uint256 bonded, uint256 unbonding, uint256 frozen) = collateral();
        vm.assertEq(bonded, 0);
        vm.assertEq(unbonding, 1e15 - MAXIMUM);
        vm.assertEq(frozen, MAXIMUM);
        // what is unbonding leaves at the end of exposure, the frozen part does not
        pass(10 days);
        vm.prank(provider);
        providers.withdraw(address(dollar), provider);
        vm.assertEq(dollar.balanceOf(provider), 1e15 - MAXIMUM);
        rule(jobId, MAXIMUM, false);
        (bonded, unbonding, frozen) = collateral();
        vm.assertEq(bonded + unbonding + frozen, 0);
    }

    /// At no moment at which a run can still be disputed has the collateral behind it left.
    function testFuzz_collateral_cannot_outrun_the_dispute_window(uint256 before, uint256 after_) public {
        Order memory order = ordered();
        pass(bound(before, 0, 1 hours));
        JobEnd memory end = endBy(order, Outcome.Released);
        unbond(1e15);
        pass(bound(after_, 0, 3 days));
        vm.prank(provider);
        (bool left,) = address(providers).call(abi.encodeCall(providers.withdraw, (address(dollar), provider)));
        vm.assertFalse(left);
        open(order, end);
        (,, uint256 frozen) = collateral();
        vm.assertEq(frozen, MAXIMUM);
    }

    function test_what_expiry_already_took_is_not_frozen_again() public {
        Order memory silent = ordered();
        (Order memory order, JobEnd memory end) = released();
        unbond(1e15 - MAXIMUM - 1);
        pass(2 hours);
        jobs.expire(silent);
        pass(1 days + 2 hours);
        bytes32 jobId = open(order, end);
        (uint256 bonded,, uint256 frozen) = collateral();
        vm.assertEq(frozen, MAXIMUM);
        vm.assertEq(bonded, 0);
        rule(jobId, MAXIMUM, false);
    }

    function test_two_disputes_of_one_provider_each_move_their_own() public {
        bytes32 first = disputed();
        bytes32 second = disputed();
        (,, uint256 frozen) = collateral();
        vm.assertEq(frozen, 2 * MAXIMUM);
        vm.assertEq(credit(address(disputes)), 2 * BOND);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.SlashTooHigh.selector, MAXIMUM + 1, MAXIMUM));
        rule(first, MAXIMUM + 1, false);
        rule(first, MAXIMUM, false);
        (,, frozen) = collateral();
        vm.assertEq(frozen, MAXIMUM);
        vm.assertEq(credit(address(disputes)), BOND);
        rule(second, 0, true);
        (uint256 bonded,, uint256 left) = collateral();
        vm.assertEq(left, 0);
        vm.assertEq(bonded, 1e15 - MAXIMUM);
        vm.assertEq(credit(address(disputes)), 0);
    }

    function test_a_provider_with_little_left_loses_no_more_than_that() public {
        (Order memory first, JobEnd memory firstEnd) = released();
        (Order memory second, JobEnd memory secondEnd) = released();
        // as a broken promise of exposure would leave it: less than both maxima
        vm.prank(address(jobs));
        providers.slash(provider, address(dollar), 0, 1e15 - MAXIMUM - 1_000);
        bytes32 firstId = open(first, firstEnd);
        bytes32 secondId = open(second, secondEnd);
        vm.assertEq(disputes.disputeOf(secondId).frozen, 1_000);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.SlashTooHigh.selector, 1_001, 1_000));
        rule(secondId, 1_001, false);
        rule(secondId, 1_000, false);
        rule(firstId, 0, false);
        (uint256 bonded,,) = collateral();
        vm.assertEq(bonded, MAXIMUM);
    }

    /// Buyer and provider are one, and the arbiter rules as it likes.
    function testFuzz_who_is_both_sides_only_loses(uint256 slashed, bool forfeited) public {
        fund(provider, address(dollar), 1e9);
        vm.prank(provider);
        dollar.approve(address(disputes), type(uint256).max);
        Order memory order = this.drafted(1_000);
        order.buyer = provider;
        place(order);
        pass(100);
        JobEnd memory end = endBy(order, Outcome.Released);
        uint256 before = wealth(provider);
        slashed = forfeited ? 0 : bound(slashed, 0, MAXIMUM);
        rule(open(order, end), slashed, forfeited);
        vm.assertEq(wealth(provider), before - (slashed - slashed / 2));
    }

    function test_disputing_for_nothing_costs_the_bond() public {
        uint256 before = dollar.balanceOf(buyer) + credit(buyer);
        uint256 paid;
        for (uint256 i = 0; i < 3; ++i) {
            (Order memory order, JobEnd memory end) = released();
            paid += 16_400_000;
            rule(open(order, end), 0, true);
        }
        vm.assertEq(dollar.balanceOf(buyer) + credit(buyer), before - paid - 3 * BOND);
        vm.assertEq(credit(payout), 3 * (1e6 + BOND));
    }

    function test_new_rules_touch_no_open_dispute() public {
        bytes32 jobId = disputed();
        uint256 before = credit(buyer);
        vm.startPrank(governance);
        disputes.setTerms(DisputeTerms(stranger, 2_000, 3 days, 0));
        jobs.setTreasury(owner);
        vm.stopPrank();
        pass(4 days);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.RulingTermNotOver.selector, uint40(time + 10 days)));
        disputes.lapse(jobId);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IDisputes.NotArbiter.selector, stranger, arbiter));
        disputes.rule(jobId, 1, false);
        rule(jobId, 1_000, false);
        vm.assertEq(credit(buyer) - before, BOND + 500);
        // and the next one goes by the new rules
        (Order memory order, JobEnd memory end) = released();
        jobId = open(order, end);
        vm.assertEq(disputes.disputeOf(jobId).arbiter, stranger);
        vm.assertEq(disputes.disputeOf(jobId).bond, 4 * BOND);
    }

    function accept(bool accepted) private {
        vm.prank(governance);
        jobs.setAccepted(address(dollar), accepted);
    }

    function test_a_token_off_the_list_takes_nobody_s_right_to_dispute() public {
        Order memory order = ordered();
        accept(false);
        bytes32 jobId = open(order, endBy(order, Outcome.Released));
        uint256 before = credit(buyer);
        rule(jobId, 1_000_000, false);
        vm.assertTrue(disputes.disputeOf(jobId).state == DisputeState.Ruled);
        vm.assertEq(credit(buyer) - before, BOND + 500_000);
        (uint256 bonded,, uint256 frozen) = collateral();
        vm.assertEq(frozen, 0);
        vm.assertEq(bonded, 1e15 - 1_000_000);
    }

    function test_a_token_off_the_list_still_returns_bond_and_collateral_by_lapse() public {
        bytes32 jobId = disputed();
        accept(false);
        pass(14 days + 1);
        uint256 before = credit(buyer);
        disputes.lapse(jobId);
        vm.assertEq(credit(buyer) - before, BOND);
    }

    function test_a_dispute_needs_the_whole_bond() public {
        (Order memory order, JobEnd memory end) = released();
        vm.prank(buyer);
        dollar.approve(address(disputes), BOND - 1);
        vm.prank(buyer);
        vm.expectRevert();
        disputes.open(order, end, 0);
        (,, uint256 frozen) = collateral();
        vm.assertEq(frozen, 0);
        vm.prank(buyer);
        dollar.approve(address(disputes), BOND);
        open(order, end);
    }
}

/// The same with a token that turns bad at a moment of its choice.
contract HostileDisputesTest is Disputing {
    HostileToken private token;

    function setUp() public override {
        vm.warp(1_800_000_000);
        token = new HostileToken();
        deployAtoll(address(token));
        stage(address(token));
        vm.prank(buyer);
        token.approve(address(disputes), type(uint256).max);
    }

    function hostile() private returns (Order memory order, JobEnd memory end) {
        order = this.drafted(7);
        order.token = address(token);
        place(order);
        pass(100);
        end = endBy(order, Outcome.Released);
    }

    function open() private returns (bytes32) {
        (Order memory order, JobEnd memory end) = hostile();
        vm.prank(buyer);
        return disputes.open(order, end, 0);
    }

    function test_a_bond_that_arrives_short_opens_nothing() public {
        (Order memory order, JobEnd memory end) = hostile();
        token.set(HostileToken.Mode.KeepsFee);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IJobs.TransferShort.selector, token, 2_613_750, 2_587_613));
        disputes.open(order, end, 0);
        vm.assertEq(providers.frozenOf(provider, address(token)), 0);
    }

    function test_collateral_that_cannot_move_is_nobody_else_s_loss() public {
        bytes32 jobId = open();
        uint256 held = token.balanceOf(address(jobs));
        token.set(HostileToken.Mode.Reverts);
        vm.prank(arbiter);
        vm.expectRevert();
        disputes.rule(jobId, 1_000, false);
        token.set(HostileToken.Mode.KeepsFee);
        vm.prank(arbiter);
        vm.expectRevert();
        disputes.rule(jobId, 1_000, false);
        vm.assertEq(token.balanceOf(address(jobs)), held);
        token.set(HostileToken.Mode.Reverts);
        pass(14 days + 1);
        uint256 before = jobs.balanceOf(address(token), buyer);
        disputes.lapse(jobId);
        vm.assertEq(jobs.balanceOf(address(token), buyer) - before, 2_613_750);
        vm.assertEq(providers.frozenOf(provider, address(token)), 0);
    }

    function test_what_a_token_sends_beyond_a_slashing_is_shared_out_to_nobody() public {
        bytes32 jobId = open();
        uint256 before = jobs.balanceOf(address(token), buyer);
        token.set(HostileToken.Mode.SendsMore);
        vm.prank(arbiter);
        disputes.rule(jobId, 10_000, false);
        vm.assertEq(jobs.balanceOf(address(token), buyer) - before, 2_613_750 + 5_000);
        vm.assertEq(token.balanceOf(address(disputes)), 100);
    }

    function test_a_token_that_calls_back_finds_the_dispute_closed() public {
        bytes32 jobId = open();
        token.reenter(address(disputes), abi.encodeCall(disputes.lapse, (jobId)));
        vm.prank(arbiter);
        disputes.rule(jobId, 1_000, false);
        vm.assertTrue(token.refusal() == ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        vm.assertEq(jobs.balanceOf(address(token), address(disputes)), 0);
    }
}
