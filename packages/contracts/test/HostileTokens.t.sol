// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {Order, Outcome, Quote} from "../src/types/Order.sol";
import {HostileToken, SilentToken} from "./support/HostileTokens.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";
import {TestDollar} from "../src/TestDollar.sol";

contract HostileTokensTest is Market {
    HostileToken private bad;

    function setUp() public override {
        vm.warp(1_800_000_000);
        bad = new HostileToken();
        // every function used of it has the dollar's signature
        dollar = TestDollar(address(bad));
        deployAtoll(address(bad));
        stage(address(bad));
    }

    function test_a_token_that_keeps_a_fee_is_refused() public {
        bad.set(HostileToken.Mode.KeepsFee);
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IJobs.TransferShort.selector, bad, 52_275_000, 51_752_250));
        jobs.order(order, quote);
        bad.mint(provider, 2e6);
        vm.prank(provider);
        vm.expectPartialRevert(IJobs.TransferShort.selector);
        providers.deposit(address(bad), 1e6);
    }

    function test_a_token_that_returns_false_is_refused() public {
        bad.set(HostileToken.Mode.ReturnsFalse);
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, bad));
        jobs.order(order, quote);
    }

    function test_a_token_that_calls_back_cannot_reenter() public {
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        Order memory other = draft();
        other.salt = keccak256("other");
        bad.reenter(address(jobs), abi.encodeCall(jobs.orderBySig, (other, quoteFor(other), "", "")));
        vm.prank(buyer);
        jobs.order(order, quote);
        vm.assertFalse(bad.reentered());
        vm.assertEq(bytes32(bad.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }

    function test_a_withdrawal_cannot_be_reentered() public {
        place(draft());
        settle(draft(), Outcome.Refused, 0);
        address[] memory tokens = new address[](1);
        tokens[0] = address(bad);
        bad.reenter(address(jobs), abi.encodeCall(jobs.withdraw, (tokens, stranger)));
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        vm.assertFalse(bad.reentered());
        vm.assertEq(bad.balanceOf(address(jobs)), 0);
    }

    function test_a_collateral_that_cannot_move_does_not_keep_the_buyer_from_the_refund() public {
        Order memory order = draft();
        place(order);
        bad.set(HostileToken.Mode.Reverts);
        vm.warp(order.runBy + 1);
        jobs.expire(order);
        vm.assertEq(credit(buyer), 52_275_000);
        (uint256 bonded,,) = providers.collateralOf(provider, address(bad));
        vm.assertEq(bonded, 1e15);
    }

    function test_collateral_that_arrives_short_is_credited_as_it_arrived() public {
        Order memory order = draft();
        place(order);
        bad.set(HostileToken.Mode.KeepsFee);
        vm.warp(order.runBy + 1);
        vm.prank(stranger);
        jobs.expire(order);
        vm.assertEq(credit(buyer) + credit(stranger) + credit(treasury), bad.balanceOf(address(jobs)));
    }

    function test_a_token_that_fails_blocks_no_other_and_keeps_its_credit() public {
        SilentToken silent = new SilentToken();
        vm.prank(governance);
        jobs.setAccepted(address(silent), true);
        place(draft());
        settle(draft(), Outcome.Refused, 0);
        bad.set(HostileToken.Mode.Reverts);
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(bad), address(silent));
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        vm.assertEq(credit(buyer), 52_275_000);
        bad.set(HostileToken.Mode.ReturnsFalse);
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        vm.assertEq(credit(buyer), 52_275_000);
        address[] memory one = new address[](1);
        one[0] = address(bad);
        vm.prank(buyer);
        vm.expectRevert();
        jobs.withdraw(one, buyer);
        bad.set(HostileToken.Mode.Honest);
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        vm.assertEq(credit(buyer), 0);
    }
}

contract SilentTokenTest is Market {
    function setUp() public override {
        vm.warp(1_800_000_000);
        // every function used of it has the dollar's arguments; what it does not return is what this is about
        dollar = TestDollar(address(new SilentToken()));
        deployAtoll(address(dollar));
        stage(address(dollar));
    }

    function test_a_token_that_returns_nothing_works() public {
        Order memory order = draft();
        place(order);
        settle(order, Outcome.Released, 0);
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.prank(owner);
        jobs.withdraw(tokens, owner);
        vm.assertEq(dollar.balanceOf(owner), 10e6);
    }
}
