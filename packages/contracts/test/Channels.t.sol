// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Channels} from "../src/Channels.sol";
import {IBalances} from "../src/interfaces/IBalances.sol";
import {IChannels} from "../src/interfaces/IChannels.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {Channel} from "../src/types/Channel.sol";
import {Forwarding} from "./support/Forwarding.sol";
import {HostileToken} from "./support/HostileTokens.sol";
import {Wallet} from "./support/Wallet.sol";
import {bound, compiled, pass, vm} from "./support/Vm.sol";

abstract contract ChannelsStage is Forwarding {
    uint256 internal constant SESSION_KEY = 0x5E55;
    uint96 internal constant DEPOSIT = 100e6;

    Channels internal channels;
    address internal payee = address(0x9A7EE);
    bytes32 internal channelId;

    function setUp() public virtual override {
        super.setUp();
        deployChannels();
    }

    function deployChannels() internal {
        channels = Channels(vm.deployCode(compiled("Channels"), abi.encode(jobs, forwarder)));
        endow(buyer, address(channels), 1e12);
        channelId = openWith(address(0), "salt");
    }

    function openWith(address signer, bytes32 salt) internal returns (bytes32) {
        vm.prank(buyer);
        return channels.open(payee, address(dollar), signer, DEPOSIT, 1 days, salt);
    }

    function digest(uint256 chain, address verifier, bytes32 id, uint128 cumulative) internal pure returns (bytes32) {
        bytes32 structHash =
            keccak256(abi.encode(keccak256("Voucher(bytes32 channelId,uint128 cumulative)"), id, cumulative));
        return keccak256(abi.encodePacked(hex"1901", domain("Atoll Channels", chain, verifier), structHash));
    }

    function voucher(bytes32 id, uint128 cumulative) internal view returns (bytes memory) {
        return voucher(BUYER_KEY, id, cumulative);
    }

    function voucher(uint256 key, bytes32 id, uint128 cumulative) internal view returns (bytes memory) {
        return sign(key, digest(block.chainid, address(channels), id, cumulative));
    }

    function redeem(uint128 cumulative) internal {
        channels.redeem(channelId, cumulative, voucher(channelId, cumulative));
    }

    function refuseVoucher(bytes memory signature, uint128 cumulative) internal {
        vm.expectRevert(abi.encodeWithSelector(IChannels.InvalidVoucherSignature.selector, channelId));
        channels.redeem(channelId, cumulative, signature);
    }
}

