// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IRevenueShares} from "./interfaces/IRevenueShares.sol";
import {IShareToken} from "./interfaces/IShareToken.sol";

/// The code of all shares; each asset's are a clone with arguments of its own. The accumulator is that of staking rewards: income per
/// share since the beginning, of which every account is settled whenever its balance changes.
contract ShareToken is IShareToken, ERC20, ERC2771Context {
    using SafeERC20 for IERC20;

    uint256 public constant MAX_TOKENS = 4;
    /// Parts of a token's smallest unit. At most 2^128 units are counted and a supply is at least 1, so no product exceeds 2^218.
    uint256 private constant SCALE = 1e27;

    IRevenueShares public immutable factory;
    IAssetRegistry private immutable _assets;
    IJobs private immutable _ledger;

    /// @param counted income shared out so far
    /// @param paid of it
    /// @param perShare counted income for each part of a share, since the beginning
    /// @param remainder what the last division left, less than the supply
    struct Income {
        uint128 counted;
        uint128 paid;
        uint256 perShare;
        uint248 remainder;
        bool tracked;
    }

    /// @param perShare up to which the account is settled
    struct Holding {
        uint256 perShare;
        uint256 owed;
    }

    address public heir;
    address[] private _tokens;
    mapping(address token => Income) private _incomes;
    mapping(address token => mapping(address account => Holding)) private _holdings;

    /// Built by the factory, once.
    constructor(IJobs ledger, IAssetRegistry assets, address relay) ERC20("", "") ERC2771Context(relay) {
        (factory, _assets, _ledger) = (IRevenueShares(msg.sender), assets, ledger);
    }

    /// By the factory, in the transaction that makes the clone, and never again.
    function initialize(address holder, uint256 supply, address token) external {
        if (msg.sender != address(factory)) revert OnlyFactory(msg.sender);
        _track(token);
        _mint(holder, supply);
    }

    function claim(address account, address[] calldata tokens_) external {
        if (tokens_.length > MAX_TOKENS) revert TooManyTokens(tokens_.length);
        for (uint256 i = 0; i < tokens_.length; ++i) {
            address token = tokens_[i];
            if (!_incomes[token].tracked) revert TokenNotTracked(token);
            _settle(token, account, _count(token));
            Holding storage holding = _holdings[token][account];
            uint256 amount = holding.owed / SCALE;
            if (amount == 0) continue;
            holding.owed -= amount * SCALE;
            _incomes[token].paid += uint128(amount);
            emit DividendClaimed(account, token, amount);
            _ledger.transfer(token, account, amount);
        }
    }

    function addToken(address token) external {
        if (_incomes[token].tracked) revert TokenTracked(token);
        if (totalSupply() > 0) {
            if (!_ledger.isAccepted(token)) revert IJobs.TokenNotAccepted(token);
            bool byOwner = IERC721(address(_assets)).ownerOf(assetId()) == _msgSender();
            uint256 count = _tokens.length;
            if (count >= (byOwner ? MAX_TOKENS : MAX_TOKENS - 1)) revert TooManyTokens(count);
            // the owner may be about to price the asset in it
            if (!byOwner && _ledger.balanceOf(token, address(this)) == 0) revert NothingReceived(token);
        }
        _track(token);
        _count(token);
    }

    function sweep(address token) external {
        uint256 amount = IERC20(token).balanceOf(address(this));
        if (amount == 0) revert NothingReceived(token);
        IERC20(token).forceApprove(address(_ledger), amount);
        _ledger.deposit(token, address(this), amount);
    }

    function dissolve() external {
        address account = _msgSender();
        uint256 supply = totalSupply();
        uint256 held = balanceOf(account);
        if (supply == 0 || held != supply) revert NotAllShares(account, held, supply);
        _burn(account, supply);
        for (uint256 i = 0; i < _tokens.length; ++i) {
            address token = _tokens[i];
            _holdings[token][account].owed += _incomes[token].remainder;
            _incomes[token].remainder = 0;
        }
        heir = account;
        emit SharesDissolved(account);
        factory.release(assetId());
    }

    function isTracked(address token) external view returns (bool) {
        return _incomes[token].tracked;
    }

    function tokens() external view returns (address[] memory) {
        return _tokens;
    }

    function owedOf(address account, address token) external view returns (uint256 amount, uint256 fraction) {
        Holding memory holding = _holdings[token][account];
        (uint256 income, uint256 perShare,) = _preview(token);
        uint256 owed = holding.owed + balanceOf(account) * (perShare - holding.perShare);
        if (totalSupply() == 0 && account == heir) owed += income * SCALE;
        return (owed / SCALE, owed % SCALE);
    }

    function statementOf(address token) external view returns (uint256 received, uint256 paid, uint256 remainder) {
        (uint256 income,, uint256 left) = _preview(token);
        return (_incomes[token].counted + income, _incomes[token].paid, left);
    }

    function assetId() public view returns (uint256 id) {
        (id,,) = _arguments();
    }

    function name() public view override returns (string memory text) {
        (, text,) = _arguments();
    }

    function symbol() public view override returns (string memory text) {
        (,, text) = _arguments();
    }

    /// Both sides are settled before a balance changes. The shares themselves and the ledger could not claim, so they hold none.
    function _update(address from, address to, uint256 value) internal override {
        if (to == address(this) || to == address(_ledger)) revert ERC20InvalidReceiver(to);
        for (uint256 i = 0; i < _tokens.length; ++i) {
            address token = _tokens[i];
            uint256 perShare = _count(token);
            if (from != address(0)) _settle(token, from, perShare);
            if (to != address(0)) _settle(token, to, perShare);
        }
        super._update(from, to, value);
    }

    function _track(address token) private {
        _incomes[token].tracked = true;
        _tokens.push(token);
        emit TokenAdded(token);
    }

    /// Shares out what came in since the last time; after the end it is the heir's.
    function _count(address token) private returns (uint256 perShare) {
        uint256 income;
        uint256 remainder;
        (income, perShare, remainder) = _preview(token);
        if (income == 0) return perShare;
        Income storage stored = _incomes[token];
        if (totalSupply() == 0) {
            // before the first share exists nothing is counted
            if (heir == address(0)) return perShare;
            _holdings[token][heir].owed += income * SCALE;
        } else {
            (stored.perShare, stored.remainder) = (perShare, uint248(remainder));
        }
        stored.counted += uint128(income);
    }

    /// @return income that came in since the last time; what would exceed 2^128 units in all is left uncounted
    /// @return perShare as it is with that
    /// @return remainder as it is with that
    function _preview(address token) private view returns (uint256 income, uint256 perShare, uint256 remainder) {
        Income memory stored = _incomes[token];
        (perShare, remainder) = (stored.perShare, stored.remainder);
        income = _ledger.balanceOf(token, address(this)) + stored.paid - stored.counted;
        uint256 room = type(uint128).max - stored.counted;
        if (income > room) income = room;
        uint256 supply = totalSupply();
        if (income == 0 || supply == 0) return (income, perShare, remainder);
        uint256 parts = income * SCALE + remainder;
        perShare += parts / supply;
        remainder = parts % supply;
    }

    function _settle(address token, address account, uint256 perShare) private {
        Holding storage holding = _holdings[token][account];
        uint256 since = perShare - holding.perShare;
        if (since == 0) return;
        holding.perShare = perShare;
        uint256 balance = balanceOf(account);
        if (balance > 0) holding.owed += balance * since;
    }

    function _arguments() private view returns (uint256, string memory, string memory) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (uint256, string, string));
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
