// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Channels} from "../src/Channels.sol";
import {Channel} from "../src/types/Channel.sol";
import {ChannelsHandler} from "./support/ChannelsHandler.sol";
import {Forwarding} from "./support/Forwarding.sol";
import {compiled, vm} from "./support/Vm.sol";

contract ChannelsInvariantsTest is Forwarding {
    Channels private channels;
    ChannelsHandler private handler;

    function setUp() public override {
        super.setUp();
        channels = Channels(vm.deployCode(compiled("Channels"), abi.encode(jobs, forwarder)));
        handler = new ChannelsHandler(channels, jobs, dollar, governance);
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// Deposits = redeemed + refunded + open, to the unit, and what is open is the credit that the contract holds.
    function invariant_deposits_are_what_was_redeemed_refunded_and_is_open() public view {
        ChannelsHandler.Books memory books = handler.books();
        bytes32[] memory ids = handler.ids();
        uint256 open;
        for (uint256 i = 0; i < ids.length; ++i) {
            Channel memory channel = channels.channelOf(ids[i]);
            open += channel.deposit - channel.redeemed;
        }
        vm.assertEq(credit(address(channels)), open, "credit");
        vm.assertEq(books.deposited, books.redeemed + books.refunded + open, "books");
        vm.assertEq(credit(address(0x9A7EE)) + credit(treasury), books.redeemed, "payee and treasury");
    }

    function invariant_a_channel_ends_once_and_not_before_its_delay() public view {
        ChannelsHandler.Books memory books = handler.books();
        vm.assertEq(books.endedTwice, 0, "ended twice");
        vm.assertEq(books.endedEarly, 0, "too soon");
    }
}
