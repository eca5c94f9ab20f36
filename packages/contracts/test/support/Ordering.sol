// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Order, Quote} from "../../src/types/Order.sol";
import {Market} from "./Market.sol";
import {vm} from "./Vm.sol";

/// Orders that are refused.
abstract contract Ordering is Market {
    function refuse(Order memory order, bytes memory reason) internal {
        Quote memory quote = quoteFor(order);
        vm.prank(order.buyer);
        vm.expectRevert(reason);
        jobs.order(order, quote);
    }
}
