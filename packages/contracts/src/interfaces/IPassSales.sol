// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Series} from "../types/Series.sol";

/// Opening series of passes, selling and giving units, and getting the price of unused ones back. The price of every unit stays this
/// contract's credit until an order uses it, when it takes the normal split at settlement; no act gives it to the seller.
interface IPassSales {
    event SeriesOpened(uint256 indexed assetId, uint32 indexed series, uint256 id, Series details);
    event SeriesClosed(uint256 indexed assetId, uint32 indexed series);
    event PassesSold(uint256 indexed assetId, uint32 indexed series, address indexed buyer, uint32 units, uint256 paid);
    event PassesGiven(uint256 indexed assetId, uint32 indexed series, address indexed holder, uint32 units);
    event PassesRefunded(
        uint256 indexed assetId, uint32 indexed series, address indexed holder, uint32 units, uint256 refunded
    );

    error OnlyJobs(address caller);
    error InvalidSeries(string what);
    error SeriesUnknown(uint256 assetId, uint32 series);
    error SeriesNotOnSale(uint256 assetId, uint32 series);
    error SeriesSoldOut(uint256 assetId, uint32 series, uint32 left);
    error SeriesExpired(uint256 assetId, uint32 series, uint40 expiredAt);
    error SeriesTokenMismatch(uint256 assetId, uint32 series, address token);
    error SeriesPriceMismatch(uint256 assetId, uint32 series, uint256 price);
    error PriceAboveMaximum(uint256 price, uint256 maximum);
    error NotTransferable(uint256 id);
    error NotRefundable(uint256 assetId, uint32 series);
    error NothingToDo();

    /// By the owner of an active or paused dataset.
    /// @return series numbered from 1 for each asset
    function openSeries(uint256 assetId, Series calldata details) external returns (uint32 series);
    /// Ends sales and gifts, for good. Units stay valid.
    function closeSeries(uint256 assetId, uint32 series) external;
    /// Gives units of a series whose price is zero; by the dataset's owner.
    function give(uint256 assetId, uint32 series, address to, uint32 units) external;
    /// Buys units of an active dataset with the token of the series, which this contract must be allowed to take.
    /// @param maxPrice most that the caller pays for a unit
    function buy(uint256 assetId, uint32 series, uint32 units, uint256 maxPrice) external;
    /// Burns unused units and credits their price to the holder. Anyone may do so where the asset is retired or the series has expired.
    /// Where the dataset is paused, or priced in another token now, or the token is accepted no more, the units may become usable
    /// again, so there only the holder or an operator of his may.
    function refund(uint256 assetId, uint32 series, address holder, uint32 units) external;

    /// The ERC-1155 id: keccak256(abi.encode(assetId, series)).
    function idOf(uint256 assetId, uint32 series) external pure returns (uint256);
    /// @return details as the series was opened
    /// @return issued units sold or given so far
    /// @return closed whether sales have ended
    function seriesOf(uint256 assetId, uint32 series)
        external
        view
        returns (Series memory details, uint32 issued, bool closed);
    /// How many series an asset has.
    function seriesCount(uint256 assetId) external view returns (uint32);
}
