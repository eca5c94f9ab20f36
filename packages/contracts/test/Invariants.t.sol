// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Handler} from "./support/Handler.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

contract InvariantsTest is Market {
    Handler private handler;

    function setUp() public override {
        super.setUp();
        address[] memory payees = new address[](4);
        (payees[0], payees[1], payees[2], payees[3]) = (owner, author, payout, treasury);
        handler = new Handler(jobs, dollar, governance, OPERATOR_KEY, draft(), payees);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// Tokens held are credits and locked maxima in the escrow, bonded and unbonding collateral at the registry, to the unit.
    function invariant_tokens_held_are_what_is_owed() public view {
        address[] memory accounts = handler.accounts();
        uint256 credits = credit(address(handler));
        for (uint256 i = 0; i < accounts.length; ++i) {
            credits += credit(accounts[i]);
        }
        vm.assertEq(dollar.balanceOf(address(jobs)), credits + handler.books().locked, "escrow");
        (uint256 bonded,, uint256 unbonding) = providers.collateralOf(provider, address(dollar));
        vm.assertEq(dollar.balanceOf(address(providers)), bonded + unbonding, "collateral");
    }

    function invariant_a_job_ends_once_and_no_sooner_than_its_deadlines_allow() public view {
        Handler.Books memory books = handler.books();
        vm.assertEq(books.endedTwice, 0, "ended twice");
        vm.assertEq(books.outsideDeadline, 0, "too soon");
    }

    function invariant_nobody_pays_or_withdraws_more_than_was_agreed() public view {
        Handler.Books memory books = handler.books();
        vm.assertEq(books.overcharged, 0, "overcharged");
        vm.assertEq(books.overdrawn, 0, "overdrawn");
    }

    function invariant_the_buyer_gets_out_after_the_deadlines_without_help() public view {
        vm.assertEq(handler.books().trapped, 0, "trapped");
    }

    function invariant_a_signed_act_is_executed_once() public view {
        vm.assertEq(handler.books().actedTwice, 0, "acted twice");
    }

    /// Whatever is sent to the relay by mistake, acts leave nothing with it.
    function invariant_the_relay_holds_nothing() public view {
        vm.assertEq(credit(address(relay)) + dollar.balanceOf(address(relay)), 0);
    }
}
