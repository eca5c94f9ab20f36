// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Bounties} from "../src/Bounties.sol";
import {IBounties} from "../src/interfaces/IBounties.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {Bounty, BountyKind, BountyTerms} from "../src/types/Bounty.sol";
import {Forwarding} from "./support/Forwarding.sol";
import {HostileToken} from "./support/HostileTokens.sol";
import {bound, compiled, pass, vm} from "./support/Vm.sol";

abstract contract BountiesStage is Forwarding {
    Bounties internal bounties;
    address internal judge = address(0x1D6E);
    address internal worker = address(0x3033);
    address internal sponsor = address(0x5B0);
    bytes32 internal bountyId;

    function setUp() public virtual override {
        super.setUp();
        deployBounties();
    }

    function deployBounties() internal {
        bounties = Bounties(vm.deployCode(compiled("Bounties"), abi.encode(jobs, forwarder)));
        endow(buyer, address(bounties), 1e12);
        endow(sponsor, address(bounties), 1e12);
        vm.prank(buyer);
        bountyId = bounties.open(terms(), 100e6);
    }

    function terms() internal view returns (BountyTerms memory) {
        uint40 submitUntil = uint40(block.timestamp + 10 days);
        return BountyTerms(
            BountyKind.Model, address(dollar), keccak256("wanted"), judge, submitUntil, submitUntil + 5 days, "salt"
        );
    }

    function submit(address account) internal returns (uint32) {
        vm.prank(account);
        return bounties.submit(bountyId, 0, keccak256("work"));
    }

    function award(uint32 submission, uint96 amount) internal {
        address submitter = bounties.submissionOf(bountyId, submission).submitter;
        vm.prank(judge);
        bounties.award(bountyId, submission, submitter, amount);
    }

    function contribute(address account, uint96 amount) internal {
        vm.prank(account);
        bounties.contribute(bountyId, amount);
    }

    function afterDecisions() internal {
        vm.warp(bounties.bountyOf(bountyId).decideUntil + 1);
    }
}

