// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AccessPass} from "../../src/AccessPass.sol";
import {AssetState} from "../../src/types/Asset.sol";
import {Series} from "../../src/types/Series.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Passes that are offered, bought, given, handed on and given back.
contract PassesHandler is Actor {
    struct Known {
        uint256 assetId;
        uint32 series;
        uint256 price;
    }

    AccessPass private immutable passes;
    Known[] private _known;

    constructor(Books books_) Actor(books_) {
        passes = books_.world().passes;
    }

    /// What every unit that a buyer holds is worth.
    function liability() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _known.length; ++i) {
            uint256 id = passes.idOf(_known[i].assetId, _known[i].series);
            for (uint256 j = 0; j < BUYERS; ++j) {
                sum += passes.balanceOf(buyerAt(j), id) * _known[i].price;
            }
        }
    }

    function openSeries(uint256 seed) external counted("passes.openSeries") {
        open(mixed(seed), uint88(bound(seed >> 8, 0, 12e6)));
    }

    function closeSeries(uint256 seed) external counted("passes.closeSeries") {
        Known memory known = seed % 2 == 0 ? open(mixed(seed), 8e6) : pick(seed, false);
        vm.prank(assets.ownerOf(known.assetId));
        passes.closeSeries(known.assetId, known.series);
    }

    function buy(uint256 seed) external counted("passes.buy") {
        Known memory known = pick(seed, false);
        vm.prank(buyerAt(seed));
        passes.buy(known.assetId, known.series, uint32(bound(seed >> 8, 1, 5)), known.price);
    }

    function give(uint256 seed) external counted("passes.give") {
        Known memory known = pick(seed, true);
        vm.prank(assets.ownerOf(known.assetId));
        passes.give(known.assetId, known.series, buyerAt(seed), uint32(bound(seed >> 8, 1, 5)));
    }

    function safeTransferFrom(uint256 seed) external counted("passes.safeTransferFrom") {
        (Known memory known, address holder, uint256 units) = held(seed);
        uint256 id = passes.idOf(known.assetId, known.series);
        vm.prank(holder);
        passes.safeTransferFrom(holder, buyerAt(seed >> 8), id, bound(seed >> 16, 0, units), "");
    }

    /// Mostly where the series is over. Whoever calls, the holder gets what was paid for the units, no more.
    function refund(uint256 seed) external counted("passes.refund") {
        (Known memory known, address holder, uint256 units) = held(seed);
        (Series memory details,,) = passes.seriesOf(known.assetId, known.series);
        if (seed % 4 != 0) moveTo(uint256(details.expiresAt) + 1);
        uint256 before = creditOf(holder);
        uint32 count = uint32(bound(seed >> 8, 1, units));
        passes.refund(known.assetId, known.series, holder, count);
        if (creditOf(holder) - before != count * known.price) books.breach("overdrawn");
    }

    function open(uint256 seed, uint88 price) private returns (Known memory known) {
        acceptToken();
        known.assetId = books.datasetAt(seed);
        if (isRetired(known.assetId)) known.assetId = books.datasetAt(0);
        known.price = price;
        uint40 expiresAt = uint40(now_() + bound(seed >> 32, 1 days, 9 days));
        vm.prank(assets.ownerOf(known.assetId));
        known.series =
            passes.openSeries(known.assetId, Series(address(dollar), price, expiresAt, 100, seed & 3 != 0));
        _known.push(known);
    }

    /// One of the latest two that still sells, or a new one.
    function pick(uint256 seed, bool free) private returns (Known memory known) {
        acceptToken();
        for (uint256 i = _known.length; i > 0 && i + 4 > _known.length; --i) {
            known = _known[i - 1];
            (Series memory details, uint32 issued, bool closed) = passes.seriesOf(known.assetId, known.series);
            bool sells = !closed && details.expiresAt >= now_() && issued < 90 && !isRetired(known.assetId);
            if (sells && (known.price == 0) == free) return wake(known);
        }
        return wake(open(mixed(seed), free ? 0 : 8e6));
    }

    function wake(Known memory known) private returns (Known memory) {
        (, AssetState state,,,,,,) = assets.asset(known.assetId);
        if (state == AssetState.Paused) {
            vm.prank(assets.ownerOf(known.assetId));
            assets.setState(known.assetId, AssetState.Active);
        }
        return known;
    }

    function isRetired(uint256 id) private view returns (bool) {
        (, AssetState state,,,,,,) = assets.asset(id);
        return state == AssetState.Retired;
    }

    /// Units that somebody holds, bought where nobody does.
    function held(uint256 seed) private returns (Known memory known, address holder, uint256 units) {
        for (uint256 i = _known.length; i > 0 && i + 4 > _known.length; --i) {
            known = _known[i - 1];
            holder = buyerAt(seed + i);
            units = passes.balanceOf(holder, passes.idOf(known.assetId, known.series));
            if (units > 0) return (known, holder, units);
        }
        known = pick(seed, false);
        holder = buyerAt(seed);
        vm.prank(holder);
        passes.buy(known.assetId, known.series, 3, known.price);
        return (known, holder, passes.balanceOf(holder, passes.idOf(known.assetId, known.series)));
    }
}
