// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1155Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IPassSales} from "../src/interfaces/IPassSales.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {AssetKind, AssetState} from "../src/types/Asset.sol";
import {Series} from "../src/types/Series.sol";
import {Passes, Receiver} from "./support/Passes.sol";
import {compiled, vm} from "./support/Vm.sol";

/// Selling, giving and holding passes; what an order does with them is in `PassOrders.t.sol`.
contract AccessPassTest is Passes {
    function refuseSeries(Series memory details, string memory what) private {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IPassSales.InvalidSeries.selector, what));
        passes.openSeries(datasetId, details);
    }

    function test_a_series_is_opened_by_the_owner_and_reads_back() public {
        Series memory details = Series(address(dollar), PRICE, expiry, 7, false);
        uint256 id = uint256(keccak256(abi.encode(datasetId, uint32(1))));
        vm.expectEmit(address(passes));
        emit IPassSales.SeriesOpened(datasetId, 1, id, details);
        vm.assertEq(open(details), 1);
        vm.assertEq(open(0), 2);
        vm.assertEq(passes.seriesCount(datasetId), 2);
        vm.assertEq(passes.idOf(datasetId, 1), id);
        (Series memory read, uint32 issued, bool closed) = passes.seriesOf(datasetId, 1);
        vm.assertEq(keccak256(abi.encode(read)), keccak256(abi.encode(details)));
        vm.assertTrue(issued == 0 && !closed);
        vm.assertEq(passes.uri(id), assets.tokenURI(datasetId));
        vm.expectRevert(abi.encodeWithSelector(IPassSales.SeriesUnknown.selector, datasetId, 3));
        passes.seriesOf(datasetId, 3);
    }

    function test_a_series_names_what_is_wrong_with_it() public {
        TestDollar other = TestDollar(vm.deployCode(compiled("TestDollar"), ""));
        vm.prank(governance);
        jobs.setAccepted(address(other), true);
        refuseSeries(Series(address(other), PRICE, expiry, 1, true), "token");
        refuseSeries(Series(address(dollar), PRICE, expiry, 0, true), "supply");
        refuseSeries(Series(address(dollar), PRICE, uint40(block.timestamp), 1, true), "expiresAt");
        refuseSeries(Series(address(dollar), PRICE, uint40(block.timestamp + 730 days + 1), 1, true), "expiresAt");
        Series memory details = Series(address(dollar), PRICE, expiry, 1, true);
        vm.prank(author);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.WrongKind.selector, algorithmId, AssetKind.Algorithm)
        );
        passes.openSeries(algorithmId, details);
        vm.startPrank(owner);
        assets.setState(datasetId, AssetState.Retired);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetAlreadyRetired.selector, datasetId));
        passes.openSeries(datasetId, details);
    }

    function test_only_the_owner_opens_closes_and_gives() public {
        open(0);
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.NotAssetOwner.selector, datasetId, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        passes.openSeries(datasetId, Series(address(dollar), PRICE, expiry, 1, true));
        vm.expectRevert(reason);
        passes.closeSeries(datasetId, 1);
        vm.expectRevert(reason);
        passes.give(datasetId, 1, stranger, 1);
    }

    function test_a_sale_puts_the_price_of_every_unit_in_escrow() public {
        uint32 series = open(PRICE);
        uint256 before = dollar.balanceOf(buyer);
        vm.expectEmit(address(passes));
        emit IPassSales.PassesSold(datasetId, series, buyer, 3, 24e6);
        buy(series, 3);
        vm.assertEq(before - dollar.balanceOf(buyer), 24e6);
        vm.assertEq(escrow(), 24e6);
        vm.assertEq(unitsOf(buyer, series), 3);
        vm.assertEq(credit(owner), 0);
    }

    function test_nobody_pays_more_than_was_seen() public {
        uint32 series = open(PRICE);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IPassSales.PriceAboveMaximum.selector, PRICE, PRICE - 1));
        passes.buy(datasetId, series, 1, PRICE - 1);
        vm.prank(buyer);
        passes.buy(datasetId, series, 1, PRICE);
    }

    function test_no_more_is_issued_than_the_supply_whatever_became_of_it() public {
        uint32 series = open(Series(address(dollar), PRICE, expiry, 3, true));
        buy(series, 2);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IPassSales.SeriesSoldOut.selector, datasetId, series, 1));
        passes.buy(datasetId, series, 2, ALL);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IPassSales.SeriesSoldOut.selector, datasetId, series, 1));
        passes.buy(datasetId, series, type(uint32).max, ALL);
        buy(series, 1);
        vm.prank(buyer);
        vm.expectRevert(IPassSales.NothingToDo.selector);
        passes.buy(datasetId, series, 0, ALL);
    }

    /// The largest price times the most units is what is asked, and not what is left of it in fewer bits.
    function test_the_largest_sale_asks_for_all_of_its_price() public {
        uint88 price = type(uint88).max;
        uint32 most = type(uint32).max;
        uint32 series = open(Series(address(dollar), price, expiry, most, true));
        dollar.mint(buyer, uint256(price) * most);
        buy(series, most);
        vm.assertEq(escrow(), uint256(price) * most);
        vm.warp(expiry + 1);
        passes.refund(datasetId, series, buyer, most);
        vm.assertEq(credit(buyer), uint256(price) * most);
        vm.assertEq(escrow(), 0);
    }

    function test_sales_end_when_they_are_closed_expired_or_the_dataset_is_not_for_sale() public {
        uint32 series = open(PRICE);
        vm.prank(owner);
        assets.setState(datasetId, AssetState.Paused);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetNotActive.selector, datasetId, AssetState.Paused));
        passes.buy(datasetId, series, 1, ALL);
        vm.startPrank(owner);
        assets.setState(datasetId, AssetState.Active);
        vm.expectEmit(address(passes));
        emit IPassSales.SeriesClosed(datasetId, series);
        passes.closeSeries(datasetId, series);
        bytes memory reason = abi.encodeWithSelector(IPassSales.SeriesNotOnSale.selector, datasetId, series);
        vm.expectRevert(reason);
        passes.closeSeries(datasetId, series);
        vm.stopPrank();
        vm.prank(buyer);
        vm.expectRevert(reason);
        passes.buy(datasetId, series, 1, ALL);
        series = open(PRICE);
        vm.warp(expiry + 1);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IPassSales.SeriesExpired.selector, datasetId, series, expiry));
        passes.buy(datasetId, series, 1, ALL);
    }

    function test_a_dataset_priced_in_another_token_sells_no_passes_in_the_old_one() public {
        uint32 series = open(PRICE);
        TestDollar other = TestDollar(vm.deployCode(compiled("TestDollar"), ""));
        vm.prank(governance);
        jobs.setAccepted(address(other), true);
        setToken(address(other));
        vm.prank(buyer);
        vm.expectRevert(
            abi.encodeWithSelector(IPassSales.SeriesTokenMismatch.selector, datasetId, series, address(dollar))
        );
        passes.buy(datasetId, series, 1, ALL);
    }

    function test_units_without_a_price_are_given_and_never_sold() public {
        uint32 series = open(0);
        vm.expectEmit(address(passes));
        emit IPassSales.PassesGiven(datasetId, series, stranger, 2);
        vm.prank(owner);
        passes.give(datasetId, series, stranger, 2);
        vm.assertEq(unitsOf(stranger, series), 2);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IPassSales.SeriesNotOnSale.selector, datasetId, series));
        passes.buy(datasetId, series, 1, ALL);
        uint32 priced = open(PRICE);
        vm.prank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(IPassSales.SeriesPriceMismatch.selector, datasetId, priced, uint256(PRICE))
        );
        passes.give(datasetId, priced, stranger, 1);
    }

    function test_units_move_only_where_the_series_says_so() public {
        uint32 free = open(PRICE);
        uint32 bound = open(Series(address(dollar), PRICE, expiry, 9, false));
        buy(free, 2);
        buy(bound, 1);
        (uint256 freeId, uint256 boundId) = (passes.idOf(datasetId, free), passes.idOf(datasetId, bound));
        uint256[] memory ids = new uint256[](2);
        uint256[] memory units = new uint256[](2);
        (ids[0], ids[1], units[0], units[1]) = (freeId, boundId, 1, 1);
        vm.startPrank(buyer);
        passes.safeTransferFrom(buyer, stranger, freeId, 1, "");
        bytes memory reason = abi.encodeWithSelector(IPassSales.NotTransferable.selector, boundId);
        vm.expectRevert(reason);
        passes.safeTransferFrom(buyer, stranger, boundId, 1, "");
        vm.expectRevert(reason);
        passes.safeBatchTransferFrom(buyer, stranger, ids, units, "");
        vm.stopPrank();
        vm.assertEq(unitsOf(stranger, free), 1);
        vm.assertEq(unitsOf(buyer, bound), 1);
    }

    function test_a_receiver_that_calls_back_buys_nothing_twice() public {
        uint32 series = open(PRICE);
        Receiver receiver = new Receiver();
        dollar.mint(address(receiver), 100e6);
        vm.prank(address(receiver));
        dollar.approve(address(passes), ALL);
        receiver.reenter(address(passes), abi.encodeCall(passes.buy, (datasetId, series, 1, ALL)));
        vm.prank(address(receiver));
        passes.buy(datasetId, series, 1, ALL);
        vm.assertFalse(receiver.reentered());
        vm.assertEq(unitsOf(address(receiver), series), 1);
        vm.assertEq(escrow(), PRICE);
    }

    function test_only_jobs_redeems_and_restores() public {
        bytes memory reason = abi.encodeWithSelector(IPassSales.OnlyJobs.selector, address(this));
        vm.expectRevert(reason);
        passes.redeem(draft());
        vm.expectRevert(reason);
        passes.restore(draft());
        // the relay forwards for anyone, so its word about the caller does not count here
        vm.prank(address(relay));
        (bool success,) =
            address(passes).call(abi.encodePacked(abi.encodeCall(passes.restore, (byPass(1))), address(jobs)));
        vm.assertFalse(success);
    }

    function test_passes_are_bought_and_given_by_signature_too() public {
        uint32 series = open(PRICE);
        vm.prank(address(relay));
        (bool success,) = address(passes).call(
            abi.encodePacked(abi.encodeCall(passes.buy, (datasetId, series, 2, ALL)), buyer)
        );
        vm.assertTrue(success);
        vm.assertEq(unitsOf(buyer, series), 2);
        uint256 id = passes.idOf(datasetId, series);
        vm.prank(address(relay));
        (success,) = address(passes).call(
            abi.encodePacked(abi.encodeCall(passes.safeTransferFrom, (buyer, stranger, id, 1, "")), buyer)
        );
        vm.assertTrue(success);
        vm.assertEq(unitsOf(stranger, series), 1);
    }

    function test_units_beyond_what_is_held_cannot_be_refunded() public {
        uint32 series = open(PRICE);
        buy(series, 1);
        vm.warp(expiry + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC1155Errors.ERC1155InsufficientBalance.selector, buyer, 1, 2, passes.idOf(datasetId, series)
            )
        );
        passes.refund(datasetId, series, buyer, 2);
        vm.expectRevert(IPassSales.NothingToDo.selector);
        passes.refund(datasetId, series, buyer, 0);
    }
}
