// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bounties} from "../src/Bounties.sol";
import {Channels} from "../src/Channels.sol";
import {Rewards} from "../src/Rewards.sol";
import {BountyKind, BountyTerms} from "../src/types/Bounty.sol";
import {Governed} from "./support/Governed.sol";
import {compiled, pass, vm} from "./support/Vm.sol";

/// Gas of each call as a transaction of its own, kept in `snapshots/` as those of `GasTest`.
/// forge-config: default.isolate = true
contract GasTestGovernance is Governed {
    function snapshot(string memory name) private {
        vm.snapshotGasLastCall("Atoll", name);
    }

    function endow(address account, address spender) private {
        dollar.mint(account, 1e12);
        vm.prank(account);
        dollar.approve(spender, type(uint256).max);
    }

    function test_channels() public {
        Channels channels = Channels(vm.deployCode(compiled("Channels"), abi.encode(jobs, relay)));
        endow(buyer, address(channels));
        vm.prank(buyer);
        channels.open(payout, address(dollar), address(0), 1e6, 1 days, "first");
        snapshot("open channel, first of all");
        vm.prank(buyer);
        bytes32 channelId = channels.open(payout, address(dollar), address(0), 100e6, 1 days, "second");
        snapshot("open channel");
        bytes memory signature = sign(BUYER_KEY, channels.digestOf(channelId, 10e6));
        channels.redeem(channelId, 10e6, signature);
        snapshot("redeem voucher, payee and treasury new");
        signature = sign(BUYER_KEY, channels.digestOf(channelId, 20e6));
        channels.redeem(channelId, 20e6, signature);
        snapshot("redeem voucher");
        signature = sign(BUYER_KEY, channels.digestOf(channelId, 30e6));
        vm.prank(payout);
        channels.close(channelId, 30e6, signature);
        snapshot("close channel");
    }

    function test_bounties() public {
        Bounties bounties = Bounties(vm.deployCode(compiled("Bounties"), abi.encode(jobs, relay)));
        endow(buyer, address(bounties));
        uint40 until = uint40(block.timestamp + 10 days);
        BountyTerms memory terms = BountyTerms(
            BountyKind.Data, address(dollar), keccak256("wanted"), stranger, until, until + 5 days, "first"
        );
        vm.prank(buyer);
        bounties.open(terms, 1e6);
        terms.salt = "second";
        vm.prank(buyer);
        bytes32 bountyId = bounties.open(terms, 100e6);
        snapshot("open bounty");
        vm.prank(author);
        bounties.submit(bountyId, 0, keccak256("work"));
        snapshot("submit to bounty");
        vm.prank(stranger);
        bounties.award(bountyId, 1, author, 40e6);
        snapshot("award bounty");
        vm.warp(until + 6 days);
        bounties.reclaim(bountyId, buyer);
        snapshot("reclaim from bounty");
    }

    function test_rewards() public {
        Rewards rewards = Rewards(vm.deployCode(compiled("Rewards"), abi.encode(jobs, relay, governance)));
        vm.prank(governance);
        rewards.setPublisher(author);
        endow(buyer, address(jobs));
        vm.prank(buyer);
        jobs.deposit(address(dollar), address(rewards), 1_000e6);
        bytes32[] memory proof = new bytes32[](10);
        for (uint256 epoch = 1; epoch < 3; ++epoch) {
            bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(epoch, owner, uint256(1e6)))));
            for (uint256 i = 0; i < proof.length; ++i) {
                // any sibling will do, as long as pairs are sorted
                proof[i] = bytes32(type(uint256).max - i);
                node = keccak256(bytes.concat(node, proof[i]));
            }
            vm.prank(author);
            rewards.propose(epoch, address(dollar), node, 100e6, keccak256("data"));
        }
        snapshot("propose rewards");
        pass(2 days);
        rewards.claim(1, owner, 1e6, proof);
        snapshot("claim reward, account new");
        rewards.claim(2, owner, 1e6, proof);
        snapshot("claim reward");
    }

    function test_votes() public {
        Proposal memory proposal = proposalOf(address(jobs), abi.encodeCall(jobs.setFeeRate, (uint16(400))));
        uint256 proposalId = propose(proposal);
        snapshot("propose");
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        vote(holder, proposalId, 1);
        vote(second, proposalId, 1);
        snapshot("vote");
        vm.warp(governor.proposalDeadline(proposalId) + 1);
        queue(proposal);
        snapshot("queue");
        vm.warp(governor.proposalEta(proposalId));
        execute(proposal);
        snapshot("execute");
    }
}