contract ChannelsTest is ChannelsStage {
    function test_a_channel_holds_its_deposit_as_credit_and_pins_the_fee() public view {
        vm.assertEq(dollar.balanceOf(address(channels)), 0);
        vm.assertEq(credit(address(channels)), DEPOSIT);
        Channel memory channel = channels.channelOf(channelId);
        vm.assertEq(channel.payer, buyer);
        vm.assertEq(channel.payee, payee);
        vm.assertEq(channel.deposit, DEPOSIT);
        vm.assertEq(channel.closeDelay, 1 days);
        vm.assertEq(channel.feeRate, 250);
        vm.assertEq(channels.channelIdOf(buyer, payee, address(dollar), "salt"), channelId);
        vm.assertEq(
            channels.digestOf(channelId, 7), digest(block.chainid, address(channels), channelId, 7)
        );
    }

    function test_vouchers_pay_what_they_add_and_the_fee_comes_out_of_it() public {
        vm.expectEmit(address(channels));
        emit IChannels.VoucherRedeemed(channelId, 10e6, 9_750_000, 250_000);
        redeem(10e6);
        vm.prank(stranger);
        channels.redeem(channelId, 30e6, voucher(channelId, 30e6));
        vm.assertEq(credit(payee), 29_250_000);
        vm.assertEq(credit(treasury), 750_000);
        vm.assertEq(credit(address(channels)), 70e6);
    }

    function test_the_rate_of_the_opening_holds_and_the_treasury_of_the_moment_receives() public {
        vm.startPrank(governance);
        jobs.setFeeRate(1_000);
        jobs.setTreasury(stranger);
        vm.stopPrank();
        redeem(10e6);
        vm.assertEq(credit(payee), 9_750_000);
        vm.assertEq(credit(stranger), 250_000);
        vm.assertEq(credit(treasury), 0);
    }

    function test_an_old_voucher_pays_nothing_again() public {
        redeem(10e6);
        bytes memory old = voucher(channelId, 10e6);
        vm.expectRevert(abi.encodeWithSelector(IChannels.VoucherNotHigher.selector, channelId, 10e6, 10e6));
        channels.redeem(channelId, 10e6, old);
        bytes memory older = voucher(channelId, 9e6);
        vm.expectRevert(abi.encodeWithSelector(IChannels.VoucherNotHigher.selector, channelId, 9e6, 10e6));
        channels.redeem(channelId, 9e6, older);
        vm.prank(payee);
        vm.expectRevert(abi.encodeWithSelector(IChannels.VoucherNotHigher.selector, channelId, 9e6, 10e6));
        channels.close(channelId, 9e6, older);
    }

    function test_a_voucher_of_another_channel_chain_or_contract_is_refused() public {
        bytes32 other = openWith(address(0), "other");
        refuseVoucher(voucher(other, 10e6), 10e6);
        refuseVoucher(sign(BUYER_KEY, digest(block.chainid + 1, address(channels), channelId, 10e6)), 10e6);
        refuseVoucher(sign(BUYER_KEY, digest(block.chainid, address(jobs), channelId, 10e6)), 10e6);
        refuseVoucher(voucher(channelId, 11e6), 10e6);
        refuseVoucher(voucher(OPERATOR_KEY, channelId, 10e6), 10e6);
    }

    function test_a_malleable_or_malformed_signature_is_refused() public {
        refuseVoucher(malleable(voucher(channelId, 10e6)), 10e6);
        refuseVoucher("", 10e6);
        refuseVoucher(hex"00", 10e6);
    }

    function test_a_malformed_signature_does_not_pass_for_a_missing_session_key() public {
        vm.assertEq(channels.channelOf(channelId).signer, address(0));
        refuseVoucher(new bytes(65), 10e6);
    }

    function test_no_voucher_pays_more_than_the_deposit() public {
        bytes memory signature = voucher(channelId, DEPOSIT + 1);
        bytes memory reason =
            abi.encodeWithSelector(IChannels.VoucherAboveDeposit.selector, channelId, DEPOSIT + 1, DEPOSIT);
        vm.expectRevert(reason);
        channels.redeem(channelId, DEPOSIT + 1, signature);
        vm.prank(payee);
        vm.expectRevert(reason);
        channels.close(channelId, DEPOSIT + 1, signature);
        // 2^96 more, which cut to 96 bits would be a small one
        uint128 wide = uint128(1) << 96;
        signature = voucher(channelId, wide + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IChannels.VoucherAboveDeposit.selector, channelId, wide + 1, DEPOSIT)
        );
        channels.redeem(channelId, wide + 1, signature);
        redeem(DEPOSIT);
        vm.assertEq(credit(address(channels)), 0);
    }

    function test_a_session_key_signs_beside_the_payer() public {
        channelId = openWith(vm.addr(SESSION_KEY), "session");
        channels.redeem(channelId, 1e6, voucher(SESSION_KEY, channelId, 1e6));
        redeem(2e6);
        refuseVoucher(malleable(voucher(SESSION_KEY, channelId, 3e6)), 3e6);
        vm.assertEq(channels.channelOf(channelId).redeemed, 2e6);
    }

    function test_a_contract_wallet_signs_by_erc1271() public {
        Wallet wallet = new Wallet(buyer, IERC20(address(dollar)), address(channels));
        dollar.mint(address(wallet), DEPOSIT);
        vm.prank(address(wallet));
        channelId = channels.open(payee, address(dollar), address(0), DEPOSIT, 1 hours, "wallet");
        redeem(10e6);
        vm.assertEq(credit(payee), 9_750_000);
        wallet.set(Wallet.Mode.BurnsGas);
        refuseVoucher(voucher(channelId, 11e6), 11e6);
        wallet.set(Wallet.Mode.ReturnsMuch);
        refuseVoucher(voucher(channelId, 11e6), 11e6);
        // a wallet that no longer answers keeps nobody from ending the channel
        vm.prank(payee);
        channels.close(channelId, 10e6, "");
        vm.assertEq(credit(address(wallet)), 90e6);
    }

    function test_the_payee_closes_with_the_last_voucher_and_the_rest_goes_back() public {
        redeem(10e6);
        bytes memory signature = voucher(channelId, 40e6);
        vm.expectEmit(address(channels));
        emit IChannels.ChannelClosed(channelId, 60e6);
        vm.prank(payee);
        channels.close(channelId, 40e6, signature);
        vm.assertEq(credit(payee), 39e6);
        vm.assertEq(credit(buyer), 60e6);
        vm.assertEq(credit(address(channels)), 0);
        bytes memory reason = abi.encodeWithSelector(IChannels.ChannelFinished.selector, channelId);
        signature = voucher(channelId, 50e6);
        vm.expectRevert(reason);
        channels.redeem(channelId, 50e6, signature);
        vm.expectRevert(reason);
        channels.topUp(channelId, 1);
        vm.expectRevert(reason);
        channels.finish(channelId);
        vm.prank(buyer);
        vm.expectRevert(reason);
        channels.requestClose(channelId);
        vm.prank(payee);
        vm.expectRevert(reason);
        channels.close(channelId, 50e6, signature);
    }

    function test_an_id_is_never_used_again_so_that_old_vouchers_stay_dead() public {
        vm.prank(payee);
        channels.close(channelId, 0, "");
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IChannels.ChannelExists.selector, channelId));
        channels.open(payee, address(dollar), address(0), DEPOSIT, 1 days, "salt");
    }

    function test_only_the_payee_closes_and_only_with_a_voucher_that_was_signed() public {
        bytes memory signature = voucher(channelId, 10e6);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IChannels.NotPayee.selector, buyer, payee));
        channels.close(channelId, 0, "");
        vm.prank(payee);
        vm.expectRevert(abi.encodeWithSelector(IChannels.InvalidVoucherSignature.selector, channelId));
        channels.close(channelId, 10e6 + 1, signature);
    }

    function test_a_payer_cannot_leave_while_the_payee_is_away() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IChannels.NotPayer.selector, stranger, buyer));
        channels.requestClose(channelId);
        vm.expectRevert(abi.encodeWithSelector(IChannels.CloseNotDue.selector, channelId, 0));
        channels.finish(channelId);
        uint40 closesAt = uint40(block.timestamp + 1 days);
        vm.expectEmit(address(channels));
        emit IChannels.ChannelClosing(channelId, closesAt);
        vm.prank(buyer);
        channels.requestClose(channelId);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IChannels.ChannelIsClosing.selector, channelId, closesAt));
        channels.requestClose(channelId);
        vm.warp(closesAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IChannels.CloseNotDue.selector, channelId, closesAt));
        channels.finish(channelId);
        redeem(90e6);
        vm.warp(closesAt);
        vm.prank(stranger);
        channels.finish(channelId);
        vm.assertEq(credit(payee), 87_750_000);
        vm.assertEq(credit(buyer), 10e6);
    }

    function test_a_payee_who_never_answers_keeps_nothing_from_the_payer() public {
        vm.prank(buyer);
        channels.requestClose(channelId);
        pass(1 days);
        channels.finish(channelId);
        vm.assertEq(credit(buyer), DEPOSIT);
    }

    function test_a_deposit_grows_until_closing_was_asked_for() public {
        endow(stranger, address(channels), 50e6);
        vm.expectEmit(address(channels));
        emit IChannels.ChannelToppedUp(channelId, stranger, 50e6, 150e6);
        vm.prank(stranger);
        channels.topUp(channelId, 50e6);
        redeem(150e6);
        vm.assertEq(credit(payee), 146_250_000);
        vm.startPrank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IChannels.InvalidChannel.selector, "deposit"));
        channels.topUp(channelId, 0);
        channels.requestClose(channelId);
        vm.expectPartialRevert(IChannels.ChannelIsClosing.selector);
        channels.topUp(channelId, 1);
    }

    function test_a_channel_that_makes_no_sense_is_not_opened() public {
        vm.startPrank(buyer);
        refuseToOpen("payee");
        channels.open(address(0), address(dollar), address(0), 1, 1 days, "");
        refuseToOpen("payee");
        channels.open(address(jobs), address(dollar), address(0), 1, 1 days, "");
        refuseToOpen("payee");
        channels.open(address(channels), address(dollar), address(0), 1, 1 days, "");
        refuseToOpen("deposit");
        channels.open(payee, address(dollar), address(0), 0, 1 days, "");
        refuseToOpen("closeDelay");
        channels.open(payee, address(dollar), address(0), 1, 1 hours - 1, "");
        refuseToOpen("closeDelay");
        channels.open(payee, address(dollar), address(0), 1, 30 days + 1, "");
        TestDollar other = new TestDollar();
        vm.expectRevert(abi.encodeWithSelector(IJobs.TokenNotAccepted.selector, other));
        channels.open(payee, address(other), address(0), 1, 1 days, "");
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IChannels.ChannelUnknown.selector, bytes32("none")));
        channels.finish("none");
    }

    function refuseToOpen(string memory what) private {
        vm.expectRevert(abi.encodeWithSelector(IChannels.InvalidChannel.selector, what));
    }

    function test_every_act_of_payer_and_payee_has_a_signed_form() public {
        forward(
            buyer,
            address(channels),
            abi.encodeCall(channels.open, (payee, address(dollar), address(0), 5e6, 1 days, "relayed"))
        );
        bytes32 relayed = channels.channelIdOf(buyer, payee, address(dollar), "relayed");
        forward(buyer, address(channels), abi.encodeCall(channels.topUp, (relayed, 1e6)));
        vm.assertEq(channels.channelOf(relayed).deposit, 6e6);
        forward(buyer, address(channels), abi.encodeCall(channels.requestClose, (relayed)));
        forward(payee, address(channels), abi.encodeCall(channels.close, (relayed, 0, "")));
        vm.assertEq(credit(buyer), 6e6);
        // an account behind the data counts only where the forwarder put it there
        vm.prank(stranger);
        (bool success,) =
            address(channels).call(abi.encodePacked(abi.encodeCall(channels.requestClose, (channelId)), buyer));
        vm.assertFalse(success);
    }

    function test_what_is_inside_comes_out_when_the_token_is_no_longer_accepted() public {
        vm.prank(governance);
        jobs.setAccepted(address(dollar), false);
        redeem(10e6);
        vm.prank(payee);
        channels.close(channelId, 10e6, "");
        vm.assertEq(credit(buyer), 90e6);
    }

    /// Floors are taken of the sum, so cutting it into pieces neither saves nor costs a unit.
    function test_fee_of_many_small_vouchers_is_that_of_one(uint256 seed) public {
        uint128 sum;
        for (uint256 i = 0; i < 12; ++i) {
            sum += uint128(bound(uint256(keccak256(abi.encode(seed, i))), 1, i % 3 == 0 ? 3 : 1_000));
            redeem(sum);
        }
        vm.assertEq(credit(treasury), (sum * 250) / 10_000);
        vm.assertEq(credit(payee) + credit(treasury), sum);
        vm.assertEq(credit(address(channels)), DEPOSIT - sum);
    }

    function test_one_unit_pays_the_payee_and_no_fee() public {
        redeem(1);
        vm.assertEq(credit(payee), 1);
        vm.assertEq(credit(treasury), 0);
    }
}

