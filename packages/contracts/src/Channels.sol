// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Purse} from "./Purse.sol";
import {IChannels} from "./interfaces/IChannels.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Channel} from "./types/Channel.sol";

/// Payment channels whose deposits are this contract's credit in the escrow's ledger: its credit is the sum of what is open.
///
/// The fee's rate is the one of the opening, so that neither side's share changes under way. Its receiver is the treasury of the
/// moment: it is no part of the bargain, and a treasury that governance has left must not be paid for as long as channels last.
contract Channels is IChannels, Purse, ERC2771Context, EIP712, ReentrancyGuardTransient {
    uint24 public constant MIN_CLOSE_DELAY = 1 hours;
    uint24 public constant MAX_CLOSE_DELAY = 30 days;
    bytes32 private constant VOUCHER = keccak256("Voucher(bytes32 channelId,uint128 cumulative)");
    uint256 private constant UNIT = 10_000;

    mapping(bytes32 channelId => Channel) private _channels;

    /// @param jobs_ escrow that keeps the ledger
    /// @param relay trusted forwarder of signed acts
    constructor(address jobs_, address relay) Purse(jobs_) ERC2771Context(relay) EIP712("Atoll Channels", "1") {}

    function channelIdOf(address payer, address payee, address token, bytes32 salt) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), payer, payee, token, salt));
    }

    function digestOf(bytes32 channelId, uint128 cumulative) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VOUCHER, channelId, cumulative)));
    }

    function channelOf(bytes32 channelId) external view returns (Channel memory) {
        return _channels[channelId];
    }

    function open(
        address payee,
        address token,
        address signer,
        uint96 deposit,
        uint24 closeDelay,
        bytes32 salt
    ) external nonReentrant returns (bytes32 channelId) {
        address payer = _msgSender();
        if (payee == address(0) || payee == address(_ledger) || payee == address(this)) revert InvalidChannel("payee");
        if (deposit == 0) revert InvalidChannel("deposit");
        if (closeDelay < MIN_CLOSE_DELAY || closeDelay > MAX_CLOSE_DELAY) revert InvalidChannel("closeDelay");
        uint8 tokenIndex = _ledger.tokenIndexOf(token);
        if (tokenIndex == 0) revert IJobs.TokenNotAccepted(token);
        channelId = channelIdOf(payer, payee, token, salt);
        Channel storage channel = _channels[channelId];
        if (channel.payer != address(0)) revert ChannelExists(channelId);
        uint16 feeRate = _ledger.feeRate();
        (channel.payer, channel.deposit, channel.payee) = (payer, deposit, payee);
        (channel.signer, channel.closeDelay) = (signer, closeDelay);
        (channel.feeRate, channel.tokenIndex) = (feeRate, tokenIndex);
        _take(token, payer, deposit);
        emit ChannelOpened(channelId, payer, payee, token, signer, deposit, closeDelay, feeRate);
    }

    function topUp(bytes32 channelId, uint96 amount) external nonReentrant {
        Channel storage channel = _find(channelId);
        if (amount == 0) revert InvalidChannel("deposit");
        if (channel.closesAt != 0) revert ChannelIsClosing(channelId, channel.closesAt);
        uint96 deposit = channel.deposit + amount;
        channel.deposit = deposit;
        _take(_tokenOf(channel), _msgSender(), amount);
        emit ChannelToppedUp(channelId, _msgSender(), amount, deposit);
    }

    function redeem(bytes32 channelId, uint128 cumulative, bytes calldata signature) external nonReentrant {
        Channel storage channel = _find(channelId);
        uint96 redeemed = channel.redeemed;
        if (cumulative <= redeemed) revert VoucherNotHigher(channelId, cumulative, redeemed);
        _checkVoucher(channelId, channel, cumulative, signature);
        channel.redeemed = uint96(cumulative);
        _pay(channelId, channel, _tokenOf(channel), redeemed, cumulative);
    }

    function close(bytes32 channelId, uint128 cumulative, bytes calldata signature) external nonReentrant {
        Channel storage channel = _find(channelId);
        if (_msgSender() != channel.payee) revert NotPayee(_msgSender(), channel.payee);
        uint96 redeemed = channel.redeemed;
        if (cumulative < redeemed) revert VoucherNotHigher(channelId, cumulative, redeemed);
        address token = _tokenOf(channel);
        if (cumulative > redeemed) {
            _checkVoucher(channelId, channel, cumulative, signature);
            _pay(channelId, channel, token, redeemed, cumulative);
        }
        _end(channelId, channel, token, channel.deposit - cumulative);
    }

    function requestClose(bytes32 channelId) external {
        Channel storage channel = _find(channelId);
        if (_msgSender() != channel.payer) revert NotPayer(_msgSender(), channel.payer);
        // asking again would only move the payer's own deadline
        if (channel.closesAt != 0) revert ChannelIsClosing(channelId, channel.closesAt);
        uint40 closesAt = uint40(block.timestamp) + channel.closeDelay;
        channel.closesAt = closesAt;
        emit ChannelClosing(channelId, closesAt);
    }

    function finish(bytes32 channelId) external nonReentrant {
        Channel storage channel = _find(channelId);
        uint40 closesAt = channel.closesAt;
        if (closesAt == 0 || block.timestamp < closesAt) revert CloseNotDue(channelId, closesAt);
        _end(channelId, channel, _tokenOf(channel), channel.deposit - channel.redeemed);
    }

    /// The fee is that of the sum, less what was taken before: many small vouchers cost the same as one.
    function _pay(bytes32 channelId, Channel storage channel, address token, uint256 redeemed, uint256 cumulative)
        private
    {
        uint256 rate = channel.feeRate;
        uint256 fee = (cumulative * rate) / UNIT - (redeemed * rate) / UNIT;
        uint256 paid = cumulative - redeemed - fee;
        emit VoucherRedeemed(channelId, cumulative, paid, fee);
        _give(token, channel.payee, paid);
        _give(token, _ledger.treasury(), fee);
    }

    /// The payer stays, as the mark that this id was used: a channel opened anew must not honour its vouchers.
    function _end(bytes32 channelId, Channel storage channel, address token, uint256 rest) private {
        address payer = channel.payer;
        delete _channels[channelId];
        channel.payer = payer;
        emit ChannelClosed(channelId, rest);
        _give(token, payer, rest);
    }

    function _checkVoucher(bytes32 channelId, Channel storage channel, uint128 cumulative, bytes calldata signature)
        private
        view
    {
        if (cumulative > channel.deposit) revert VoucherAboveDeposit(channelId, cumulative, channel.deposit);
        bytes32 digest = digestOf(channelId, cumulative);
        address signer = channel.signer;
        if (signer != address(0) && Signatures.recover(digest, signature) == signer) return;
        if (!Signatures.isValid(channel.payer, digest, signature)) revert InvalidVoucherSignature(channelId);
    }

    function _find(bytes32 channelId) private view returns (Channel storage channel) {
        channel = _channels[channelId];
        if (channel.payer == address(0)) revert ChannelUnknown(channelId);
        if (channel.payee == address(0)) revert ChannelFinished(channelId);
    }

    function _tokenOf(Channel storage channel) private view returns (address) {
        return _ledger.tokenAt(channel.tokenIndex);
    }
}
