// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {IPassSales} from "../src/interfaces/IPassSales.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {AssetKind, AssetState, Terms} from "../src/types/Asset.sol";
import {Leg, Order, Outcome, Quote} from "../src/types/Order.sol";
import {Series} from "../src/types/Series.sol";
import {Passes} from "./support/Passes.sol";
import {compiled, vm} from "./support/Vm.sol";

/// What becomes of a unit and of its price, from the sale to every end, and who never gets it.
contract PassOrdersTest is Passes {
    function refuse(Order memory order, bytes memory reason) private {
        Quote memory quote = quoteFor(order);
        vm.prank(order.buyer);
        vm.expectRevert(reason);
        jobs.order(order, quote);
    }

    function otherToken() private returns (address other) {
        other = vm.deployCode(compiled("TestDollar"), "");
        vm.prank(governance);
        jobs.setAccepted(other, true);
    }

    function refuseRefund(uint32 series, address caller) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IPassSales.NotRefundable.selector, datasetId, series));
        passes.refund(datasetId, series, buyer, 1);
    }

    function test_a_unit_pays_the_price_of_its_series_though_the_dataset_costs_more() public {
        uint32 series = open(PRICE);
        buy(series, 2);
        place(byPass(series));
        vm.assertEq(unitsOf(buyer, series), 1);
        vm.assertEq(escrow(), PRICE);
        settle(byPass(series), Outcome.Released, 0);
        vm.assertEq(credit(owner), PRICE);
        vm.assertEq(escrow(), PRICE);
    }

    function test_a_given_unit_runs_for_nothing_also_before_any_pass_was_sold() public {
        uint32 series = open(0);
        vm.prank(owner);
        passes.give(datasetId, series, buyer, 1);
        Order memory order = byPass(series);
        order.datasets[0].price = 0;
        place(order);
        vm.assertEq(unitsOf(buyer, series), 0);
        settle(order, Outcome.Refused, 0);
        vm.assertEq(unitsOf(buyer, series), 1);
        vm.assertEq(escrow(), 0);
    }

    function test_every_end_without_a_result_gives_the_unit_and_its_price_back() public {
        uint32 series = open(PRICE);
        buy(series, 1);
        for (uint256 i = 1; i < 5; ++i) {
            Order memory order = byPass(series);
            order.salt = bytes32(i);
            place(order);
            vm.assertEq(unitsOf(buyer, series), 0);
            vm.assertEq(escrow(), 0);
            settle(order, Outcome(i), 0);
            vm.assertEq(unitsOf(buyer, series), 1);
            vm.assertEq(escrow(), PRICE);
        }
        Order memory last = byPass(series);
        place(last);
        vm.warp(last.runBy + 1);
        jobs.expire(last);
        vm.assertEq(unitsOf(buyer, series), 1);
        vm.assertEq(escrow(), PRICE);
    }

    function test_of_two_datasets_only_that_of_the_pass_takes_and_returns_a_unit() public {
        uint32 series = open(PRICE);
        buy(series, 1);
        uint256 other = publish(owner, AssetKind.Dataset, keccak256("other"), address(dollar), 10e6, 0);
        approve(owner, other, 5);
        vm.warp(block.timestamp + 1);
        Order memory order = byPass(series);
        Leg memory priced = Leg(other, keccak256("other"), owner, 10e6, 0);
        Leg memory first = order.datasets[0];
        order.datasets = new Leg[](2);
        (order.datasets[0], order.datasets[1]) = first.assetId < other ? (first, priced) : (priced, first);
        place(order);
        vm.assertEq(unitsOf(buyer, series), 0);
        settle(order, Outcome.Refused, 0);
        vm.assertEq(unitsOf(buyer, series), 1);
        vm.assertEq(passes.balanceOf(buyer, passes.idOf(other, 0)), 0);
        vm.assertEq(escrow(), PRICE);
    }

    function test_a_unit_returns_to_a_buyer_that_takes_none() public {
        uint32 series = open(PRICE);
        buy(series, 1);
        place(byPass(series));
        // the buyer's account became a contract that knows nothing of ERC-1155
        vm.etch(buyer, hex"00");
        settle(byPass(series), Outcome.Refused, 0);
        vm.assertEq(unitsOf(buyer, series), 1);
        vm.warp(expiry + 1);
        passes.refund(datasetId, series, buyer, 1);
        vm.assertEq(credit(buyer), 52_275_000 - 2_050_000 - PRICE + PRICE);
    }

    function test_an_order_names_the_price_token_and_time_of_its_series() public {
        uint32 series = open(PRICE);
        buy(series, 1);
        Order memory order = byPass(series);
        order.datasets[0].price = PRICE - 1;
        refuse(
            order, abi.encodeWithSelector(IPassSales.SeriesPriceMismatch.selector, datasetId, series, uint256(PRICE))
        );
        order = byPass(series);
        order.datasets[0].price = 10e6;
        refuse(
            order, abi.encodeWithSelector(IPassSales.SeriesPriceMismatch.selector, datasetId, series, uint256(PRICE))
        );
        refuse(byPass(series + 1), abi.encodeWithSelector(IPassSales.SeriesUnknown.selector, datasetId, series + 1));
        vm.warp(expiry);
        place(byPass(series));
        settle(byPass(series), Outcome.Refused, 0);
        vm.warp(expiry + 1);
        refuse(byPass(series), abi.encodeWithSelector(IPassSales.SeriesExpired.selector, datasetId, series, expiry));
    }

    /// Else a unit sold for a cheap token would take the price of a run in a dear one out of the escrow.
    function test_a_unit_paid_in_one_token_pays_nothing_in_another() public {
        uint32 series = open(PRICE);
        buy(series, 1);
        address other = otherToken();
        vm.startPrank(author);
        assets.setTerms(algorithmId, Terms(other, 5e6, provider, address(0), 0, 0, 0));
        vm.stopPrank();
        setToken(other);
        vm.mockCall(
            address(providers), abi.encodeWithSelector(providers.admit.selector), abi.encode(operator)
        );
        Order memory order = byPass(series);
        order.token = other;
        refuse(
            order,
            abi.encodeWithSelector(IPassSales.SeriesTokenMismatch.selector, datasetId, series, address(dollar))
        );
    }

    function test_a_buyer_without_a_unit_cannot_order_by_it() public {
        uint32 series = open(PRICE);
        fund(stranger, address(dollar), 100e6);
        Order memory order = byPass(series);
        refuse(
            order,
            abi.encodeWithSelector(
                IERC1155Errors.ERC1155InsufficientBalance.selector, buyer, 0, 1, passes.idOf(datasetId, series)
            )
        );
    }

    function test_a_unit_that_changed_hands_serves_its_new_holder_alone() public {
        uint32 series = open(PRICE);
        vm.prank(stranger);
        dollar.approve(address(passes), ALL);
        dollar.mint(stranger, PRICE);
        vm.prank(stranger);
        passes.buy(datasetId, series, 1, ALL);
        uint256 id = passes.idOf(datasetId, series);
        vm.prank(stranger);
        passes.safeTransferFrom(stranger, buyer, id, 1, "");
        Order memory order = byPass(series);
        place(order);
        vm.warp(expiry + 1);
        jobs.expire(order);
        passes.refund(datasetId, series, buyer, 1);
        vm.assertEq(escrow(), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC1155Errors.ERC1155InsufficientBalance.selector, stranger, 0, 1, id)
        );
        passes.refund(datasetId, series, stranger, 1);
    }

    function test_what_is_unused_when_it_expires_goes_back_to_the_holder_by_anyones_call() public {
        uint32 series = open(PRICE);
        buy(series, 3);
        vm.warp(expiry);
        refuseRefund(series, stranger);
        vm.warp(expiry + 1);
        vm.expectEmit(address(passes));
        emit IPassSales.PassesRefunded(datasetId, series, buyer, 3, 3 * uint256(PRICE));
        vm.prank(stranger);
        passes.refund(datasetId, series, buyer, 3);
        vm.assertEq(credit(buyer), 3 * uint256(PRICE));
        vm.assertEq(unitsOf(buyer, series), 0);
        vm.assertEq(escrow(), 0);
    }

    function test_a_retired_dataset_refunds_what_is_unused_and_what_comes_back_later() public {
        uint32 series = open(PRICE);
        buy(series, 2);
        place(byPass(series));
        refuseRefund(series, buyer);
        vm.prank(owner);
        assets.setState(datasetId, AssetState.Retired);
        passes.refund(datasetId, series, buyer, 1);
        settle(byPass(series), Outcome.Refused, 0);
        passes.refund(datasetId, series, buyer, 1);
        vm.assertEq(escrow(), 0);
    }

    function test_a_dataset_in_another_token_lets_its_holders_out_but_puts_nobody_out() public {
        uint32 series = open(PRICE);
        buy(series, 2);
        setToken(otherToken());
        // the seller might change the token for a moment to be rid of what was sold cheaply
        refuseRefund(series, owner);
        refuseRefund(series, stranger);
        vm.prank(buyer);
        passes.refund(datasetId, series, buyer, 1);
        vm.prank(buyer);
        passes.setApprovalForAll(stranger, true);
        vm.prank(stranger);
        passes.refund(datasetId, series, buyer, 1);
        vm.assertEq(credit(buyer), 2 * uint256(PRICE));
        vm.assertEq(credit(stranger), 0);
    }

    function test_a_paused_dataset_lets_its_holders_out_but_puts_nobody_out() public {
        uint32 series = open(PRICE);
        buy(series, 2);
        vm.prank(owner);
        assets.setState(datasetId, AssetState.Paused);
        refuseRefund(series, owner);
        refuseRefund(series, stranger);
        vm.prank(buyer);
        passes.refund(datasetId, series, buyer, 1);
        vm.assertEq(credit(buyer), PRICE);
        vm.prank(owner);
        assets.setState(datasetId, AssetState.Active);
        refuseRefund(series, buyer);
    }

    function test_a_token_that_is_accepted_no_more_lets_holders_out() public {
        uint32 series = open(PRICE);
        buy(series, 1);
        vm.prank(governance);
        jobs.setAccepted(address(dollar), false);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IJobs.TokenNotAccepted.selector, dollar));
        passes.buy(datasetId, series, 1, PRICE);
        refuseRefund(series, stranger);
        vm.prank(buyer);
        passes.refund(datasetId, series, buyer, 1);
        vm.assertEq(credit(buyer), PRICE);
    }

    /// Whatever the seller does, the escrow never pays him for a unit that nobody used.
    function test_a_seller_cannot_take_what_is_unused() public {
        uint32 series = open(PRICE);
        buy(series, 5);
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        vm.startPrank(owner);
        passes.closeSeries(datasetId, series);
        refuseRefundOf(series);
        assets.setState(datasetId, AssetState.Paused);
        refuseRefundOf(series);
        assets.setTerms(datasetId, Terms(address(dollar), 0, provider, owner, 0, 0, 0));
        refuseRefundOf(series);
        assets.transferFrom(owner, author, datasetId);
        vm.stopPrank();
        vm.startPrank(author);
        refuseRefundOf(series);
        assets.setState(datasetId, AssetState.Retired);
        vm.expectPartialRevert(IERC1155Errors.ERC1155InsufficientBalance.selector);
        passes.refund(datasetId, series, author, 1);
        vm.stopPrank();
        passes.refund(datasetId, series, buyer, 5);
        vm.assertEq(credit(owner) + credit(author), 0);
        vm.assertEq(credit(buyer), 5 * uint256(PRICE));
    }

    function refuseRefundOf(uint32 series) private {
        vm.expectRevert(abi.encodeWithSelector(IPassSales.NotRefundable.selector, datasetId, series));
        passes.refund(datasetId, series, buyer, 1);
    }

    /// Sales, gifts, transfers, orders, ends, refunds and whatever the seller does: the escrow covers every unit, to the unit.
    function testFuzz_the_escrow_is_always_the_price_of_the_units_in_hands(uint16[32] memory steps) public {
        uint32[3] memory series = [open(PRICE), open(PRICE / 2), open(0)];
        uint88[3] memory prices = [PRICE, PRICE / 2, 0];
        address other = otherToken();
        Order[] memory placed = new Order[](32);
        uint256 count;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 pick = (steps[i] >> 4) % 3;
            uint32 units = uint32(1 + (steps[i] >> 8) % 4);
            uint256 step = steps[i] % 12;
            if (step < 3) {
                vm.prank(buyer);
                try passes.buy(datasetId, series[pick], units, ALL) {} catch {}
                vm.prank(owner);
                try passes.give(datasetId, series[pick], buyer, units) {} catch {}
            } else if (step < 6) {
                Order memory order = byPass(series[pick]);
                (order.datasets[0].price, order.salt) = (prices[pick], bytes32(i));
                Quote memory quote = quoteFor(order);
                vm.prank(buyer);
                try jobs.order(order, quote) {
                    placed[count++] = order;
                } catch {}
            } else if (step < 8) {
                if (count > 0) settle(placed[--count], Outcome(units), 0);
            } else if (step == 8) {
                if (count > 0) settle(placed[--count], Outcome.Released, 0);
            } else if (step == 9) {
                uint256 id = passes.idOf(datasetId, series[pick]);
                (address from, address to) = units % 2 == 0 ? (buyer, stranger) : (stranger, buyer);
                vm.prank(from);
                try passes.safeTransferFrom(from, to, id, units, "") {} catch {}
            } else if (step == 10) {
                address holder = units % 2 == 0 ? buyer : stranger;
                vm.prank(holder);
                try passes.refund(datasetId, series[pick], holder, units) {} catch {}
            } else {
                setToken(units % 2 == 0 ? address(dollar) : other);
                vm.prank(owner);
                assets.setState(datasetId, units % 3 == 0 ? AssetState.Paused : AssetState.Active);
            }
            uint256 owed;
            for (uint256 j = 0; j < 3; ++j) {
                owed += prices[j] * (unitsOf(buyer, series[j]) + unitsOf(stranger, series[j]));
            }
            vm.assertEq(escrow(), owed);
        }
    }
}
