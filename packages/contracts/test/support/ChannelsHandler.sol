// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Channels} from "../../src/Channels.sol";
import {Jobs} from "../../src/Jobs.sol";
import {TestDollar} from "../../src/TestDollar.sol";
import {Channel} from "../../src/types/Channel.sol";
import {Signing} from "./Signing.sol";
import {bound, vm} from "./Vm.sol";

/// Opens, feeds, redeems and ends channels at random, and keeps books of its own.
contract ChannelsHandler is Signing {
    uint256 private constant PAYER_KEY = 0xCAFE;
    address private constant PAYEE = address(0x9A7EE);

    struct Books {
        uint256 deposited;
        uint256 redeemed;
        uint256 refunded;
        uint256 endedTwice;
        uint256 endedEarly;
    }

    Channels private immutable channels;
    Jobs private immutable jobs;
    TestDollar private immutable dollar;
    address private immutable governance;
    address private immutable payer = vm.addr(PAYER_KEY);
    Books private _books;
    bytes32[] private _ids;
    mapping(bytes32 => bool) private _ended;
    uint256 private _time = block.timestamp;

    constructor(Channels channels_, Jobs jobs_, TestDollar dollar_, address governance_) {
        (channels, jobs, dollar, governance) = (channels_, jobs_, dollar_, governance_);
        dollar.mint(payer, 1e30);
        vm.prank(payer);
        dollar.approve(address(channels), type(uint256).max);
    }

    /// The block time is kept here: the compiler may reuse what it read before a cheatcode moved it.
    modifier timely() {
        vm.warp(_time);
        _;
    }

    function books() external view returns (Books memory) {
        return _books;
    }

    function ids() external view returns (bytes32[] memory) {
        return _ids;
    }

    function pass(uint256 seed) external {
        _time += bound(seed, 1, 40 minutes);
    }

    function open(uint256 seed) external timely {
        uint96 amount = uint96(bound(seed, 1, 1e9));
        vm.prank(payer);
        bytes32 id = channels.open(
            PAYEE, address(dollar), address(0), amount, uint24(bound(seed >> 96, 1 hours, 2 hours)), bytes32(_ids.length)
        );
        _ids.push(id);
        _books.deposited += amount;
    }

    function topUp(uint256 seed) external timely {
        uint96 amount = uint96(bound(seed >> 8, 1, 1e6));
        vm.prank(payer);
        channels.topUp(pick(seed), amount);
        _books.deposited += amount;
    }

    function redeem(uint256 seed) external timely {
        bytes32 id = pick(seed);
        Channel memory channel = channels.channelOf(id);
        // now and then one that is too old or above the deposit
        uint128 cumulative = uint128(bound(seed >> 8, channel.redeemed, uint256(channel.deposit) + 3));
        channels.redeem(id, cumulative, sign(PAYER_KEY, channels.digestOf(id, cumulative)));
        _books.redeemed += cumulative - channel.redeemed;
    }

    function close(uint256 seed) external timely {
        bytes32 id = pick(seed);
        Channel memory channel = channels.channelOf(id);
        uint128 cumulative = uint128(bound(seed >> 8, channel.redeemed, uint256(channel.deposit) + 3));
        bytes memory signature = sign(PAYER_KEY, channels.digestOf(id, cumulative));
        vm.prank(PAYEE);
        channels.close(id, cumulative, signature);
        _books.redeemed += cumulative - channel.redeemed;
        ended(id, channel.deposit - cumulative);
    }

    function requestClose(uint256 seed) external timely {
        vm.prank(payer);
        channels.requestClose(pick(seed));
    }

    function finish(uint256 seed) external timely {
        bytes32 id = pick(seed);
        Channel memory channel = channels.channelOf(id);
        if (channel.closesAt > _time && seed & 0x1000 == 0) {
            _time = channel.closesAt;
            vm.warp(_time);
        }
        channels.finish(id);
        if (channel.closesAt == 0 || _time < channel.closesAt) ++_books.endedEarly;
        ended(id, channel.deposit - channel.redeemed);
    }

    function govern(uint256 seed) external timely {
        vm.prank(governance);
        jobs.setFeeRate(uint16(bound(seed, 0, 1_000)));
    }

    function ended(bytes32 id, uint256 refunded) private {
        if (_ended[id]) ++_books.endedTwice;
        _ended[id] = true;
        _books.refunded += refunded;
    }

    /// One of the latest, mostly one that is open.
    function pick(uint256 seed) private view returns (bytes32 id) {
        for (uint256 i = 0; i < 4; ++i) {
            id = _ids[_ids.length - 1 - (((seed & 0xff) + i) % (_ids.length < 8 ? _ids.length : 8))];
            if (!_ended[id] || seed & 0xf00 == 0) return id;
        }
    }
}