contract BountiesTest is BountiesStage {
    function test_a_pot_is_credit_that_several_fill() public {
        vm.expectEmit(address(bounties));
        emit IBounties.BountyFunded(bountyId, sponsor, 50e6, 150e6);
        contribute(sponsor, 50e6);
        contribute(sponsor, 10e6);
        vm.assertEq(credit(address(bounties)), 160e6);
        vm.assertEq(dollar.balanceOf(address(bounties)), 0);
        vm.assertEq(bounties.contributionOf(bountyId, sponsor), 60e6);
        vm.assertEq(bounties.bountyIdOf(buyer, terms()), bountyId);
        vm.assertEq(uint256(bounties.bountyOf(bountyId).kind), uint256(BountyKind.Model));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IBounties.BountyExists.selector, bountyId));
        bounties.open(terms(), 1);
    }

    function test_the_judge_awards_several_and_at_most_the_pot() public {
        uint32 first = submit(worker);
        uint32 other = submit(stranger);
        vm.expectEmit(address(bounties));
        emit IBounties.BountyAwarded(bountyId, first, worker, 60e6);
        award(first, 60e6);
        award(other, 30e6);
        vm.prank(judge);
        vm.expectRevert(abi.encodeWithSelector(IBounties.AwardAbovePot.selector, bountyId, 10e6 + 1, 10e6));
        bounties.award(bountyId, first, worker, 10e6 + 1);
        award(first, 10e6);
        vm.assertEq(credit(worker), 70e6);
        vm.assertEq(credit(stranger), 30e6);
        vm.assertEq(bounties.submissionOf(bountyId, first).awarded, 70e6);
        vm.assertEq(credit(address(bounties)), 0);
    }

    function test_a_judge_pays_nothing_from_the_pot_of_another_bounty() public {
        BountyTerms memory other = terms();
        other.salt = "other";
        vm.prank(sponsor);
        bounties.open(other, 500e6);
        uint32 submission = submit(worker);
        vm.prank(judge);
        vm.expectRevert(abi.encodeWithSelector(IBounties.AwardAbovePot.selector, bountyId, 100e6 + 1, 100e6));
        bounties.award(bountyId, submission, worker, 100e6 + 1);
    }

    function test_only_the_judge_decides_and_only_in_time_and_on_what_was_submitted() public {
        uint32 submission = submit(worker);
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IBounties.NotJudge.selector, buyer, judge));
        bounties.award(bountyId, submission, worker, 1);
        vm.expectRevert(abi.encodeWithSelector(IBounties.NotJudge.selector, buyer, judge));
        bounties.reject(bountyId, submission);
        vm.stopPrank();
        vm.startPrank(judge);
        vm.expectRevert(abi.encodeWithSelector(IBounties.SubmissionUnknown.selector, bountyId, 2));
        bounties.award(bountyId, 2, worker, 1);
        vm.expectRevert(abi.encodeWithSelector(IBounties.InvalidBounty.selector, "amount"));
        bounties.award(bountyId, submission, worker, 0);
        vm.warp(bounties.bountyOf(bountyId).decideUntil);
        bounties.award(bountyId, submission, worker, 1);
        pass(1);
        vm.expectPartialRevert(IBounties.AwardsOver.selector);
        bounties.award(bountyId, submission, worker, 1);
    }

    function test_a_funder_cannot_leave_while_a_submission_waits() public {
        submit(worker);
        Bounty memory bounty = bounties.bountyOf(bountyId);
        bytes memory reason =
            abi.encodeWithSelector(IBounties.BountyNotDue.selector, bountyId, bounty.decideUntil);
        vm.warp(bounty.submitUntil + 1);
        vm.expectRevert(reason);
        bounties.close(bountyId);
        vm.warp(bounty.decideUntil);
        vm.expectRevert(reason);
        bounties.reclaim(bountyId, buyer);
        vm.warp(bounty.decideUntil + 1);
        bounties.reclaim(bountyId, buyer);
        vm.assertEq(credit(buyer), 100e6);
    }

    function test_a_funder_who_judges_himself_does_not_get_out_sooner_by_rejecting() public {
        uint32 submission = submit(worker);
        vm.prank(judge);
        bounties.reject(bountyId, submission);
        vm.warp(bounties.bountyOf(bountyId).submitUntil + 1);
        vm.expectPartialRevert(IBounties.BountyNotDue.selector);
        bounties.close(bountyId);
        vm.prank(judge);
        vm.expectRevert(abi.encodeWithSelector(IBounties.SubmissionUnknown.selector, bountyId, submission));
        bounties.award(bountyId, submission, worker, 1);
    }

    function test_where_nothing_was_submitted_the_money_comes_back_sooner() public {
        Bounty memory bounty = bounties.bountyOf(bountyId);
        vm.warp(bounty.submitUntil);
        vm.expectRevert(abi.encodeWithSelector(IBounties.BountyNotDue.selector, bountyId, bounty.submitUntil));
        bounties.close(bountyId);
        vm.warp(bounty.submitUntil + 1);
        vm.expectEmit(address(bounties));
        emit IBounties.BountyClosed(bountyId, 100e6);
        vm.prank(stranger);
        bounties.close(bountyId);
        bytes memory reason = abi.encodeWithSelector(IBounties.BountyFinished.selector, bountyId);
        vm.expectRevert(reason);
        bounties.close(bountyId);
        vm.prank(worker);
        vm.expectRevert(reason);
        bounties.submit(bountyId, 0, "late");
        vm.prank(judge);
        vm.expectRevert(reason);
        bounties.award(bountyId, 1, worker, 1);
        vm.prank(stranger);
        bounties.reclaim(bountyId, buyer);
        vm.assertEq(credit(buyer), 100e6);
        vm.expectRevert(abi.encodeWithSelector(IBounties.NothingToReclaim.selector, bountyId, buyer));
        bounties.reclaim(bountyId, buyer);
    }

    function test_throw_away_submissions_keep_nobody_out() public {
        for (uint256 i = 0; i < 300; ++i) {
            submit(stranger);
        }
        vm.prank(judge);
        bounties.reject(bountyId, 7);
        vm.assertEq(submit(worker), 301);
        vm.assertEq(bounties.bountyOf(bountyId).pending, 300);
        award(301, 1);
        vm.prank(judge);
        vm.expectRevert(abi.encodeWithSelector(IBounties.SubmissionAwarded.selector, bountyId, 301));
        bounties.reject(bountyId, 301);
    }

    function test_an_award_names_whom_it_is_for_so_that_nobody_else_is_paid_under_the_same_number() public {
        submit(worker);
        uint256 before = vm.snapshotState();
        award(1, 1);
        // a reorganisation puts somebody else's submission there
        vm.revertToState(before);
        uint32 taken = submit(stranger);
        vm.prank(judge);
        vm.expectRevert(
            abi.encodeWithSelector(IBounties.SubmitterMismatch.selector, bountyId, taken, worker, stranger)
        );
        bounties.award(bountyId, taken, worker, 100e6);
    }

    function test_an_asset_is_offered_by_its_owner_alone_and_the_judge_offers_nothing() public {
        vm.prank(worker);
        vm.expectRevert(abi.encodeWithSelector(IBounties.NotOwnerOfAsset.selector, algorithmId, worker));
        bounties.submit(bountyId, algorithmId, "work");
        vm.expectEmit(address(bounties));
        emit IBounties.SubmissionMade(bountyId, author, 1, algorithmId, "work");
        vm.prank(author);
        bounties.submit(bountyId, algorithmId, "work");
        vm.prank(judge);
        vm.expectRevert(abi.encodeWithSelector(IBounties.JudgeSubmits.selector, judge));
        bounties.submit(bountyId, 0, "work");
    }

    function test_nothing_is_added_or_submitted_when_the_time_is_over() public {
        vm.warp(bounties.bountyOf(bountyId).submitUntil + 1);
        vm.prank(worker);
        vm.expectPartialRevert(IBounties.SubmissionsOver.selector);
        bounties.submit(bountyId, 0, "work");
        vm.prank(sponsor);
        vm.expectPartialRevert(IBounties.SubmissionsOver.selector);
        bounties.contribute(bountyId, 1);
    }

    function test_nobody_adds_to_a_pot_of_which_something_was_awarded() public {
        award(submit(worker), 40e6);
        vm.prank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(IBounties.AwardsBegun.selector, bountyId));
        bounties.contribute(bountyId, 100e6);
    }

    function test_a_bounty_that_makes_no_sense_is_not_opened() public {
        vm.startPrank(buyer);
        BountyTerms memory bad = terms();
        bad.judge = address(0);
        refuseToOpen(bad, "judge");
        bad = terms();
        bad.submitUntil = uint40(block.timestamp);
        refuseToOpen(bad, "submitUntil");
        bad.submitUntil = uint40(block.timestamp + 365 days + 1);
        refuseToOpen(bad, "submitUntil");
        bad = terms();
        bad.decideUntil = bad.submitUntil + 1 days - 1;
        refuseToOpen(bad, "decideUntil");
        bad.decideUntil = bad.submitUntil + 90 days + 1;
        refuseToOpen(bad, "decideUntil");
        bad = terms();
        bad.salt = "none";
        vm.expectRevert(abi.encodeWithSelector(IBounties.InvalidBounty.selector, "amount"));
        bounties.open(bad, 0);
        bad.token = address(new TestDollar());
        vm.expectRevert(abi.encodeWithSelector(IJobs.TokenNotAccepted.selector, bad.token));
        bounties.open(bad, 1);
        vm.expectRevert(abi.encodeWithSelector(IBounties.BountyUnknown.selector, bytes32("none")));
        bounties.contribute("none", 1);
        vm.expectRevert(abi.encodeWithSelector(IBounties.BountyUnknown.selector, bytes32("none")));
        bounties.reclaim("none", buyer);
    }

    function refuseToOpen(BountyTerms memory bad, string memory what) private {
        vm.expectRevert(abi.encodeWithSelector(IBounties.InvalidBounty.selector, what));
        bounties.open(bad, 1);
    }

    function test_every_act_has_a_signed_form() public {
        BountyTerms memory other = terms();
        other.salt = "relayed";
        forward(buyer, address(bounties), abi.encodeCall(bounties.open, (other, 10e6)));
        bountyId = bounties.bountyIdOf(buyer, other);
        forward(sponsor, address(bounties), abi.encodeCall(bounties.contribute, (bountyId, 5e6)));
        forward(worker, address(bounties), abi.encodeCall(bounties.submit, (bountyId, 0, "work")));
        forward(worker, address(bounties), abi.encodeCall(bounties.submit, (bountyId, 0, "more")));
        forward(judge, address(bounties), abi.encodeCall(bounties.award, (bountyId, 1, worker, 15e6)));
        forward(judge, address(bounties), abi.encodeCall(bounties.reject, (bountyId, 2)));
        vm.assertEq(credit(worker), 15e6);
    }

    /// Each gets back his part of the rest, to less than a unit per funder, and together exactly the rest, in any order.
    function test_funders_share_the_rest_by_what_they_put_in(uint256 seed) public {
        address[5] memory funders;
        uint256[5] memory amounts;
        uint256 total = 100e6;
        for (uint256 i = 0; i < 5; ++i) {
            funders[i] = address(uint160(0xF000 + i));
            amounts[i] = bound(uint256(keccak256(abi.encode(seed, i))), 1, i < 2 ? 9 : 1e9);
            endow(funders[i], address(bounties), amounts[i]);
            contribute(funders[i], uint96(amounts[i]));
            total += amounts[i];
        }
        uint256 awarded = bound(seed, 1, total);
        award(submit(worker), uint96(awarded));
        afterDecisions();
        uint256 back;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 index = (i + (seed % 5)) % 5;
            bounties.reclaim(bountyId, funders[index]);
            uint256 exact = (amounts[index] * (total - awarded)) / total;
            uint256 got = credit(funders[index]);
            vm.assertLe(got, exact + 6);
            vm.assertGe(got + 6, exact);
            vm.assertLe(got, amounts[index]);
            back += got;
        }
        bounties.reclaim(bountyId, buyer);
        vm.assertEq(back + credit(buyer), total - awarded);
        vm.assertEq(credit(address(bounties)), 0);
    }

    function test_what_is_inside_comes_out_when_the_token_is_no_longer_accepted() public {
        vm.prank(governance);
        jobs.setAccepted(address(dollar), false);
        award(submit(worker), 40e6);
        afterDecisions();
        bounties.reclaim(bountyId, buyer);
        vm.assertEq(credit(worker), 40e6);
        vm.assertEq(credit(buyer), 60e6);
    }
}

