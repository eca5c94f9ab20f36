// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {AtollGovernor} from "../../src/AtollGovernor.sol";
import {AtollTimelock} from "../../src/AtollTimelock.sol";
import {AtollToken} from "../../src/AtollToken.sol";
import {VotingTerms} from "../../src/types/Governance.sol";
import {Market} from "./Market.sol";
import {compiled, pass, vm} from "./Vm.sol";

/// A market that belongs to a timelock from its constructors on, as deployments do, and whose votes are spread over three holders:
/// 3 %, 2 % and 0.05 % of the supply, delegated to themselves. The rest does not vote.
abstract contract Governed is Market {
    uint256 internal constant SUPPLY = 1e27;
    uint256 internal constant HOLDER_KEY = 0x401D;

    AtollToken internal token;
    AtollTimelock internal timelock;
    AtollGovernor internal governor;
    address internal holder = vm.addr(HOLDER_KEY);
    address internal second = address(0x2402);
    address internal small = address(0x5A11);

    struct Proposal {
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
    }

    function setUp() public virtual override {
        vm.warp(1_800_000_000);
        token = AtollToken(vm.deployCode(compiled("AtollToken"), abi.encode(address(this))));
        address[] memory anyone = new address[](1);
        timelock = AtollTimelock(
            payable(vm.deployCode(
                    compiled("AtollTimelock"),
                    abi.encode(2 days, new address[](0), anyone, address(this))
                ))
        );
        VotingTerms memory terms = VotingTerms(1 days, 5 days, SUPPLY / 1_000, 4, 2 days);
        governor = AtollGovernor(
            payable(vm.deployCode(compiled("AtollGovernor"), abi.encode(token, timelock, terms)))
        );
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(governor));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(governor));
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), address(this));
        (governance, treasury) = (address(timelock), address(timelock));
        super.setUp();
        give(holder, (SUPPLY * 3) / 100);
        give(second, (SUPPLY * 2) / 100);
        give(small, SUPPLY / 2_000);
        pass(1);
    }

    function give(address account, uint256 amount) internal {
        token.transfer(account, amount);
        vm.prank(account);
        token.delegate(account);
    }

    function proposalOf(address target, bytes memory data) internal pure returns (Proposal memory proposal) {
        proposal.targets = new address[](1);
        proposal.values = new uint256[](1);
        proposal.calldatas = new bytes[](1);
        (proposal.targets[0], proposal.calldatas[0], proposal.description) = (target, data, "Change it");
    }

    function propose(Proposal memory proposal) internal returns (uint256) {
        vm.prank(holder);
        return governor.propose(proposal.targets, proposal.values, proposal.calldatas, proposal.description);
    }

    function queue(Proposal memory proposal) internal {
        governor.queue(
            proposal.targets, proposal.values, proposal.calldatas, keccak256(bytes(proposal.description))
        );
    }

    function execute(Proposal memory proposal) internal {
        governor.execute(
            proposal.targets, proposal.values, proposal.calldatas, keccak256(bytes(proposal.description))
        );
    }

    function vote(address account, uint256 proposalId, uint8 support) internal {
        vm.prank(account);
        governor.castVote(proposalId, support);
    }

    /// Proposes, votes for it with 5 % of the supply and waits until it may be executed.
    function carry(Proposal memory proposal) internal returns (uint256 proposalId) {
        proposalId = propose(proposal);
        vm.warp(governor.proposalSnapshot(proposalId) + 1);
        vote(holder, proposalId, 1);
        vote(second, proposalId, 1);
        vm.warp(governor.proposalDeadline(proposalId) + 1);
        queue(proposal);
        vm.warp(governor.proposalEta(proposalId));
    }

    function expectState(uint256 proposalId, IGovernor.ProposalState state) internal view {
        vm.assertEq(uint256(governor.state(proposalId)), uint256(state));
    }
}
