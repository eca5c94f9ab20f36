// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Purse} from "./Purse.sol";
import {IAccessPass} from "./interfaces/IAccessPass.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IPassSales} from "./interfaces/IPassSales.sol";
import {AssetKind, AssetState, Terms} from "./types/Asset.sol";
import {Leg, Order} from "./types/Order.sol";
import {Series} from "./types/Series.sol";

/// Passes whose prices are this contract's credit in the escrow's ledger: at any time that credit covers every unit in anybody's
/// hands, token by token. It falls only by what `Jobs` takes for a unit that it redeems and by refunds to holders.
contract AccessPass is IAccessPass, IPassSales, ERC1155, Purse, ERC2771Context, ReentrancyGuardTransient {
    uint40 public constant MAX_VALIDITY = 730 days;

    IAssetRegistry public immutable assets;

    /// Three words, of which an order reads two.
    struct Record {
        address token;
        uint88 price;
        bool closed;
        uint40 expiresAt;
        uint32 supply;
        uint32 issued;
        bool transferable;
        uint256 assetId;
    }

    mapping(uint256 id => Record) private _series;
    mapping(uint256 assetId => uint32) public seriesCount;

    /// @param jobs_ the escrow contract, which alone may redeem and restore
    /// @param assets_ registry that tells owners, states and tokens
    /// @param relay trusted forwarder of signed acts
    constructor(address jobs_, IAssetRegistry assets_, address relay) ERC1155("") Purse(jobs_) ERC2771Context(relay) {
        assets = assets_;
    }

    modifier onlyJobs() {
        if (msg.sender != address(_ledger)) revert OnlyJobs(msg.sender);
        _;
    }

    function openSeries(uint256 assetId, Series calldata details) external returns (uint32 series) {
        _checkOwner(assetId);
        (AssetKind kind, AssetState state, address token) = _assetOf(assetId);
        if (kind != AssetKind.Dataset) revert IAssetRegistry.WrongKind(assetId, kind);
        if (state == AssetState.Retired) revert IAssetRegistry.AssetAlreadyRetired(assetId);
        if (details.token != token) revert InvalidSeries("token");
        if (details.supply == 0) revert InvalidSeries("supply");
        if (details.expiresAt <= block.timestamp || details.expiresAt > block.timestamp + MAX_VALIDITY) {
            revert InvalidSeries("expiresAt");
        }
        series = ++seriesCount[assetId];
        uint256 id = idOf(assetId, series);
        _series[id] = Record({
            token: token,
            price: details.price,
            closed: false,
            expiresAt: details.expiresAt,
            supply: details.supply,
            issued: 0,
            transferable: details.transferable,
            assetId: assetId
        });
        emit SeriesOpened(assetId, series, id, details);
    }

    function closeSeries(uint256 assetId, uint32 series) external {
        _checkOwner(assetId);
        (, Record storage record) = _find(assetId, series);
        if (record.closed) revert SeriesNotOnSale(assetId, series);
        record.closed = true;
        emit SeriesClosed(assetId, series);
    }

    function give(uint256 assetId, uint32 series, address to, uint32 units) external nonReentrant {
        _checkOwner(assetId);
        (uint256 id, Record storage record) = _find(assetId, series);
        if (record.price != 0) revert SeriesPriceMismatch(assetId, series, record.price);
        _issue(assetId, series, record, units);
        emit PassesGiven(assetId, series, to, units);
        _mint(to, id, units, "");
    }

    function buy(uint256 assetId, uint32 series, uint32 units, uint256 maxPrice) external nonReentrant {
        (uint256 id, Record storage record) = _find(assetId, series);
        uint256 price = record.price;
        if (price == 0) revert SeriesNotOnSale(assetId, series);
        if (price > maxPrice) revert PriceAboveMaximum(price, maxPrice);
        (, AssetState state, address token) = _assetOf(assetId);
        if (state != AssetState.Active) revert IAssetRegistry.AssetNotActive(assetId, state);
        if (token != record.token) revert SeriesTokenMismatch(assetId, series, record.token);
        if (!_ledger.isAccepted(token)) revert IJobs.TokenNotAccepted(token);
        _issue(assetId, series, record, units);
        address buyer = _msgSender();
        uint256 paid = units * price;
        emit PassesSold(assetId, series, buyer, units, paid);
        _take(token, buyer, paid);
        _mint(buyer, id, units, "");
    }

    function refund(uint256 assetId, uint32 series, address holder, uint32 units) external nonReentrant {
        (uint256 id, Record storage record) = _find(assetId, series);
        if (units == 0) revert NothingToDo();
        if (!_isOver(assetId, record)) {
            address caller = _msgSender();
            bool own = caller == holder || isApprovedForAll(holder, caller);
            if (!own || !_isUnusable(assetId, record)) revert NotRefundable(assetId, series);
        }
        _burn(holder, id, units);
        uint256 refunded = uint256(units) * record.price;
        emit PassesRefunded(assetId, series, holder, units, refunded);
        _give(record.token, holder, refunded);
    }

    function redeem(Order calldata order) external onlyJobs returns (uint256 value) {
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            Leg calldata leg = order.datasets[i];
            if (leg.series == 0) continue;
            (uint256 id, Record storage record) = _find(leg.assetId, leg.series);
            if (record.token != order.token) revert SeriesTokenMismatch(leg.assetId, leg.series, record.token);
            if (record.price != leg.price) revert SeriesPriceMismatch(leg.assetId, leg.series, record.price);
            if (record.expiresAt < block.timestamp) {
                revert SeriesExpired(leg.assetId, leg.series, record.expiresAt);
            }
            _burn(order.buyer, id, 1);
            value += leg.price;
        }
    }

    /// Mints without asking the receiver: a buyer that refuses must not keep a job from ending, nor lose what it paid for.
    function restore(Order calldata order) external onlyJobs {
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            Leg calldata leg = order.datasets[i];
            if (leg.series == 0) continue;
            (uint256[] memory ids, uint256[] memory units) = (new uint256[](1), new uint256[](1));
            (ids[0], units[0]) = (idOf(leg.assetId, leg.series), 1);
            _update(address(0), order.buyer, ids, units);
        }
    }

    function seriesOf(uint256 assetId, uint32 series)
        external
        view
        returns (Series memory details, uint32 issued, bool closed)
    {
        (, Record storage record) = _find(assetId, series);
        details = Series(record.token, record.price, record.expiresAt, record.supply, record.transferable);
        return (details, record.issued, record.closed);
    }

    function jobs() public view override(IAccessPass, Purse) returns (address) {
        return Purse.jobs();
    }

    function idOf(uint256 assetId, uint32 series) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(assetId, series)));
    }

    /// The metadata of a pass is that of its asset.
    function uri(uint256 id) public view override returns (string memory) {
        return IERC721Metadata(address(assets)).tokenURI(_series[id].assetId);
    }

    /// Units of a series that is not transferable only come from and go to nobody.
    function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal override {
        if (from != address(0) && to != address(0)) {
            for (uint256 i = 0; i < ids.length; ++i) {
                if (!_series[ids[i]].transferable) revert NotTransferable(ids[i]);
            }
        }
        super._update(from, to, ids, values);
    }

    function _issue(uint256 assetId, uint32 series, Record storage record, uint32 units) private {
        if (units == 0) revert NothingToDo();
        if (record.closed) revert SeriesNotOnSale(assetId, series);
        if (record.expiresAt < block.timestamp) revert SeriesExpired(assetId, series, record.expiresAt);
        uint32 left = record.supply - record.issued;
        if (units > left) revert SeriesSoldOut(assetId, series, left);
        record.issued += units;
    }

    function _find(uint256 assetId, uint32 series) private view returns (uint256 id, Record storage record) {
        id = idOf(assetId, series);
        record = _series[id];
        if (record.token == address(0)) revert SeriesUnknown(assetId, series);
    }

    function _checkOwner(uint256 assetId) private view {
        address caller = _msgSender();
        if (IERC721Metadata(address(assets)).ownerOf(assetId) != caller) {
            revert IAssetRegistry.NotAssetOwner(assetId, caller);
        }
    }

    function _assetOf(uint256 assetId) private view returns (AssetKind kind, AssetState state, address token) {
        Terms memory terms;
        (kind, state,,,,,, terms) = assets.asset(assetId);
        token = terms.token;
    }

    /// Whether no order can ever use a unit again.
    function _isOver(uint256 assetId, Record storage record) private view returns (bool) {
        if (record.expiresAt < block.timestamp) return true;
        (, AssetState state,) = _assetOf(assetId);
        return state == AssetState.Retired;
    }

    /// Whether no order can use a unit now.
    function _isUnusable(uint256 assetId, Record storage record) private view returns (bool) {
        (, AssetState state, address token) = _assetOf(assetId);
        return state != AssetState.Active || token != record.token || !_ledger.isAccepted(record.token);
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return ERC2771Context._contextSuffixLength();
    }
}