contract BountiesHostileTokenTest is BountiesStage {
    HostileToken private bad;

    function setUp() public override {
        vm.warp(1_800_000_000);
        bad = new HostileToken();
        // every function used of it has the dollar's signature
        dollar = TestDollar(address(bad));
        deployAtoll(address(bad));
        deployBounties();
    }

    function test_a_contribution_that_arrives_short_is_refused() public {
        bad.set(HostileToken.Mode.KeepsFee);
        vm.prank(sponsor);
        vm.expectPartialRevert(IJobs.TransferShort.selector);
        bounties.contribute(bountyId, 100e6);
    }

    function test_a_token_that_calls_back_cannot_be_awarded_before_it_is_paid() public {
        submit(worker);
        judge = address(bad);
        BountyTerms memory own = terms();
        bytes32 id = bounties.bountyIdOf(buyer, own);
        bad.reenter(address(bounties), abi.encodeCall(bounties.reclaim, (id, buyer)));
        vm.prank(buyer);
        bounties.open(own, 100e6);
        vm.assertFalse(bad.reentered());
        vm.assertEq(bytes32(bad.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }

    function test_a_token_that_stops_moving_keeps_nobody_from_the_credit() public {
        uint32 submission = submit(worker);
        bad.set(HostileToken.Mode.Reverts);
        award(submission, 40e6);
        afterDecisions();
        bounties.reclaim(bountyId, buyer);
        vm.assertEq(credit(worker) + credit(buyer), 100e6);
    }
}
