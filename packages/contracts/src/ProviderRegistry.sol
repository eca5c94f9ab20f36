// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {ComputePrice} from "./libraries/ComputePrice.sol";
import {Collateral, Exposure} from "./libraries/Exposure.sol";
import {TokenTransfer} from "./libraries/TokenTransfer.sol";
import {Order} from "./types/Order.sol";
import {Curve, Environment, Provider} from "./types/Provider.sol";

/// Providers and their collateral. Collateral that is unbonding backs nothing new and can still be slashed; it leaves on the day
/// after the last exposure has passed.
contract ProviderRegistry is IProviderRegistry, Ownable2Step, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 public constant MAX_ENDPOINT = 256;
    /// Notice that an unbonding gives at least, so that quotes just signed are not emptied of their collateral.
    uint256 public constant NOTICE = 1 days;

    address public immutable jobs;

    /// What an order reads is in the first word.
    struct Offer {
        address token;
        uint88 pricePerSecond;
        bool active;
        bytes32 resourcesDigest;
        uint16 slots;
    }

    struct Unbonding {
        uint96 amount;
        uint40 availableAt;
    }

    mapping(address provider => Provider) private _providers;
    mapping(address provider => mapping(bytes32 environment => Offer)) private _offers;
    mapping(address provider => mapping(address token => Collateral)) private _collateral;
    mapping(address provider => mapping(address token => mapping(uint256 => uint256))) private _exposure;
    mapping(address provider => mapping(address token => Unbonding)) private _unbonding;
    Curve private _curve;

    /// @param jobs_ the escrow contract, which alone may admit and slash
    /// @param governance may change the curve within its bounds
    constructor(address jobs_, address governance) Ownable(governance) {
        jobs = jobs_;
        _setCurve(Curve({kink: 8_000, atZero: 10_000, atKink: 15_000, atFull: 40_000}));
    }

    modifier onlyJobs() {
        if (msg.sender != jobs) revert OnlyJobs(msg.sender);
        _;
    }

    modifier onlyRegistered() {
        if (_providers[msg.sender].operator == address(0)) revert ProviderUnknown(msg.sender);
        _;
    }

    function register(Provider calldata provider) external {
        if (_providers[msg.sender].operator != address(0)) revert ProviderAlreadyRegistered(msg.sender);
        _check(provider);
        _providers[msg.sender] = provider;
        emit ProviderRegistered(msg.sender, provider.operator, provider.payout, provider.endpoint);
    }

    function update(Provider calldata provider) external onlyRegistered {
        _check(provider);
        _providers[msg.sender] = provider;
        emit ProviderUpdated(msg.sender, provider.operator, provider.payout, provider.endpoint);
    }

    function setEnvironment(Environment calldata environment) external onlyRegistered returns (bytes32 id) {
        if (environment.resourcesDigest == 0) revert InvalidEnvironment("resourcesDigest");
        if (environment.slots == 0) revert InvalidEnvironment("slots");
        if (environment.pricePerSecond > type(uint88).max) revert InvalidEnvironment("pricePerSecond");
        _checkToken(environment.token);
        id = keccak256(abi.encode(msg.sender, environment.resourcesDigest));
        _offers[msg.sender][id] = Offer(
            environment.token,
            uint88(environment.pricePerSecond),
            environment.active,
            environment.resourcesDigest,
            environment.slots
        );
        emit EnvironmentSet(msg.sender, id, environment);
    }

    function deposit(address token, uint256 amount) external onlyRegistered nonReentrant {
        _checkToken(token);
        Collateral storage account = _collateral[msg.sender][token];
        uint256 bonded = account.bonded + amount;
        if (bonded > type(uint96).max || amount == 0) revert InvalidProvider("amount");
        account.bonded = uint96(bonded);
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
        Unbonding storage unbonding = _unbonding[msg.sender][token];
        unbonding.amount += uint96(amount);
        unbonding.availableAt = uint40(availableAt);
        emit CollateralUnbonding(msg.sender, token, amount, uint40(availableAt));
    }

    function withdraw(address token, address to) external nonReentrant {
        if (to == address(0) || to == address(this)) revert InvalidProvider("to");
        Unbonding memory unbonding = _unbonding[msg.sender][token];
        if (unbonding.amount == 0) revert NothingToWithdraw();
        if (block.timestamp < unbonding.availableAt) revert StillUnbonding(unbonding.availableAt);
        delete _unbonding[msg.sender][token];
        IERC20(token).safeTransfer(to, unbonding.amount);
        emit CollateralWithdrawn(msg.sender, token, to, unbonding.amount);
    }

    function setCurve(Curve calldata curve_) external onlyOwner {
        _setCurve(curve_);
    }

    function meter(address provider, bytes32, uint32) external view onlyJobs returns (address operator) {
        return _providers[provider].operator;
    }

    function admit(Order calldata order, uint8, uint256 maximum, uint40 heldUntil)
        external
        onlyJobs
        returns (address operator)
    {
        Provider storage provider = _providers[order.provider];
        operator = provider.operator;
        if (operator == address(0)) revert ProviderUnknown(order.provider);
        if (provider.payout != order.payout) revert PayoutMismatch(order.payout, provider.payout);
        Offer storage offer = _offers[order.provider][order.environment];
        if (!offer.active || offer.token != order.token) revert EnvironmentUnknown(order.provider, order.environment);
        // the ceiling is never below the base price, so a quote at or below it needs no curve
        if (order.pricePerSecond > offer.pricePerSecond) {
            uint256 ceiling = ComputePrice.ceiling(offer.pricePerSecond, _utilisation(), _curve);
            if (order.pricePerSecond > ceiling) revert PriceAboveCeiling(order.pricePerSecond, ceiling);
        }
        _expose(order.provider, order.token, maximum, heldUntil);
    }

    function slash(address provider, address token, bytes32 jobId, uint256 amount)
        external
        onlyJobs
        returns (uint256 taken)
    {
        Collateral storage account = _collateral[provider][token];
        Unbonding storage unbonding = _unbonding[provider][token];
        uint256 fromBonded = amount < account.bonded ? amount : account.bonded;
        uint256 rest = amount - fromBonded;
        uint256 fromUnbonding = rest < unbonding.amount ? rest : unbonding.amount;
        uint256 lost = fromBonded + fromUnbonding;
        if (lost == 0) return 0;
        account.bonded -= uint96(fromBonded);
        if (fromUnbonding > 0) unbonding.amount -= uint96(fromUnbonding);
        uint256 before = IERC20(token).balanceOf(jobs);
        IERC20(token).safeTransfer(jobs, lost);
        taken = IERC20(token).balanceOf(jobs) - before;
        if (taken > lost) taken = lost;
        emit CollateralSlashed(provider, token, jobId, lost);
    }

    function providerOf(address provider) external view returns (Provider memory) {
        return _providers[provider];
    }

    function operatorOf(address provider) external view returns (address) {
        return _providers[provider].operator;
    }

    function environmentOf(address provider, bytes32 environment) external view returns (Environment memory) {
        Offer memory offer = _offers[provider][environment];
        return Environment(offer.resourcesDigest, offer.token, offer.pricePerSecond, offer.slots, offer.active);
    }

    function collateralOf(address provider, address token)
        external
        view
        returns (uint256 bonded, uint256 exposed, uint256 unbonding)
    {
        Collateral memory account = _collateral[provider][token];
        return (
            account.bonded,
            Exposure.current(account, _exposure[provider][token]),
            _unbonding[provider][token].amount
        );
    }

    function ceilingOf(address provider, bytes32 environment) external view returns (uint256) {
        return ComputePrice.ceiling(_offers[provider][environment].pricePerSecond, _utilisation(), _curve);
    }

    function curve() external view returns (Curve memory) {
        return _curve;
    }

    function _expose(address provider, address token, uint256 maximum, uint256 heldUntil) private {
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

    /// Constant for now: counting busy slots would cost every order and settlement a further word.
    function _utilisation() private pure returns (uint256) {
        return 0;
    }

    function _checkToken(address token) private view {
        if (!IParameters(jobs).isAccepted(token)) revert TokenNotAccepted(token);
    }

    function _check(Provider calldata provider) private pure {
        if (provider.operator == address(0)) revert InvalidProvider("operator");
        if (provider.payout == address(0)) revert InvalidProvider("payout");
        if (bytes(provider.endpoint).length == 0 || bytes(provider.endpoint).length > MAX_ENDPOINT) {
            revert InvalidProvider("endpoint");
        }
    }

    function _setCurve(Curve memory curve_) private {
        if (!ComputePrice.isValid(curve_)) revert InvalidCurve();
        _curve = curve_;
        emit CurveChanged(curve_);
    }
}
