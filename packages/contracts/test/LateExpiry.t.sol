// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {JobEnd, Order} from "../src/types/Order.sol";
import {ExpiryTerms} from "../src/types/Parameters.sol";
import {Disputing} from "./support/Disputing.sol";
import {vm} from "./support/Vm.sol";

/// What an expiry takes is what its own order exposes, never what stands behind another's.
contract LateExpiryTest is Disputing {
    uint256 private constant MAXIMUM = 52_275_000;

    function bonded() private view returns (uint256 amount) {
        (amount,,) = providers.collateralOf(provider, address(dollar));
    }

    function test_orders_kept_past_their_exposure_take_nothing_from_what_backs_another() public {
        vm.prank(governance);
        jobs.setExpiryTerms(ExpiryTerms(10_000, 5_000, 500));
        uint256 surplus = 1e15 - 10 * MAXIMUM;
        vm.prank(provider);
        providers.unbond(address(dollar), surplus);
        Order[] memory kept = new Order[](10);
        for (uint256 i = 0; i < kept.length; ++i) {
            kept[i] = this.drafted(1_000 + i);
            place(kept[i]);
        }
        pass(5 days);
        vm.prank(provider);
        providers.withdraw(address(dollar), provider);
        vm.prank(provider);
        providers.unbond(address(dollar), 9 * MAXIMUM);
        pass(1 days);
        vm.prank(provider);
        providers.withdraw(address(dollar), provider);
        vm.assertEq(bonded(), MAXIMUM);

        (Order memory order, JobEnd memory end) = released();
        uint256 before = credit(buyer);
        for (uint256 i = 0; i < kept.length; ++i) {
            jobs.expire(kept[i]);
        }
        vm.assertEq(credit(buyer) - before, 10 * MAXIMUM);
        vm.assertEq(bonded(), MAXIMUM);
        fund(buyer, address(dollar), 1e12);
        vm.startPrank(buyer);
        dollar.approve(address(disputes), type(uint256).max);
        disputes.open(order, end, keccak256("evidence"));
        vm.stopPrank();
        vm.assertEq(providers.frozenOf(provider, address(dollar)), MAXIMUM);
    }

    function test_an_expiry_slices_until_the_order_could_be_disputed_no_longer() public {
        Order memory order = ordered();
        vm.warp(uint256(order.settleBy) + 3 days);
        jobs.expire(order);
        vm.assertEq(bonded(), 1e15 - MAXIMUM / 10);
    }

    function test_a_later_expiry_is_a_plain_refund() public {
        Order memory order = ordered();
        vm.warp(uint256(order.settleBy) + 3 days + 1);
        jobs.expire(order);
        vm.assertEq(bonded(), 1e15);
        vm.assertEq(credit(buyer), MAXIMUM);
    }
}
