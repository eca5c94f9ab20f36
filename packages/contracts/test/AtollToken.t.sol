// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {AtollToken} from "../src/AtollToken.sol";
import {VotesHandler} from "./support/VotesHandler.sol";
import {compiled, vm} from "./support/Vm.sol";

contract AtollTokenTest {
    address private constant HOLDER = address(0x401D);
    AtollToken private token;

    function setUp() public {
        vm.warp(1_800_000_000);
        token = AtollToken(vm.deployCode(compiled("AtollToken"), abi.encode(HOLDER)));
    }

    function test_the_whole_supply_is_the_holders_and_counts_time_by_blocks() public view {
        vm.assertEq(token.totalSupply(), 1e27);
        vm.assertEq(token.balanceOf(HOLDER), 1e27);
        vm.assertEq(token.decimals(), 18);
        vm.assertEq(token.clock(), block.timestamp);
        vm.assertEq(token.CLOCK_MODE(), "mode=timestamp");
    }

    function test_a_delegation_by_signature_is_used_once() public {
        uint256 key = 0xDE1E;
        address account = vm.addr(key);
        vm.prank(HOLDER);
        token.transfer(account, 5e18);
        bytes32 content = keccak256(
            abi.encode(
                keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)"),
                address(1),
                token.nonces(account),
                block.timestamp
            )
        );
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), content)));
        token.delegateBySig(address(1), 0, block.timestamp, v, r, s);
        vm.assertEq(token.getVotes(address(1)), 5e18);
        vm.assertEq(token.nonces(account), 1);
        vm.expectRevert(abi.encodeWithSelector(Nonces.InvalidAccountNonce.selector, account, 1));
        token.delegateBySig(address(1), 0, block.timestamp, v, r, s);
    }

    function test_a_balance_votes_once_it_is_delegated() public {
        vm.assertEq(token.getVotes(HOLDER), 0);
        vm.prank(HOLDER);
        token.delegate(address(1));
        vm.assertEq(token.getVotes(address(1)), 1e27);
        vm.warp(1_800_000_010);
        vm.prank(HOLDER);
        token.delegate(address(2));
        vm.assertEq(token.getVotes(address(1)), 0);
        vm.assertEq(token.getPastVotes(address(1), 1_800_000_009), 1e27);
    }
}

contract AtollTokenInvariantsTest {
    AtollToken private token;
    VotesHandler private handler;

    function setUp() public {
        vm.warp(1_800_000_000);
        token = AtollToken(vm.deployCode(compiled("AtollToken"), abi.encode(address(this))));
        handler = new VotesHandler(token);
        address[] memory holders = handler.holders();
        for (uint256 i = 0; i < holders.length; ++i) {
            token.transfer(holders[i], 1e27 / holders.length);
        }
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// The votes of each are the balances of those who delegated to him; together they are never more than the supply.
    function invariant_votes_are_delegated_balances() public view {
        address[] memory holders = handler.holders();
        uint256[] memory delegated = new uint256[](holders.length);
        uint256 balances;
        for (uint256 i = 0; i < holders.length; ++i) {
            uint256 balance = token.balanceOf(holders[i]);
            address delegatee = token.delegates(holders[i]);
            balances += balance;
            for (uint256 j = 0; j < holders.length; ++j) {
                if (holders[j] == delegatee) delegated[j] += balance;
            }
        }
        for (uint256 i = 0; i < holders.length; ++i) {
            vm.assertEq(token.getVotes(holders[i]), delegated[i], "votes");
        }
        vm.assertEq(token.totalSupply(), 1e27, "supply");
        vm.assertEq(balances, 1e27, "balances");
    }
}
