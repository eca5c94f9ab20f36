// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Relay} from "../src/Relay.sol";
import {IBalances} from "../src/interfaces/IBalances.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {Act, Call, IRelay} from "../src/interfaces/IRelay.sol";
import {Order, Outcome, Quote} from "../src/types/Order.sol";
import {Market} from "./support/Market.sol";
import {Targets} from "./support/Targets.sol";
import {vm} from "./support/Vm.sol";
import {Wallet} from "./support/Wallet.sol";

contract RelayTest is Market {
    Targets private targets = new Targets();

    function setUp() public override {
        super.setUp();
        vm.prank(buyer);
        jobs.deposit(address(dollar), buyer, 100e6);
    }

    /// An act of the buyer's that pays the relayer 1 dollar.
    function act(Call[] memory calls) private view returns (Act memory) {
        return Act(buyer, calls, address(dollar), 1e6, uint40(block.timestamp + 1 hours), keccak256("salt"));
    }

    function act(address target, bytes memory data) private view returns (Act memory) {
        Call[] memory calls = new Call[](1);
        calls[0] = Call(target, data);
        return act(calls);
    }

    function digestOf(Act memory what) private view returns (bytes32) {
        return actDigest(address(relay), block.chainid, what);
    }

    function send(Act memory what) private {
        bytes memory signature = sign(BUYER_KEY, digestOf(what));
        vm.prank(stranger);
        relay.execute(what, signature);
    }

    function refuse(Act memory what, bytes memory reason) private {
        refuse(what, sign(BUYER_KEY, digestOf(what)), reason);
    }

    function refuse(Act memory what, bytes memory signature, bytes memory reason) private {
        vm.prank(stranger);
        vm.expectRevert(reason);
        relay.execute(what, signature);
    }

    function invalid() private view returns (bytes memory) {
        return abi.encodeWithSelector(IRelay.InvalidActSignature.selector, buyer);
    }

    function failed(uint256 index, address target) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRelay.CallFailed.selector, index, target);
    }

    function withdrawal(address to) private view returns (bytes memory) {
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        return abi.encodeCall(jobs.withdraw, (tokens, to));
    }

    function note() private view returns (Act memory) {
        return act(address(targets), abi.encodeCall(targets.note, ()));
    }

    function test_a_withdrawal_by_signature_pays_the_relayer_and_takes_the_rest() public {
        Act memory what = act(address(jobs), withdrawal(buyer));
        uint256 before = dollar.balanceOf(buyer);
        bytes memory signature = sign(BUYER_KEY, digestOf(what));
        vm.assertEq(relay.digestOf(what), digestOf(what));
        vm.assertFalse(relay.isUsed(digestOf(what)));
        vm.expectEmit(address(relay));
        emit IRelay.ActExecuted(digestOf(what), buyer, stranger, address(dollar), 1e6);
        vm.prank(stranger);
        relay.execute(what, signature);
        vm.assertEq(dollar.balanceOf(buyer) - before, 99e6);
        vm.assertEq(credit(stranger), 1e6);
        vm.assertEq(credit(buyer), 0);
        vm.assertTrue(relay.isUsed(digestOf(what)));
    }

    function test_a_wallet_without_coin_or_credit_acts_by_two_signatures() public {
        uint256 key = 0xF4E5;
        dollar.mint(vm.addr(key), 10e6);
        Call[] memory calls = permitAndDeposit(key);
        Act memory what = act(calls);
        what.account = vm.addr(key);
        bytes memory signature = sign(key, digestOf(what));
        vm.prank(stranger);
        relay.execute(what, signature);
        vm.assertEq(credit(stranger), 1e6);
        vm.assertEq(credit(vm.addr(key)), 9e6);
    }

    function test_a_permit_that_was_front_run_does_not_undo_the_act() public {
        uint256 key = 0xF4E5;
        dollar.mint(vm.addr(key), 10e6);
        Call[] memory calls = permitAndDeposit(key);
        Act memory what = act(calls);
        what.account = vm.addr(key);
        bytes memory signature = sign(key, digestOf(what));
        vm.prank(address(0xBAD));
        (bool success,) = address(dollar).call(calls[0].data);
        vm.assertTrue(success);
        relay.execute(what, signature);
        vm.assertEq(credit(vm.addr(key)), 9e6);
    }

    function test_a_void_permit_leaves_it_to_the_allowance_and_undoes_all() public {
        uint256 key = 0xF4E5;
        Call[] memory calls = permitAndDeposit(key);
        calls[0].data[100] ^= 0x01;
        dollar.mint(vm.addr(key), 10e6);
        Act memory what = act(calls);
        what.account = vm.addr(key);
        bytes memory signature = sign(key, digestOf(what));
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientAllowance.selector);
        relay.execute(what, signature);
        vm.assertEq(dollar.balanceOf(vm.addr(key)), 10e6);
        vm.assertFalse(relay.isUsed(digestOf(what)));
    }

    function permitAndDeposit(uint256 key) private view returns (Call[] memory calls) {
        address account = vm.addr(key);
        bytes memory permit = permitFor(key, dollar, address(jobs), 10e6, block.timestamp + 1);
        (uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(permit, (uint256, uint256, uint8, bytes32, bytes32));
        calls = new Call[](2);
        calls[0] = Call(
            address(dollar), abi.encodeCall(dollar.permit, (account, address(jobs), value, deadline, v, r, s))
        );
        calls[1] = Call(address(jobs), abi.encodeCall(jobs.deposit, (address(dollar), account, 10e6)));
    }

    function test_a_signature_is_used_once() public {
        send(note());
        refuse(note(), abi.encodeWithSelector(IRelay.ActUsed.selector, digestOf(note())));
        vm.assertEq(targets.count(), 1);
    }

    function test_a_signature_of_another_chain_contract_account_or_act_is_refused() public {
        Act memory what = note();
        refuse(what, sign(BUYER_KEY, actDigest(address(relay), block.chainid + 1, what)), invalid());
        refuse(what, sign(BUYER_KEY, actDigest(address(jobs), block.chainid, what)), invalid());
        refuse(what, sign(OPERATOR_KEY, digestOf(what)), invalid());
        bytes memory signature = sign(BUYER_KEY, digestOf(what));
        what.fee += 1;
        refuse(what, signature, invalid());
        what = note();
        what.calls[0].data = abi.encodeCall(targets.refuse, (1));
        refuse(what, signature, invalid());
        what = note();
        what.calls[0].target = address(jobs);
        refuse(what, signature, invalid());
        what = note();
        what.salt = 0;
        refuse(what, signature, invalid());
        what = note();
        what.deadline += 1;
        refuse(what, signature, invalid());
        what = note();
        what.feeToken = address(0);
        refuse(what, signature, invalid());
        what = note();
        what.account = stranger;
        refuse(what, signature, abi.encodeWithSelector(IRelay.InvalidActSignature.selector, stranger));
        what.account = address(0);
        refuse(what, "", abi.encodeWithSelector(IRelay.InvalidActSignature.selector, address(0)));
    }

    function test_a_signature_does_not_outlive_a_fork_of_the_chain() public {
        Act memory what = note();
        bytes memory signature = sign(BUYER_KEY, digestOf(what));
        vm.chainId(block.chainid + 1);
        refuse(what, signature, invalid());
    }

    function test_a_malleable_signature_is_refused() public {
        Act memory what = note();
        refuse(what, malleable(sign(BUYER_KEY, digestOf(what))), invalid());
    }

    function test_an_act_is_sent_until_its_deadline() public {
        Act memory what = note();
        vm.warp(what.deadline + 1);
        refuse(what, abi.encodeWithSelector(IRelay.ActExpired.selector, what.deadline));
        vm.warp(what.deadline);
        send(what);
    }

    function test_a_contract_wallet_acts_by_erc1271() public {
        Wallet wallet = new Wallet(buyer, IERC20(address(dollar)), address(jobs));
        vm.prank(buyer);
        jobs.transfer(address(dollar), address(wallet), 3e6);
        Act memory what = act(address(jobs), withdrawal(address(wallet)));
        what.account = address(wallet);
        bytes memory wrong = abi.encodeWithSelector(IRelay.InvalidActSignature.selector, wallet);
        refuse(what, sign(OPERATOR_KEY, digestOf(what)), wrong);
        send(what);
        vm.assertEq(dollar.balanceOf(address(wallet)), 2e6);
        wallet.set(Wallet.Mode.BurnsGas);
        what.salt = 0;
        refuse(what, wrong);
    }

    function test_a_fee_that_no_credit_covers_undoes_the_act() public {
        Act memory what = note();
        what.fee = 100e6 + 1;
        refuse(
            what,
            abi.encodeWithSelector(IBalances.InsufficientCredit.selector, buyer, dollar, 100e6 + 1, 100e6)
        );
        vm.assertEq(targets.count(), 0);
    }

    function test_all_calls_are_done_or_none() public {
        Call[] memory calls = new Call[](2);
        calls[0] = Call(address(jobs), withdrawal(buyer));
        calls[1] = Call(address(targets), abi.encodeCall(targets.refuse, (7)));
        refuse(act(calls), abi.encodeWithSelector(Targets.Refused.selector, 7));
        vm.assertEq(credit(buyer), 100e6);
        vm.assertFalse(relay.isUsed(digestOf(act(calls))));
        calls[1].data = abi.encodeCall(targets.refuseSilently, ());
        refuse(act(calls), failed(1, address(targets)));
        vm.assertEq(credit(buyer), 100e6);
    }

    function test_what_a_target_returns_costs_nobody_else() public {
        uint256 gas = gasleft();
        send(act(address(targets), abi.encodeCall(targets.answerAtLength, (1e5))));
        vm.assertLe(gas - gasleft(), 200_000);
        send(act(address(targets), abi.encodeCall(targets.permit, (buyer, buyer, 0, 0, 0, 0, 0))));
        Act memory what = act(address(targets), abi.encodeCall(targets.refuseAtLength, (1e5)));
        try relay.execute(what, sign(BUYER_KEY, digestOf(what))) {
            vm.assertTrue(false);
        } catch (bytes memory reason) {
            vm.assertEq(reason.length, 4_096);
        }
    }

    function test_nothing_without_code_and_not_the_relay_itself_is_called() public {
        refuse(act(address(0x1234), ""), failed(0, address(0x1234)));
        Act memory inner = note();
        bytes memory data = abi.encodeCall(relay.execute, (inner, sign(BUYER_KEY, digestOf(inner))));
        refuse(act(address(relay), data), failed(0, address(relay)));
    }

    function test_eight_calls_are_enough() public {
        Call[] memory calls = new Call[](9);
        refuse(act(calls), abi.encodeWithSelector(IRelay.TooManyCalls.selector, 9));
        calls = new Call[](8);
        for (uint256 i = 0; i < 8; ++i) {
            calls[i] = note().calls[0];
        }
        send(act(calls));
        vm.assertEq(targets.count(), 8);
    }

    function test_an_act_cannot_send_itself_again() public {
        // the act names a target that sends a second act, and then that second act again
        Act memory inner = note();
        inner.salt = keccak256("inner");
        bytes memory data = abi.encodeCall(targets.send, (relay, inner, sign(BUYER_KEY, digestOf(inner))));
        Call[] memory calls = new Call[](2);
        (calls[0], calls[1]) = (Call(address(targets), data), Call(address(targets), data));
        send(act(calls));
        vm.assertEq(targets.count(), 1);
        vm.assertEq(keccak256(targets.reason()), keccak256(abi.encodeWithSelector(IRelay.ActUsed.selector, digestOf(inner))));
    }

    function test_an_account_makes_its_own_act_unusable() public {
        Act memory what = note();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IRelay.NotAccount.selector, stranger, buyer));
        relay.revoke(what);
        vm.expectEmit(address(relay));
        emit IRelay.ActRevoked(digestOf(what), buyer);
        vm.prank(buyer);
        relay.revoke(what);
        refuse(what, abi.encodeWithSelector(IRelay.ActUsed.selector, digestOf(what)));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IRelay.ActUsed.selector, digestOf(what)));
        relay.revoke(what);
    }

    function test_a_target_is_told_the_account_behind_the_data() public {
        send(note());
        vm.assertEq(
            keccak256(targets.received()), keccak256(abi.encodePacked(targets.note.selector, buyer))
        );
    }

    function test_nobody_acts_as_another_by_bytes_of_his_own() public {
        // straight to the ledger, with the buyer behind the data
        vm.prank(stranger);
        (bool success, bytes memory reason) =
            address(jobs).call(abi.encodePacked(withdrawal(stranger), buyer));
        vm.assertFalse(success);
        vm.assertEq(
            keccak256(reason),
            keccak256(abi.encodeWithSelector(IBalances.NothingToWithdraw.selector, stranger, dollar))
        );
        // by an act of the thief's own, which the relay closes with the thief's account
        Act memory what = act(address(jobs), abi.encodePacked(withdrawal(operator), buyer));
        (what.account, what.fee) = (operator, 0);
        refuse(
            what,
            sign(OPERATOR_KEY, digestOf(what)),
            abi.encodeWithSelector(IBalances.NothingToWithdraw.selector, operator, dollar)
        );
        // by data cut short, so that the account is read as an argument
        what.calls[0].data = abi.encodePacked(jobs.transfer.selector, abi.encode(dollar, stranger), bytes12(0));
        refuse(
            what,
            sign(OPERATOR_KEY, digestOf(what)),
            abi.encodeWithSelector(
                IBalances.InsufficientCredit.selector, operator, dollar, uint160(operator), 0
            )
        );
        vm.assertEq(credit(buyer), 100e6);
    }

    function test_an_order_is_not_an_act_and_has_a_signed_form_of_its_own() public {
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        refuse(
            act(address(jobs), abi.encodeCall(jobs.order, (order, quote))),
            abi.encodeWithSelector(IJobs.NotBuyer.selector, relay, buyer)
        );
    }

    function test_who_expires_a_job_by_an_act_gets_the_share_of_the_caller() public {
        Order memory order = draft();
        place(order);
        vm.warp(order.runBy + 1);
        uint256 before = credit(buyer);
        send(act(address(jobs), abi.encodeCall(jobs.expire, (order))));
        vm.assertEq(credit(buyer) - before, 52_275_000 + 2_613_750 + 261_375 - 1e6);
        vm.assertEq(credit(address(relay)), 0);
    }
}
