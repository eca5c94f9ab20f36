// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {Act, Call, IRelay} from "../src/interfaces/IRelay.sol";
import {AssetKind, AssetState, Publication, Terms} from "../src/types/Asset.sol";
import {Derivation} from "../src/types/Lineage.sol";
import {ExpiryTerms} from "../src/types/Parameters.sol";
import {Governed} from "./support/Governed.sol";
import {vm} from "./support/Vm.sol";

contract GovernorTest is Governed {
    function feeProposal(uint16 rate) private view returns (Proposal memory) {
        return proposalOf(address(jobs), abi.encodeCall(jobs.setFeeRate, (rate)));
    }

    function test_a_vote_changes_a_parameter_of_the_escrow_and_nothing_sooner() public {
        Proposal memory proposal = feeProposal(400);
        uint256 proposalId = propose(proposal);
        expectState(proposalId, IGovernor.ProposalState.Pending);
        vm.prank(holder);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        governor.castVote(proposalId, 1);
        vm.assertEq(governor.proposalSnapshot(proposalId), block.timestamp + 1 days);
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        vote(holder, proposalId, 1);
        vote(second, proposalId, 0);
        vote(small, proposalId, 2);
        expectState(proposalId, IGovernor.ProposalState.Active);
        vm.assertEq(governor.proposalDeadline(proposalId), governor.proposalSnapshot(proposalId) + 5 days);
        vm.warp(governor.proposalDeadline(proposalId) + 1);
        // 3 % for, 2 % against, 0.05 % abstained: more for than against, and yet less than a quorum of 4 %
        expectState(proposalId, IGovernor.ProposalState.Defeated);
        proposal.description = "Change it, once more";
        proposalId = propose(proposal);
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        vote(holder, proposalId, 1);
        vote(second, proposalId, 2);
        vm.warp(governor.proposalDeadline(proposalId) + 1);
        queue(proposal);
        vm.warp(governor.proposalEta(proposalId) - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        execute(proposal);
        vm.assertEq(jobs.feeRate(), 250);
        vm.warp(governor.proposalEta(proposalId));
        vm.prank(stranger);
        execute(proposal);
        vm.assertEq(jobs.feeRate(), 400);
        expectState(proposalId, IGovernor.ProposalState.Executed);
    }

    function test_a_proposer_takes_a_proposal_back_until_the_vote_begins() public {
        Proposal memory proposal = feeProposal(400);
        uint256 proposalId = propose(proposal);
        vm.assertEq(governor.proposalThreshold(), SUPPLY / 1_000);
        vm.assertTrue(governor.proposalNeedsQueuing(proposalId));
        bytes32 description = keccak256(bytes(proposal.description));
        vm.prank(second);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, proposalId, second));
        governor.cancel(proposal.targets, proposal.values, proposal.calldatas, description);
        uint256 state = vm.snapshotState();
        vm.prank(holder);
        governor.cancel(proposal.targets, proposal.values, proposal.calldatas, description);
        expectState(proposalId, IGovernor.ProposalState.Canceled);
        vm.revertToState(state);
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, proposalId, holder));
        governor.cancel(proposal.targets, proposal.values, proposal.calldatas, description);
    }

    function test_a_majority_against_defeats() public {
        uint256 proposalId = propose(feeProposal(400));
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        vote(holder, proposalId, 0);
        vote(second, proposalId, 1);
        vote(small, proposalId, 1);
        vm.warp(governor.proposalDeadline(proposalId) + 1);
        expectState(proposalId, IGovernor.ProposalState.Defeated);
    }

    function test_only_who_has_a_thousandth_of_the_votes_proposes() public {
        Proposal memory proposal = feeProposal(400);
        vm.prank(small);
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorInsufficientProposerVotes.selector, small, SUPPLY / 2_000, SUPPLY / 1_000
            )
        );
        governor.propose(proposal.targets, proposal.values, proposal.calldatas, proposal.description);
    }

    function test_a_proposal_that_names_its_proposer_is_nobody_elses() public {
        Proposal memory proposal = feeProposal(400);
        proposal.description = string.concat("Change it #proposer=", "0x0000000000000000000000000000000000002402");
        vm.prank(holder);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, holder));
        governor.propose(proposal.targets, proposal.values, proposal.calldatas, proposal.description);
        vm.prank(second);
        governor.propose(proposal.targets, proposal.values, proposal.calldatas, proposal.description);
    }

    function test_a_quorum_in_the_last_moment_leaves_the_others_two_days() public {
        uint256 proposalId = propose(feeProposal(1_000));
        uint256 deadline = governor.proposalDeadline(proposalId);
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        vote(second, proposalId, 1);
        vm.assertEq(governor.proposalDeadline(proposalId), deadline);
        vm.warp(deadline - 1);
        vote(holder, proposalId, 1);
        vm.assertEq(governor.proposalDeadline(proposalId), deadline - 1 + 2 days);
        vm.warp(deadline + 1 days);
        vote(small, proposalId, 0);
        vm.assertEq(governor.proposalDeadline(proposalId), deadline - 1 + 2 days);
        vm.warp(deadline + 2 days);
        expectState(proposalId, IGovernor.ProposalState.Succeeded);
    }

    function test_votes_are_those_of_the_moment_the_vote_began() public {
        uint256 proposalId = propose(feeProposal(400));
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        give(stranger, SUPPLY / 2);
        vm.prank(second);
        token.transfer(stranger, (SUPPLY * 2) / 100);
        vote(stranger, proposalId, 1);
        vote(second, proposalId, 0);
        (uint256 against, uint256 votesFor,) = governor.proposalVotes(proposalId);
        vm.assertEq(votesFor, 0);
        vm.assertEq(against, (SUPPLY * 2) / 100);
        vm.prank(second);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, second));
        governor.castVote(proposalId, 0);
    }

    function test_who_has_no_coin_votes_by_a_signature_that_counts_once() public {
        uint256 proposalId = propose(feeProposal(400));
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        bytes32 ballot = keccak256(
            abi.encode(
                keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)"),
                proposalId,
                uint8(1),
                holder,
                uint256(0)
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Atoll Governor"),
                keccak256("1"),
                block.chainid,
                governor
            )
        );
        bytes memory signature =
            sign(HOLDER_KEY, keccak256(abi.encodePacked(hex"1901", domain, ballot)));
        vm.expectPartialRevert(IGovernor.GovernorInvalidSignature.selector);
        governor.castVoteBySig(proposalId, 0, holder, signature);
        governor.castVoteBySig(proposalId, 1, holder, signature);
        vm.assertTrue(governor.hasVoted(proposalId, holder));
        vm.expectPartialRevert(IGovernor.GovernorInvalidSignature.selector);
        governor.castVoteBySig(proposalId, 1, holder, signature);
    }

    function test_bounds_of_parameters_hold_for_votes_too() public {
        Proposal memory proposal = feeProposal(1_001);
        carry(proposal);
        vm.expectRevert(
            abi.encodeWithSelector(IParameters.ParameterOutOfBounds.selector, "feeRate", 1_001, 1_000)
        );
        execute(proposal);
        ExpiryTerms memory terms = jobs.expiryTerms();
        terms.callerShare = 1_001;
        proposal = proposalOf(address(jobs), abi.encodeCall(jobs.setExpiryTerms, (terms)));
        carry(proposal);
        vm.expectRevert(
            abi.encodeWithSelector(IParameters.ParameterOutOfBounds.selector, "callerShare", 1_001, 1_000)
        );
        execute(proposal);
    }

    function test_the_treasury_is_spent_by_a_vote_alone() public {
        endowTreasury(1_000e6);
        bytes memory spend = abi.encodeCall(jobs.transfer, (address(dollar), stranger, 600e6));
        Proposal memory proposal = proposalOf(address(jobs), spend);
        vm.prank(holder);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        timelock.schedule(address(jobs), 0, spend, 0, 0, 2 days);
        carry(proposal);
        execute(proposal);
        vm.assertEq(credit(stranger), 600e6);
        vm.assertEq(credit(address(timelock)), 400e6);
    }

    function endowTreasury(uint256 amount) private {
        dollar.mint(address(this), amount);
        dollar.approve(address(jobs), amount);
        jobs.deposit(address(dollar), address(timelock), amount);
    }

    function test_nobody_outside_the_timelock_holds_a_role_after_deployment() public {
        bytes32 proposer = timelock.PROPOSER_ROLE();
        bytes32 admin = timelock.DEFAULT_ADMIN_ROLE();
        address[5] memory accounts = [address(this), holder, stranger, address(jobs), address(0)];
        for (uint256 i = 0; i < accounts.length; ++i) {
            vm.assertFalse(timelock.hasRole(proposer, accounts[i]));
            vm.assertFalse(timelock.hasRole(timelock.CANCELLER_ROLE(), accounts[i]));
            vm.assertFalse(timelock.hasRole(admin, accounts[i]));
        }
        vm.assertTrue(timelock.hasRole(proposer, address(governor)));
        vm.assertFalse(timelock.hasRole(admin, address(governor)));
        vm.assertTrue(timelock.hasRole(admin, address(timelock)));
        vm.assertEq(jobs.owner(), address(timelock));
        vm.assertEq(providers.owner(), address(timelock));
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        timelock.grantRole(proposer, address(this));
        vm.prank(address(governor));
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        timelock.grantRole(proposer, holder);
        vm.expectPartialRevert(TimelockController.TimelockUnauthorizedCaller.selector);
        timelock.updateDelay(0);
    }

    function test_the_rules_of_voting_change_by_votes_alone() public {
        bytes memory reason = abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, address(this));
        vm.expectRevert(reason);
        governor.setVotingPeriod(1);
        vm.expectRevert(reason);
        governor.setVotingDelay(1);
        vm.expectRevert(reason);
        governor.setProposalThreshold(0);
        vm.expectRevert(reason);
        governor.updateQuorumNumerator(0);
        vm.expectRevert(reason);
        governor.setLateQuorumVoteExtension(0);
        vm.expectRevert(reason);
        governor.updateTimelock(timelock);
        vm.expectRevert(reason);
        governor.relay(address(timelock), 0, "");
        Proposal memory proposal =
            proposalOf(address(governor), abi.encodeCall(governor.setVotingPeriod, (7 days)));
        carry(proposal);
        execute(proposal);
        vm.assertEq(governor.votingPeriod(), 7 days);
    }
}

