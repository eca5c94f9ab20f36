// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {Terms} from "../src/types/Asset.sol";
import {JobState, Order, Outcome, Quote, Receipt} from "../src/types/Order.sol";
import {HostileToken, MuteToken, SilentToken} from "./support/HostileTokens.sol";
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

    function test_a_token_that_tells_no_balance_is_refused() public {
        MuteToken mute = new MuteToken();
        vm.prank(governance);
        jobs.setAccepted(address(mute), true);
        vm.expectRevert(bytes(""));
        jobs.deposit(address(mute), buyer, 1);
    }

    function test_a_token_that_reverts_is_refused() public {
        bad.set(HostileToken.Mode.Reverts);
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "no"));
        jobs.order(order, quote);
    }

    function test_nothing_is_credited_for_a_deposit_that_did_not_arrive() public {
        vm.startPrank(buyer);
        bad.set(HostileToken.Mode.KeepsFee);
        vm.expectRevert(abi.encodeWithSelector(IJobs.TransferShort.selector, bad, 1e6, 990_000));
        jobs.deposit(address(bad), buyer, 1e6);
        bad.set(HostileToken.Mode.ReturnsFalse);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, bad));
        jobs.deposit(address(bad), buyer, 1e6);
        bad.set(HostileToken.Mode.Reverts);
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "no"));
        jobs.deposit(address(bad), buyer, 1e6);
        vm.assertEq(credit(buyer), 0);
    }

    function test_a_token_that_calls_back_cannot_reenter() public {
        Order memory open = draft();
        open.salt = keccak256("open");
        bytes32 jobId = place(open);
        (Receipt memory receipt, bytes memory signature) = receiptFor(open, Outcome.Refused, 0);
        Order memory other = draft();
        other.salt = keccak256("other");
        bytes[] memory entrances = new bytes[](9);
        entrances[0] = abi.encodeCall(jobs.orderBySig, (other, quoteFor(other), "", ""));
        entrances[1] = abi.encodeCall(jobs.order, (other, quoteFor(other)));
        entrances[2] = abi.encodeCall(jobs.settle, (open, receipt, signature));
        entrances[3] = abi.encodeCall(jobs.settleMany, (new Order[](0), new Receipt[](0), new bytes[](0)));
        entrances[4] = abi.encodeCall(jobs.expire, (open));
        entrances[5] = abi.encodeCall(jobs.cancel, (open, signature, signature));
        entrances[6] = abi.encodeCall(jobs.finalizeWithheld, (open));
        entrances[7] = abi.encodeCall(jobs.withdraw, (new address[](0), stranger));
        entrances[8] = abi.encodeCall(jobs.deposit, (address(bad), stranger, 0));
        for (uint256 i = 0; i < entrances.length; ++i) {
            bad.reenter(address(jobs), entrances[i]);
            Order memory order = draft();
            order.salt = keccak256(abi.encode(i));
            place(order);
            guarded();
            vm.prank(buyer);
            jobs.deposit(address(bad), buyer, 1e6);
            guarded();
        }
        (JobState state,,) = jobs.stateOf(jobId);
        vm.assertTrue(state == JobState.Open);
    }

    function guarded() private {
        vm.assertFalse(bad.reentered());
        vm.assertEq(bytes32(bad.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        bad.forget();
    }

    function test_a_withdrawal_cannot_be_reentered() public {
        place(draft());
        settle(draft(), Outcome.Refused, 0);
        address[] memory tokens = new address[](1);
        tokens[0] = address(bad);
        bad.reenter(address(jobs), abi.encodeCall(jobs.withdraw, (tokens, stranger)));
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        guarded();
        vm.assertEq(bad.balanceOf(address(jobs)), 0);
    }

    /// Moving credit is open while a token moves, since contracts that hold credit do it inside of calls; it makes none.
    function test_credit_that_moves_while_a_token_does_is_neither_made_nor_lost() public {
        fund(address(bad), address(bad), 10e6);
        vm.prank(address(bad));
        jobs.deposit(address(bad), address(bad), 10e6);
        vm.prank(buyer);
        jobs.deposit(address(bad), buyer, 50e6);
        bad.reenter(address(jobs), abi.encodeCall(jobs.transfer, (address(bad), buyer, 10e6)));
        vm.prank(buyer);
        jobs.deposit(address(bad), stranger, 1e6);
        vm.assertTrue(bad.reentered());
        vm.assertEq(credit(buyer) + credit(stranger) + credit(address(bad)), bad.balanceOf(address(jobs)));

        // a withdrawal that fails gives back what it took, and keeps what came meanwhile
        vm.prank(buyer);
        jobs.transfer(address(bad), address(bad), 10e6);
        bad.reenterAndFail();
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(bad), address(bad));
        vm.prank(buyer);
        jobs.withdraw(tokens, buyer);
        vm.assertEq(credit(buyer), 60e6);
        vm.assertEq(credit(buyer) + credit(stranger) + credit(address(bad)), bad.balanceOf(address(jobs)));
    }

    function test_a_payee_that_cannot_receive_blocks_nobody_and_moves_its_credit() public {
        bad.blockReceiver(owner);
        place(draft());
        settle(draft(), Outcome.Released, 0);
        vm.assertEq(credit(owner), 10e6);
        address[] memory tokens = new address[](1);
        tokens[0] = address(bad);
        vm.prank(author);
        jobs.withdraw(tokens, author);
        vm.assertEq(bad.balanceOf(author), 5e6);
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSignature("Error(string)", "blocked"));
        jobs.withdraw(tokens, owner);
        jobs.transfer(address(bad), stranger, 4e6);
        jobs.withdraw(tokens, address(0xD1FF));
        vm.assertEq(bad.balanceOf(address(0xD1FF)), 6e6);
        vm.assertEq(credit(stranger), 4e6);
    }

    function test_a_token_without_decimals_loses_fractions_of_the_fee_and_nothing_else() public {
        bad.setDecimals(0);
        price(3, 1);
        Order memory order = draft();
        (order.datasets[0].price, order.algorithm.price, order.pricePerSecond) = (3, 1, 0);
        place(order);
        // 2.5 % of 4 are less than one
        settle(order, Outcome.Released, 0);
        vm.assertEq(credit(owner), 3);
        vm.assertEq(credit(author), 1);
        vm.assertEq(credit(treasury), 0);
        vm.assertEq(credit(buyer), 0);
        vm.assertEq(bad.balanceOf(address(jobs)), 4);
    }

    function test_a_token_of_24_decimals_pays_up_to_309_of_it() public {
        bad.setDecimals(24);
        bad.mint(provider, 1e27);
        vm.prank(provider);
        providers.deposit(address(bad), 1e27);
        price(300e24, 1e24);
        Order memory order = draft();
        (order.datasets[0].price, order.algorithm.price, order.pricePerSecond) = (300e24, 1e24, 0);
        place(order);
        settle(order, Outcome.Released, 0);
        vm.assertEq(credit(owner), 300e24);
        vm.assertEq(credit(treasury), 7.525e24);
        order.maxSeconds = 1;
        order.pricePerSecond = 1e24;
        order.salt = keccak256("more than 309");
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidOrder.selector, "maximum"));
        jobs.order(order, quote);
    }

    function price(uint96 data, uint96 algorithm) private {
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(address(bad), data, provider, address(0), 0, 0, 0));
        vm.prank(author);
        assets.setTerms(algorithmId, Terms(address(bad), algorithm, provider, address(0), 0, 0, 0));
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

    function test_a_token_that_returns_nothing_is_deposited_and_its_credit_moved() public {
        fund(stranger, address(dollar), 5e6);
        vm.startPrank(stranger);
        jobs.deposit(address(dollar), stranger, 5e6);
        jobs.transfer(address(dollar), owner, 2e6);
        vm.assertEq(credit(stranger), 3e6);
        vm.assertEq(credit(owner), 2e6);
    }
}
