// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Channel} from "../types/Channel.sol";

/// One-way payment channels: the payer deposits once and pays by vouchers that cost nothing to sign. A voucher names the sum of all
/// that was paid so far, so the payee keeps the latest alone and redeems it whenever it likes.
///
/// The payee can redeem until the channel has ended, which the payer alone cannot bring about sooner than `closeDelay` after asking.
/// The payer gets back what no redeemed voucher covers, at the latest `closeDelay` after asking, by anyone's call.
interface IChannels {
    event ChannelOpened(
        bytes32 indexed channelId,
        address indexed payer,
        address indexed payee,
        address token,
        address signer,
        uint256 deposit,
        uint24 closeDelay,
        uint16 feeRate
    );
    /// @param deposit all that was put in since the opening
    event ChannelToppedUp(bytes32 indexed channelId, address indexed from, uint256 amount, uint256 deposit);
    /// @param cumulative sum of all vouchers redeemed
    /// @param paid to the payee now
    /// @param fee to the treasury now
    event VoucherRedeemed(bytes32 indexed channelId, uint256 cumulative, uint256 paid, uint256 fee);
    event ChannelClosing(bytes32 indexed channelId, uint40 closesAt);
    /// @param refunded to the payer
    event ChannelClosed(bytes32 indexed channelId, uint256 refunded);

    error ChannelUnknown(bytes32 channelId);
    error ChannelExists(bytes32 channelId);
    error ChannelFinished(bytes32 channelId);
    error ChannelIsClosing(bytes32 channelId, uint40 closesAt);
    error CloseNotDue(bytes32 channelId, uint40 closesAt);
    error InvalidChannel(string what);
    error InvalidVoucherSignature(bytes32 channelId);
    error VoucherNotHigher(bytes32 channelId, uint256 cumulative, uint256 redeemed);
    error VoucherAboveDeposit(bytes32 channelId, uint256 cumulative, uint256 deposit);
    error NotPayer(address caller, address payer);
    error NotPayee(address caller, address payee);

    /// Hash of chain, contract, payer, payee, token and salt.
    function channelIdOf(address payer, address payee, address token, bytes32 salt) external view returns (bytes32);
    /// EIP-712 digest of `Voucher(bytes32 channelId,uint128 cumulative)`; domain "Atoll Channels", version "1".
    function digestOf(bytes32 channelId, uint128 cumulative) external view returns (bytes32);
    function channelOf(bytes32 channelId) external view returns (Channel memory);

    /// Takes the deposit from the caller's wallet.
    /// @param signer key that may sign vouchers beside the caller, or zero. A payee should ask for one where the payer is a contract:
    /// what a contract wallet holds for signed (ERC-1271) it can take back before the voucher is redeemed
    /// @param closeDelay 1 hour to 30 days
    /// @param salt makes channels differ that are otherwise the same
    function open(
        address payee,
        address token,
        address signer,
        uint96 deposit,
        uint24 closeDelay,
        bytes32 salt
    ) external returns (bytes32 channelId);
    /// Adds to the deposit, from the caller's wallet; what is not spent is the payer's. Not once closing was asked for.
    function topUp(bytes32 channelId, uint96 amount) external;
    /// Pays what a voucher adds to the last one redeemed; anyone may send it.
    /// @param signature by the payer (EIP-712, or ERC-1271 for a contract) or by the channel's signer
    function redeem(bytes32 channelId, uint128 cumulative, bytes calldata signature) external;
    /// By the payee: redeems the last voucher, gives back the rest and ends the channel.
    /// @param cumulative of the last voucher; what was redeemed already needs no signature
    function close(bytes32 channelId, uint128 cumulative, bytes calldata signature) external;
    /// By the payer: from `closeDelay` on anyone may finish.
    function requestClose(bytes32 channelId) external;
    /// Gives the payer what is left, once the delay has passed.
    function finish(bytes32 channelId) external;
}
