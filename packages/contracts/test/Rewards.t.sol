// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Rewards} from "../src/Rewards.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {IRewards} from "../src/interfaces/IRewards.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {Forwarding} from "./support/Forwarding.sol";
import {bound, compiled, pass, vm} from "./support/Vm.sol";

contract RewardsTest is Forwarding {
    Rewards private rewards;
    address private publisher = address(0x9B);
    address private guardian = address(0x6A);
    address private ann = address(0xA1);
    address private ben = address(0xB2);
    address private cleo = address(0xC3);

    function setUp() public override {
        super.setUp();
        rewards = Rewards(vm.deployCode(compiled("Rewards"), abi.encode(jobs, forwarder, governance)));
        vm.startPrank(governance);
        rewards.setPublisher(publisher);
        rewards.setGuardian(guardian);
        vm.stopPrank();
        endow(stranger, address(jobs), 1e12);
        supply(1_000e6);
    }

    function supply(uint256 amount) private {
        vm.prank(stranger);
        jobs.deposit(address(dollar), address(rewards), amount);
    }

    function leaf(uint256 epoch, address account, uint256 amount) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(epoch, account, amount))));
    }

    function pair(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return left < right ? keccak256(bytes.concat(left, right)) : keccak256(bytes.concat(right, left));
    }

    /// Ann 500, Ben 300, Cleo 200; hers is the leaf at the top.
    function rootOf(uint256 epoch) private view returns (bytes32) {
        return pair(pair(leaf(epoch, ann, 500e6), leaf(epoch, ben, 300e6)), leaf(epoch, cleo, 200e6));
    }

    function proofOfAnn(uint256 epoch) private view returns (bytes32[] memory proof) {
        proof = new bytes32[](2);
        (proof[0], proof[1]) = (leaf(epoch, ben, 300e6), leaf(epoch, cleo, 200e6));
    }

    function proofOfBen(uint256 epoch) private view returns (bytes32[] memory proof) {
        proof = new bytes32[](2);
        (proof[0], proof[1]) = (leaf(epoch, ann, 500e6), leaf(epoch, cleo, 200e6));
    }

    function propose(uint256 epoch, uint96 total) private {
        vm.prank(publisher);
        rewards.propose(epoch, address(dollar), rootOf(epoch), total, keccak256("data"));
    }

    function openEpoch(uint256 epoch) private {
        propose(epoch, 1_000e6);
        pass(2 days);
    }

    function refuse(bytes4 selector, uint256 epoch, uint256 what) private {
        vm.expectRevert(abi.encodeWithSelector(selector, epoch, what));
    }

    /// The leaf was computed apart with another library.
    function test_the_leaf_is_that_of_the_standard_tree() public {
        vm.assertEq(
            leaf(7, address(0xAA), 1_000), 0x96fd67a8b48650f0df62d7585cc25823e2cd0e2c95548ad4c0f17543b2ed02f9
        );
        vm.prank(publisher);
        rewards.propose(7, address(dollar), leaf(7, address(0xAA), 1_000), 1_000, "");
        pass(2 days);
        rewards.claim(7, address(0xAA), 1_000, new bytes32[](0));
        vm.assertEq(credit(address(0xAA)), 1_000);
    }

    function test_each_is_credited_once_by_anyones_call() public {
        openEpoch(1);
        vm.expectEmit(address(rewards));
        emit IRewards.RewardClaimed(1, ann, 500e6);
        vm.prank(stranger);
        rewards.claim(1, ann, 500e6, proofOfAnn(1));
        rewards.claim(1, ben, 300e6, proofOfBen(1));
        vm.assertEq(credit(ann), 500e6);
        vm.assertEq(credit(ben), 300e6);
        vm.assertEq(rewards.committedOf(address(dollar)), 200e6);
        vm.assertTrue(rewards.isClaimed(1, ann));
        vm.assertFalse(rewards.isClaimed(1, cleo));
        bytes32[] memory proof = proofOfAnn(1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.AlreadyClaimed.selector, 1, ann));
        rewards.claim(1, ann, 500e6, proof);
    }

    function test_a_proof_of_another_epoch_account_or_amount_pays_nothing() public {
        supply(1_000e6);
        propose(1, 1_000e6);
        openEpoch(2);
        bytes32[] memory proof = proofOfAnn(1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.InvalidRewardProof.selector, 2, ann, 500e6));
        rewards.claim(2, ann, 500e6, proof);
        vm.expectRevert(abi.encodeWithSelector(IRewards.InvalidRewardProof.selector, 1, stranger, 500e6));
        rewards.claim(1, stranger, 500e6, proof);
        vm.expectRevert(abi.encodeWithSelector(IRewards.InvalidRewardProof.selector, 1, ann, 500e6 + 1));
        rewards.claim(1, ann, 500e6 + 1, proof);
        vm.expectRevert(abi.encodeWithSelector(IRewards.InvalidRewardProof.selector, 1, ann, 500e6));
        rewards.claim(1, ann, 500e6, new bytes32[](0));
        vm.expectRevert(abi.encodeWithSelector(IRewards.EpochUnknown.selector, 3));
        rewards.claim(3, ann, 500e6, proof);
        rewards.claim(1, ann, 500e6, proof);
    }

    function test_claims_of_many_epochs_are_told_apart() public {
        supply(4_000e6);
        propose(1, 1_000e6);
        propose(255, 1_000e6);
        propose(257, 1_000e6);
        openEpoch(513);
        rewards.claim(1, ann, 500e6, proofOfAnn(1));
        vm.assertFalse(rewards.isClaimed(257, ann));
        rewards.claim(257, ann, 500e6, proofOfAnn(257));
        rewards.claim(255, ann, 500e6, proofOfAnn(255));
        rewards.claim(513, ann, 500e6, proofOfAnn(513));
        vm.assertEq(credit(ann), 2_000e6);
    }

    function test_an_epoch_pays_no_more_than_its_total_whatever_its_leaves_say() public {
        supply(1_000e6);
        propose(1, 700e6);
        openEpoch(2);
        rewards.claim(1, ann, 500e6, proofOfAnn(1));
        bytes32[] memory proof = proofOfBen(1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.ClaimAboveTotal.selector, 1, 300e6, 200e6));
        rewards.claim(1, ben, 300e6, proof);
        rewards.claim(2, ann, 500e6, proofOfAnn(2));
        rewards.claim(2, ben, 300e6, proofOfBen(2));
        vm.assertEq(credit(address(rewards)), 700e6);
    }

    function test_an_amount_beyond_any_total_is_refused() public {
        bytes32 root = leaf(1, ann, uint256(1) << 96 | 5);
        vm.prank(publisher);
        rewards.propose(1, address(dollar), root, 10, "");
        pass(2 days);
        vm.expectPartialRevert(IRewards.ClaimAboveTotal.selector);
        rewards.claim(1, ann, uint256(1) << 96 | 5, new bytes32[](0));
    }

    function test_an_epoch_is_covered_by_credit_that_no_other_may_take() public {
        propose(1, 600e6);
        bytes32 root = rootOf(2);
        vm.startPrank(publisher);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotCovered.selector, dollar, 400e6 + 1, 400e6));
        rewards.propose(2, address(dollar), root, 400e6 + 1, "");
        rewards.propose(2, address(dollar), root, 400e6, "");
        vm.stopPrank();
        vm.prank(governance);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotCovered.selector, dollar, 1, 0));
        rewards.returnUncommitted(address(dollar), 1);
    }

    function test_claims_wait_for_the_challenge_period() public {
        uint256 from = block.timestamp + 2 days;
        propose(1, 1_000e6);
        bytes32[] memory proof = proofOfAnn(1);
        vm.warp(from - 1);
        refuse(IRewards.ClaimsNotOpen.selector, 1, from);
        rewards.claim(1, ann, 500e6, proof);
        vm.warp(from);
        rewards.claim(1, ann, 500e6, proof);
        vm.prank(guardian);
        refuse(IRewards.VetoTooLate.selector, 1, from);
        rewards.veto(1);
    }

    function test_a_refused_root_pays_nothing_and_frees_its_number_and_its_money() public {
        propose(1, 1_000e6);
        vm.prank(publisher);
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotGuardian.selector, publisher));
        rewards.veto(1);
        vm.expectEmit(address(rewards));
        emit IRewards.EpochVetoed(1, guardian);
        vm.prank(guardian);
        rewards.veto(1);
        vm.assertEq(rewards.committedOf(address(dollar)), 0);
        bytes32[] memory proof = proofOfAnn(1);
        pass(3 days);
        vm.expectRevert(abi.encodeWithSelector(IRewards.EpochUnknown.selector, 1));
        rewards.claim(1, ann, 500e6, proof);
        propose(1, 1_000e6);
        vm.prank(governance);
        rewards.veto(1);
        openEpoch(1);
        rewards.claim(1, ann, 500e6, proof);
    }

    function test_only_the_publisher_proposes_and_only_what_makes_sense() public {
        vm.expectRevert(abi.encodeWithSelector(IRewards.NotPublisher.selector, address(this)));
        rewards.propose(1, address(dollar), "root", 1, "");
        TestDollar other = new TestDollar();
        vm.startPrank(publisher);
        vm.expectRevert(abi.encodeWithSelector(IRewards.InvalidEpoch.selector, "root"));
        rewards.propose(1, address(dollar), 0, 1, "");
        vm.expectRevert(abi.encodeWithSelector(IRewards.InvalidEpoch.selector, "total"));
        rewards.propose(1, address(dollar), "root", 0, "");
        vm.expectRevert(abi.encodeWithSelector(IJobs.TokenNotAccepted.selector, other));
        rewards.propose(1, address(other), "root", 1, "");
        rewards.propose(1, address(dollar), "root", 1, "");
        vm.expectRevert(abi.encodeWithSelector(IRewards.EpochExists.selector, 1));
        rewards.propose(1, address(dollar), "other", 1, "");
    }

    function test_what_nobody_claimed_goes_to_the_treasury_after_a_year() public {
        openEpoch(1);
        rewards.claim(1, ann, 500e6, proofOfAnn(1));
        uint256 from = vm.getBlockTimestamp() + 365 days;
        vm.warp(from - 1);
        refuse(IRewards.SweepTooSoon.selector, 1, from);
        rewards.sweep(1);
        vm.warp(from);
        vm.prank(stranger);
        rewards.sweep(1);
        vm.assertEq(credit(treasury), 500e6);
        vm.assertEq(rewards.committedOf(address(dollar)), 0);
        bytes32[] memory proof = proofOfBen(1);
        vm.expectRevert(abi.encodeWithSelector(IRewards.EpochOver.selector, 1));
        rewards.claim(1, ben, 300e6, proof);
        vm.expectRevert(abi.encodeWithSelector(IRewards.EpochOver.selector, 1));
        rewards.sweep(1);
        vm.prank(publisher);
        vm.expectRevert(abi.encodeWithSelector(IRewards.EpochExists.selector, 1));
        rewards.propose(1, address(dollar), "root", 1, "");
    }

    function test_the_owner_alone_names_roles_and_sends_what_is_free_to_the_treasury() public {
        bytes memory reason = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, guardian);
        vm.startPrank(guardian);
        vm.expectRevert(reason);
        rewards.setPublisher(guardian);
        vm.expectRevert(reason);
        rewards.setGuardian(guardian);
        vm.expectRevert(reason);
        rewards.returnUncommitted(address(dollar), 1);
        vm.stopPrank();
        propose(1, 600e6);
        vm.prank(governance);
        rewards.returnUncommitted(address(dollar), 400e6);
        vm.assertEq(credit(treasury), 400e6);
        vm.assertEq(credit(address(rewards)), 600e6);
    }

    function test_publisher_and_guardian_may_act_by_signature() public {
        forward(
            publisher,
            address(rewards),
            abi.encodeCall(rewards.propose, (1, address(dollar), rootOf(1), uint96(1_000e6), bytes32(0)))
        );
        forward(guardian, address(rewards), abi.encodeCall(rewards.veto, (1)));
        vm.assertEq(rewards.committedOf(address(dollar)), 0);
    }

    /// Whatever is proposed, refused, claimed and swept: what is set aside is what epochs may still pay, and it is there.
    function test_what_is_set_aside_is_always_there(uint256 seed) public {
        supply(4_000e6);
        uint256 paid;
        for (uint256 epoch = 1; epoch < 9; ++epoch) {
            uint256 draw = uint256(keccak256(abi.encode(seed, epoch)));
            uint96 total = uint96(bound(draw >> 8, 500e6, 1_000e6));
            if (jobs.balanceOf(address(dollar), address(rewards)) < rewards.committedOf(address(dollar)) + total) break;
            propose(epoch, total);
            if (draw & 3 == 0) {
                vm.prank(guardian);
                rewards.veto(epoch);
                continue;
            }
            vm.warp(1_800_000_001 + epoch * 2 days);
            rewards.claim(epoch, ann, 500e6, proofOfAnn(epoch));
            paid += 500e6;
            if (draw & 4 == 0 && total >= 800e6) {
                rewards.claim(epoch, ben, 300e6, proofOfBen(epoch));
                paid += 300e6;
            }
        }
        uint256 left;
        for (uint256 epoch = 1; epoch < 9; ++epoch) {
            left += rewards.epochOf(epoch).total - rewards.epochOf(epoch).claimed;
        }
        vm.assertEq(rewards.committedOf(address(dollar)), left);
        vm.assertEq(credit(address(rewards)), 5_000e6 - paid);
        vm.assertLe(left, credit(address(rewards)));
        vm.assertEq(credit(ann) + credit(ben), paid);
    }
}
