// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Channels} from "../../src/Channels.sol";
import {Channel} from "../../src/types/Channel.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Opens, feeds, redeems and ends channels at random, and keeps books of its own.
contract ChannelsHandler is Actor {
    uint256 private constant PAYER_KEY = 0xCAFE;
    address private constant PAYEE = address(0x9A7EE);

    struct Totals {
        uint256 deposited;
        uint256 redeemed;
        uint256 refunded;
    }

    Channels private immutable channels;
    address private immutable payer = vm.addr(PAYER_KEY);
    Totals private _totals;
    bytes32[] private _ids;
    mapping(bytes32 => bool) private _ended;

    constructor(Books books_) Actor(books_) {
        channels = books_.world().channels;
        dollar.mint(payer, 1e30);
        vm.prank(payer);
        dollar.approve(address(channels), type(uint256).max);
    }

    function totals() external view returns (Totals memory) {
        return _totals;
    }

    function ids() external view returns (bytes32[] memory) {
        return _ids;
    }

    /// What vouchers and refunds may still take.
    function liability() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _ids.length; ++i) {
            Channel memory channel = channels.channelOf(_ids[i]);
            sum += channel.deposit - channel.redeemed;
        }
    }

    function open(uint256 seed) external counted("channels.open") {
        start(seed);
    }

    function start(uint256 seed) private returns (bytes32 id) {
        acceptToken();
        uint96 amount = uint96(bound(seed, 1, 1e9));
        vm.prank(payer);
        id = channels.open(
            PAYEE, address(dollar), address(0), amount, uint24(bound(seed >> 96, 1 hours, 2 hours)), bytes32(_ids.length)
        );
        _ids.push(id);
        _totals.deposited += amount;
    }

    function topUp(uint256 seed) external counted("channels.topUp") {
        uint96 amount = uint96(bound(seed >> 8, 1, 1e6));
        bytes32 id = pick(seed);
        acceptToken();
        vm.prank(payer);
        channels.topUp(id, amount);
        _totals.deposited += amount;
    }

    function redeem(uint256 seed) external counted("channels.redeem") {
        bytes32 id = pick(seed);
        Channel memory channel = channels.channelOf(id);
        uint128 cumulative = amountOf(channel, mixed(seed));
        channels.redeem(id, cumulative, sign(PAYER_KEY, channels.digestOf(id, cumulative)));
        if (cumulative > channel.deposit) books.breach("overdrawn");
        _totals.redeemed += cumulative - channel.redeemed;
    }

    function close(uint256 seed) external counted("channels.close") {
        bytes32 id = pick(seed);
        Channel memory channel = channels.channelOf(id);
        uint128 cumulative = amountOf(channel, mixed(seed));
        bytes memory signature = sign(PAYER_KEY, channels.digestOf(id, cumulative));
        vm.prank(PAYEE);
        channels.close(id, cumulative, signature);
        _totals.redeemed += cumulative - channel.redeemed;
        if (cumulative > channel.deposit) books.breach("overdrawn");
        else ended(id, channel.deposit - cumulative);
    }

    function requestClose(uint256 seed) external counted("channels.requestClose") {
        bytes32 id = pick(seed);
        vm.prank(payer);
        channels.requestClose(id);
    }

    function finish(uint256 seed) external counted("channels.finish") {
        bytes32 id = pick(seed);
        if (channels.channelOf(id).closesAt == 0 && seed & 0x3000 != 0) {
            vm.prank(payer);
            channels.requestClose(id);
        }
        Channel memory channel = channels.channelOf(id);
        if (channel.closesAt > now_() && seed & 0x7000 != 0) {
            moveTo(channel.closesAt);
        }
        channels.finish(id);
        if (channel.closesAt == 0 || now_() < channel.closesAt) books.breach("too soon");
        ended(id, channel.deposit - channel.redeemed);
    }

    /// Now and then a voucher that is too old or above the deposit.
    function amountOf(Channel memory channel, uint256 seed) private pure returns (uint128) {
        if (seed % 8 == 0) return channel.deposit + uint128(bound(seed >> 8, 1, 1e6));
        return uint128(bound(seed >> 8, channel.redeemed, channel.deposit));
    }

    function ended(bytes32 id, uint256 refunded) private {
        if (_ended[id]) books.breach("ended twice");
        _ended[id] = true;
        _totals.refunded += refunded;
    }

    /// One of the latest, mostly one that is open.
    function pick(uint256 seed) private returns (bytes32 id) {
        uint256 count = _ids.length < 4 ? _ids.length : 4;
        for (uint256 i = 0; i < count; ++i) {
            id = _ids[_ids.length - 1 - (((seed & 0xff) + i) % count)];
            if (!_ended[id] || seed & 0xf00 == 0) return id;
        }
        return start(mixed(seed));
    }
}
