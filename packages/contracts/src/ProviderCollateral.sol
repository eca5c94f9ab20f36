// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {Collateral, Exposure} from "./libraries/Exposure.sol";
import {TokenTransfer} from "./libraries/TokenTransfer.sol";

/// What stands behind providers' promises. Collateral is bonded, unbonding or frozen. Bonded collateral backs orders; what is
/// unbonding backs nothing new, can still be slashed or frozen, and leaves on the day after the last exposure has passed, hence after
/// the last moment at which an order that it backed can be disputed; what is frozen waits for the end of a dispute.
abstract contract ProviderCollateral is IProviderRegistry, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// Notice that an unbonding gives at least, so that quotes just signed are not emptied of their collateral.
    uint256 internal constant NOTICE = 1 days;

    address public immutable jobs;
    address public immutable disputes;

    /// One word, so that whatever leaves or is set aside touches no third one.
    struct Aside {
        uint96 unbonding;
        uint40 availableAt;
        uint96 frozen;
    }

    mapping(address provider => mapping(address token => Collateral)) private _collateral;
    mapping(address provider => mapping(address token => mapping(uint256 => uint256))) private _exposure;
    mapping(address provider => mapping(address token => Aside)) private _aside;

    constructor(address jobs_, address disputes_) {
        jobs = jobs_;
        disputes = disputes_;
    }

    modifier onlyJobs() {
        if (msg.sender != jobs) revert OnlyJobs(msg.sender);
        _;
    }

    modifier onlyDisputes() {
        if (msg.sender != disputes) revert OnlyDisputes(msg.sender);
        _;
    }

    function deposit(address token, uint256 amount) external nonReentrant {
        _checkRegistered(msg.sender);
        _tokenIndex(token);
        Collateral storage account = _collateral[msg.sender][token];
        Aside storage aside = _aside[msg.sender][token];
        // all of it together fits 96 bits, so that nothing given back later can fail to fit
        uint256 total = account.bonded + uint256(aside.unbonding) + aside.frozen;
        if (amount == 0 || amount > type(uint96).max - total) revert InvalidProvider("amount");
        account.bonded += uint96(amount);
        TokenTransfer.pull(token, msg.sender, amount);
        emit CollateralDeposited(msg.sender, token, amount);
    }

    function unbond(address token, uint256 amount) external {
        Collateral storage account = _collateral[msg.sender][token];
        uint96 bonded = account.bonded;
        if (amount == 0 || amount > bonded) revert InsufficientCollateral(msg.sender, token, amount, bonded);
        uint256 exposedUntil = (uint256(account.lastDay) + 1) * 1 days;
        uint256 availableAt = block.timestamp + NOTICE;
        if (availableAt < exposedUntil) availableAt = exposedUntil;
        account.bonded = bonded - uint96(amount);
        Aside storage aside = _aside[msg.sender][token];
        aside.unbonding += uint96(amount);
        aside.availableAt = uint40(availableAt);
        emit CollateralUnbonding(msg.sender, token, amount, uint40(availableAt));
    }

    function withdraw(address token, address to) external nonReentrant {
        if (to == address(0) || to == address(this)) revert InvalidProvider("to");
        Aside memory aside = _aside[msg.sender][token];
        uint256 amount = aside.unbonding;
        if (amount == 0) revert NothingToWithdraw();
        if (block.timestamp < aside.availableAt) revert StillUnbonding(aside.availableAt);
        _aside[msg.sender][token] = Aside(0, 0, aside.frozen);
        IERC20(token).safeTransfer(to, amount);
        emit CollateralWithdrawn(msg.sender, token, to, amount);
    }

    function slash(address provider, address token, bytes32 jobId, uint256 amount)
        external
        onlyJobs
        returns (uint256 taken)
    {
        uint256 lost = _takeOut(provider, token, amount);
        if (lost == 0) return 0;
        uint256 before = IERC20(token).balanceOf(jobs);
        IERC20(token).safeTransfer(jobs, lost);
        taken = IERC20(token).balanceOf(jobs) - before;
        if (taken > lost) taken = lost;
        emit CollateralSlashed(provider, token, jobId, lost);
    }

    function freeze(address provider, address token, bytes32 jobId, uint256 amount)
        external
        onlyDisputes
        returns (uint256 frozen)
    {
        frozen = _takeOut(provider, token, amount);
        if (frozen == 0) return 0;
        _aside[provider][token].frozen += uint96(frozen);
        emit CollateralFrozen(provider, token, jobId, frozen);
    }

    function unfreeze(address provider, address token, bytes32 jobId, uint256 amount) external onlyDisputes {
        _thaw(provider, token, jobId, amount, 0);
    }

    function slashFrozen(address provider, address token, bytes32 jobId, uint256 amount, uint256 taken)
        external
        onlyDisputes
    {
        if (taken > amount) revert InsufficientFrozen(provider, token, taken, amount);
        _thaw(provider, token, jobId, amount, taken);
        IERC20(token).safeTransfer(disputes, taken);
        emit CollateralSlashed(provider, token, jobId, taken);
    }

    function collateralOf(address provider, address token)
        external
        view
        returns (uint256 bonded, uint256 exposed, uint256 unbonding)
    {
        Collateral memory account = _collateral[provider][token];
        return
            (account.bonded, Exposure.current(account, _exposure[provider][token]), _aside[provider][token].unbonding);
    }

    function frozenOf(address provider, address token) external view returns (uint256) {
        return _aside[provider][token].frozen;
    }

    function _expose(address provider, address token, uint256 maximum, uint256 heldUntil) internal {
        if (heldUntil / 1 days > block.timestamp / 1 days + Exposure.MAX_DAYS) revert HeldTooLong(uint40(heldUntil));
        Collateral memory account = _collateral[provider][token];
        mapping(uint256 => uint256) storage ring = _exposure[provider][token];
        uint256 exposed = Exposure.current(account, ring);
        uint256 available = account.bonded > exposed ? account.bonded - exposed : 0;
        if (available < maximum) revert InsufficientCollateral(provider, token, maximum, available);
        account.exposed = uint96(exposed);
        account.advancedTo = uint32(block.timestamp / 1 days);
        Exposure.hold(account, ring, maximum, heldUntil);
        _collateral[provider][token] = account;
    }

    function _checkRegistered(address provider) internal view virtual;

    /// Place of the token on the list of accepted ones; reverts where it is not there now.
    function _tokenIndex(address token) internal view returns (uint8 index) {
        index = IParameters(jobs).tokenIndexOf(token);
        if (index == 0) revert TokenNotAccepted(token);
    }

    /// Takes up to `amount` of what is bonded, then of what is unbonding.
    function _takeOut(address provider, address token, uint256 amount) private returns (uint256 taken) {
        Collateral storage account = _collateral[provider][token];
        uint256 bonded = account.bonded;
        if (amount <= bonded) {
            account.bonded = uint96(bonded - amount);
            return amount;
        }
        Aside storage aside = _aside[provider][token];
        uint256 unbonding = aside.unbonding;
        uint256 rest = amount - bonded;
        if (rest > unbonding) rest = unbonding;
        if (bonded > 0) account.bonded = 0;
        if (rest > 0) aside.unbonding = uint96(unbonding - rest);
        return bonded + rest;
    }

    /// Ends the freezing of `amount`, of which `taken` does not come back.
    function _thaw(address provider, address token, bytes32 jobId, uint256 amount, uint256 taken) private {
        Aside storage aside = _aside[provider][token];
        uint256 frozen = aside.frozen;
        if (amount > frozen) revert InsufficientFrozen(provider, token, amount, frozen);
        aside.frozen = uint96(frozen - amount);
        uint256 back = amount - taken;
        if (back == 0) return;
        _collateral[provider][token].bonded += uint96(back);
        emit CollateralUnfrozen(provider, token, jobId, back);
    }
}
