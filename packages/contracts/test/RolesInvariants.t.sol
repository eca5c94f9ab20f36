// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Rewards} from "../src/Rewards.sol";
import {Governed} from "./support/Governed.sol";
import {RolesHandler} from "./support/RolesHandler.sol";
import {Vm, compiled, vm} from "./support/Vm.sol";

/// A deployment as it is handed over, and everybody who had a hand in it trying to keep or take a role.
contract RolesInvariantsTest is Governed {
    struct Held {
        bytes32 role;
        address account;
    }

    Rewards private rewards;
    RolesHandler private handler;
    Held[] private _granted;

    function setUp() public override {
        vm.recordLogs();
        super.setUp();
        rewards = Rewards(vm.deployCode(compiled("Rewards"), abi.encode(jobs, relay, governance)));
        remember();
        address[] memory targets = new address[](12);
        (targets[0], targets[1], targets[2], targets[3]) =
            (address(timelock), address(governor), address(jobs), address(providers));
        (targets[4], targets[5], targets[6], targets[7]) =
            (address(disputes), address(rewards), address(assets), address(passes));
        (targets[8], targets[9], targets[10], targets[11]) =
            (address(shares), address(ratings), address(relay), address(token));
        address[] memory callers = new address[](7);
        (callers[0], callers[1], callers[2], callers[3]) = (address(this), holder, arbiter, provider);
        (callers[4], callers[5], callers[6]) = (stranger, buyer, operator);
        bytes32[] memory roles = new bytes32[](4);
        (roles[0], roles[1]) = (timelock.DEFAULT_ADMIN_ROLE(), timelock.PROPOSER_ROLE());
        (roles[2], roles[3]) = (timelock.EXECUTOR_ROLE(), timelock.CANCELLER_ROLE());
        handler = new RolesHandler(targets, callers, roles);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_no_role_is_held_outside_the_timelock() public view {
        owned(jobs);
        owned(providers);
        owned(disputes);
        owned(rewards);
        vm.assertEq(rewards.publisher(), address(0));
        vm.assertEq(rewards.guardian(), address(0));
        vm.assertEq(jobs.treasury(), address(timelock));
        vm.assertEq(handler.succeeded(), 0, "an attempt succeeded");
        for (uint256 i = 0; i < _granted.length; ++i) {
            Held memory held = _granted[i];
            bool expected = held.account == holderOf(held.role);
            vm.assertTrue(timelock.hasRole(held.role, held.account) == expected, "role");
        }
    }

    /// Contracts that nobody owns have no owner to take.
    function test_the_rest_of_the_deployment_has_no_owner() public view {
        address[7] memory rest = [
            address(assets), address(passes), address(shares), address(ratings), address(relay), address(token),
            address(governor)
        ];
        for (uint256 i = 0; i < rest.length; ++i) {
            (bool answered,) = rest[i].staticcall(abi.encodeWithSignature("owner()"));
            vm.assertFalse(answered);
        }
        vm.assertGe(_granted.length, 5);
    }

    function owned(Ownable2Step owned_) private view {
        vm.assertEq(owned_.owner(), address(timelock));
        vm.assertEq(owned_.pendingOwner(), address(0));
    }

    /// The governor proposes and cancels, anyone executes, the timelock administers itself. Nobody else was left with any role.
    function holderOf(bytes32 role) private view returns (address) {
        if (role == timelock.PROPOSER_ROLE() || role == timelock.CANCELLER_ROLE()) return address(governor);
        return role == timelock.EXECUTOR_ROLE() ? address(0) : address(timelock);
    }

    /// Every role that the deployment ever granted, to whomever.
    function remember() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != IAccessControl.RoleGranted.selector) continue;
            vm.assertEq(logs[i].emitter, address(timelock));
            _granted.push(Held(logs[i].topics[1], address(uint160(uint256(logs[i].topics[2])))));
        }
    }
}