contract ChannelsHostileTokenTest is ChannelsStage {
    HostileToken private bad;

    function setUp() public override {
        vm.warp(1_800_000_000);
        bad = new HostileToken();
        // every function used of it has the dollar's signature
        dollar = TestDollar(address(bad));
        deployAtoll(address(bad));
        deployChannels();
    }

    function test_a_deposit_that_arrives_short_opens_nothing() public {
        bad.set(HostileToken.Mode.KeepsFee);
        vm.prank(buyer);
        vm.expectPartialRevert(IJobs.TransferShort.selector);
        channels.open(payee, address(bad), address(0), 100e6, 1 days, "short");
        bad.set(HostileToken.Mode.ReturnsFalse);
        vm.prank(buyer);
        vm.expectRevert();
        channels.open(payee, address(bad), address(0), 100e6, 1 days, "false");
    }

    function test_a_token_that_calls_back_cannot_redeem_what_is_not_paid_yet() public {
        bytes32 next = channels.channelIdOf(buyer, payee, address(bad), "next");
        bad.reenter(address(channels), abi.encodeCall(channels.redeem, (next, 100e6, voucher(next, 100e6))));
        vm.prank(buyer);
        channels.open(payee, address(bad), address(0), 100e6, 1 days, "next");
        vm.assertFalse(bad.reentered());
        vm.assertEq(bytes32(bad.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
        vm.assertEq(credit(payee), 0);
    }

    function test_a_token_that_stops_moving_keeps_no_channel_from_ending() public {
        bad.set(HostileToken.Mode.Reverts);
        redeem(10e6);
        vm.prank(payee);
        channels.close(channelId, 10e6, "");
        vm.assertEq(credit(buyer), 90e6);
        vm.assertEq(credit(payee), 9_750_000);
    }
}
