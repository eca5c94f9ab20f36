// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IRevenueShares} from "./interfaces/IRevenueShares.sol";
import {IShareToken} from "./interfaces/IShareToken.sol";
import {Terms} from "./types/Asset.sol";

/// Code of every share token; each asset's is a minimal proxy of it (ERC-1167), so nothing here is set in a constructor but what all share.
contract ShareToken is IShareToken, ERC20, ERC2771Context {
    uint256 public constant MAX_TOKENS = 4;
    /// Income per share is kept in units of 2^-128.
    uint256 private constant SCALE = 128;

    IRevenueShares private immutable _factory;
    IAssetRegistry private immutable _assets;
    IJobs private immutable _ledger;

    /// received = accrued to holders + what is still to be rounded; what is paid left the ledger's credit.
    /// @param perShare income per share since the beginning, in units of 2^-128
    /// @param remainder of the last division, carried into the next one
    struct Income {
        uint256 perShare;
        uint256 remainder;
        uint256 received;
        uint256 accrued;
        uint256 paid;
    }

    struct Account {
        uint256 perShare;
        uint256 owed;
    }

    uint256 public assetId;
    address private _dissolver;
    string private _name;
    string private _symbol;
    address[] private _tokens;
    mapping(address token => Income) private _incomes;
    mapping(address token => mapping(address account => Account)) private _accounts;

    constructor(address factory, IAssetRegistry assets, IJobs ledger, address relay)
        ERC20("", "")
        ERC2771Context(relay)
    {
        _factory = IRevenueShares(factory);
        _assets = assets;
        _ledger = ledger;
        assetId = type(uint256).max;
    }

    /// Called once by the factory, in the transaction that made this proxy.
    function initialize(uint256 asset, string calldata name_, string calldata symbol_, uint96 supply, address holder)
        external
    {
        if (msg.sender != address(_factory)) revert OnlyFactory(msg.sender);
        if (assetId != 0) revert AlreadyInitialized();
        if (supply == 0) revert InvalidShares("supply");
        if (bytes(name_).length == 0 || bytes(name_).length > 64) revert InvalidShares("name");
        if (bytes(symbol_).length == 0 || bytes(symbol_).length > 16) revert InvalidShares("symbol");
        assetId = asset;
        _name = name_;
        _symbol = symbol_;
        _track(_paidToken());
        _mint(holder, supply);
    }

    function claim(address account, address[] calldata tokens_) external {
        for (uint256 i = 0; i < tokens_.length; ++i) {
            address token = tokens_[i];
            _settle(token, _divide(token), account);
            uint256 owed = _accounts[token][account].owed;
            if (owed == 0) continue;
            _accounts[token][account].owed = 0;
            _incomes[token].paid += owed;
            emit DividendPaid(account, token, owed);
            _ledger.transfer(token, account, owed);
        }
    }

    function track(address token) external {
        if (token != _paidToken()) revert TokenNotPaid(token);
        _track(token);
    }

    function dissolve() external {
        address account = _msgSender();
        uint256 supply = totalSupply();
        uint256 held = balanceOf(account);
        if (held != supply || supply == 0) revert NotAllShares(account, held, supply);
        _burn(account, supply);
        _dissolver = account;
        emit Dissolved(account);
        _factory.release(assetId);
    }

    function collect(address token) external {
        address account = _dissolver;
        if (account == address(0)) revert NotDissolved();
        Income storage income = _incomes[token];
        uint256 amount = _ledger.balanceOf(token, address(this)) - (income.accrued - income.paid);
        if (amount == 0) return;
        emit RemainderPaid(account, token, amount);
        _ledger.transfer(token, account, amount);
    }

    function owedOf(address token, address account) external view returns (uint256) {
        Income memory income = _incomes[token];
        (uint256 perShare,,) = _next(token, income);
        Account memory before = _accounts[token][account];
        return before.owed + ((perShare - before.perShare) * balanceOf(account) >> SCALE);
    }

    function tokens() external view returns (address[] memory) {
        return _tokens;
    }

    function name() public view override returns (string memory) {
        return _name;
    }

    function symbol() public view override returns (string memory) {
        return _symbol;
    }

    /// Income is divided by the holdings of before.
    function _update(address from, address to, uint256 value) internal override {
        // credit moved from here to here would be counted as income again
        if (to == address(this)) revert InvalidHolder(to);
        uint256 count = _tokens.length;
        for (uint256 i = 0; i < count; ++i) {
            address token = _tokens[i];
            uint256 perShare = _divide(token);
            if (from != address(0)) _settle(token, perShare, from);
            if (to != address(0)) _settle(token, perShare, to);
        }
        super._update(from, to, value);
    }

    /// Divides what arrived since the last time; while there is no share, what arrives waits for whoever dissolved.
    function _divide(address token) private returns (uint256) {
        Income storage income = _incomes[token];
        (uint256 perShare, uint256 remainder, uint256 received) = _next(token, income);
        uint256 arrived = received - income.received;
        if (arrived == 0) return perShare;
        income.perShare = perShare;
        income.remainder = remainder;
        income.received = received;
        emit IncomeDivided(token, arrived);
        return perShare;
    }

    function _next(address token, Income memory income)
        private
        view
        returns (uint256 perShare, uint256 remainder, uint256 received)
    {
        uint256 supply = totalSupply();
        if (supply == 0 || !_isTracked(token)) return (income.perShare, income.remainder, income.received);
        received = _ledger.balanceOf(token, address(this)) + income.paid;
        uint256 amount = ((received - income.received) << SCALE) + income.remainder;
        perShare = income.perShare + amount / supply;
        remainder = amount % supply;
    }

    function _settle(address token, uint256 perShare, address account) private {
        Account storage stored = _accounts[token][account];
        uint256 since = perShare - stored.perShare;
        if (since == 0) return;
        uint256 amount = since * balanceOf(account) >> SCALE;
        stored.perShare = perShare;
        if (amount == 0) return;
        stored.owed += amount;
        _incomes[token].accrued += amount;
    }

    function _track(address token) private {
        if (_isTracked(token)) return;
        if (_tokens.length == MAX_TOKENS) revert TooManyTokens(MAX_TOKENS);
        _tokens.push(token);
        emit TokenTracked(token);
    }

    function _isTracked(address token) private view returns (bool) {
        for (uint256 i = 0; i < _tokens.length; ++i) {
            if (_tokens[i] == token) return true;
        }
        return false;
    }

    function _paidToken() private view returns (address) {
        (,,,,,,, Terms memory terms) = _assets.asset(assetId);
        return terms.token;
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