/// What the timelock, and so any majority, can and cannot do about data. It owns parameters; assets belong to their owners alone.
contract GovernancePowerTest is Governed {
    function refusedTo(address account, uint256 assetId) private {
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotAssetOwner.selector, assetId, account));
    }

    function test_no_vote_approves_access_to_data() public {
        Proposal memory proposal = proposalOf(
            address(assets),
            abi.encodeCall(
                assets.approveAlgorithm,
                (datasetId, algorithmId, keccak256("spy"), uint40(block.timestamp + 365 days), uint32(1))
            )
        );
        carry(proposal);
        refusedTo(address(timelock), datasetId);
        execute(proposal);
    }

    function test_every_act_of_an_owner_is_refused_to_the_timelock() public {
        Terms memory terms = Terms(address(dollar), 0, provider, address(timelock), 0, 0, 0);
        vm.startPrank(address(timelock));
        refusedTo(address(timelock), datasetId);
        assets.approveAlgorithm(datasetId, algorithmId, keccak256("spy"), uint40(block.timestamp + 1 days), 1);
        refusedTo(address(timelock), datasetId);
        assets.revokeAlgorithm(datasetId, algorithmId, algorithmDigest);
        refusedTo(address(timelock), datasetId);
        assets.update(datasetId, 1, keccak256("other"), keccak256("other"));
        refusedTo(address(timelock), datasetId);
        assets.setTerms(datasetId, terms);
        refusedTo(address(timelock), datasetId);
        assets.setState(datasetId, AssetState.Paused);
        refusedTo(address(timelock), datasetId);
        assets.setPublic(datasetId, true);
        refusedTo(address(timelock), datasetId);
        assets.approvePublisher(datasetId, author, uint40(block.timestamp + 1 days), 1);
        refusedTo(address(timelock), datasetId);
        assets.revokePublisher(datasetId, author);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.OnlyShares.selector, address(timelock)));
        assets.lockBeneficiary(datasetId, address(timelock));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.OnlyShares.selector, address(timelock)));
        assets.unlockBeneficiary(datasetId);
        Derivation memory derivation;
        derivation.order = draft();
        vm.expectRevert(abi.encodeWithSelector(IJobs.NotBuyer.selector, address(timelock), buyer));
        assets.publishDerived(
            Publication(AssetKind.Model, keccak256("derived"), 0, terms), 0, derivation
        );
        vm.expectRevert();
        assets.transferFrom(owner, address(timelock), datasetId);
        vm.expectRevert();
        assets.approve(address(timelock), datasetId);
        vm.expectPartialRevert(IAssetRegistry.OnlyJobs.selector);
        assets.admit(draft(), 1);
        vm.expectPartialRevert(IAssetRegistry.OnlyJobs.selector);
        assets.restore(draft(), 0);
    }

    function test_the_registry_of_assets_has_no_owner_at_all() public view {
        (bool answered,) = address(assets).staticcall(abi.encodeWithSignature("owner()"));
        vm.assertFalse(answered);
    }

    function test_the_relay_takes_no_act_of_an_owner_from_the_timelock() public {
        Call[] memory calls = new Call[](1);
        calls[0] = Call(
            address(assets),
            abi.encodeCall(
                assets.approveAlgorithm, (datasetId, algorithmId, keccak256("spy"), uint40(block.timestamp + 1 days), uint32(1))
            )
        );
        Act memory act = Act(owner, calls, address(0), 0, uint40(block.timestamp + 1 days), 0);
        vm.startPrank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(IRelay.InvalidActSignature.selector, owner));
        relay.execute(act, "");
        // nor does it sign by ERC-1271, so nobody can have it act through the relay either
        act.account = address(timelock);
        vm.expectRevert(abi.encodeWithSelector(IRelay.InvalidActSignature.selector, timelock));
        relay.execute(act, "");
    }

    function test_no_credit_but_its_own_can_be_moved_by_the_timelock() public {
        place(draft());
        vm.startPrank(address(timelock));
        vm.expectRevert();
        jobs.transfer(address(dollar), address(timelock), 1);
        // what is locked is nobody's credit
        vm.assertEq(credit(address(timelock)), 0);
        vm.assertEq(dollar.balanceOf(address(jobs)), 52_275_000);
    }
}
