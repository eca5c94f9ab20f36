// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Curve, Environment, EnvironmentState, Provider} from "../types/Provider.sol";
import {Order} from "../types/Order.sol";

/// Providers, what they rent and the collateral that stands behind what they promise.
interface IProviderRegistry {
    event ProviderRegistered(address indexed provider, address operator, address payout, string endpoint);
    event ProviderUpdated(address indexed provider, address operator, address payout, string endpoint);
    event EnvironmentSet(address indexed provider, bytes32 indexed environment, Environment details);
    /// The environment's slots change at `slotsFrom`; where that is the block's own time, a change that was under way is called off.
    event SlotsScheduled(
        address indexed provider, bytes32 indexed environment, uint16 slots, uint16 nextSlots, uint40 slotsFrom
    );
    event ProviderDrainingChanged(address indexed provider, bool draining);
    event CurveChanged(Curve curve);
    event CollateralDeposited(address indexed provider, address indexed token, uint256 amount);
    event CollateralUnbonding(address indexed provider, address indexed token, uint256 amount, uint40 availableAt);
    event CollateralWithdrawn(address indexed provider, address indexed token, address to, uint256 amount);
    event CollateralFrozen(address indexed provider, address indexed token, bytes32 indexed jobId, uint256 amount);
    event CollateralUnfrozen(address indexed provider, address indexed token, bytes32 indexed jobId, uint256 amount);
    event CollateralSlashed(address indexed provider, address indexed token, bytes32 indexed jobId, uint256 amount);

    error ProviderUnknown(address provider);
    error ProviderAlreadyRegistered(address provider);
    error ProviderDraining(address provider);
    error EnvironmentUnknown(address provider, bytes32 environment);
    error PriceAboveCeiling(uint256 asked, uint256 ceiling);
    error InsufficientCollateral(address provider, address token, uint256 needed, uint256 available);
    error PayoutMismatch(address ordered, address current);
    error NothingToWithdraw();
    error StillUnbonding(uint40 availableAt);
    error OnlyJobs(address caller);
    error OnlyDisputes(address caller);
    error InsufficientFrozen(address provider, address token, uint256 needed, uint256 frozen);
    error InvalidProvider(string what);
    error InvalidEnvironment(string what);
    error InvalidCurve();
    error TokenNotAccepted(address token);
    error HeldTooLong(uint40 heldUntil);

    function register(Provider calldata provider) external;
    function update(Provider calldata provider) external;
    /// A provider that drains is sent no new order; what it owes goes on, and so does the way of its collateral out.
    function setDraining(bool draining) external;
    /// The id of an environment is keccak256(abi.encode(provider, resourcesDigest)). Another number of slots counts a day later.
    function setEnvironment(Environment calldata environment) external returns (bytes32 id);
    function deposit(address token, uint256 amount) external;
    function unbond(address token, uint256 amount) external;
    function withdraw(address token, address to) external;
    /// By governance: the ceiling of quotes over an environment's base price.
    function setCurve(Curve calldata curve) external;

    function providerOf(address provider) external view returns (Provider memory);
    function operatorOf(address provider) external view returns (address);
    function payoutOf(address provider) external view returns (address);
    function isDraining(address provider) external view returns (bool);
    function environmentOf(address provider, bytes32 environment) external view returns (EnvironmentState memory);
    function collateralOf(address provider, address token)
        external
        view
        returns (uint256 bonded, uint256 exposed, uint256 unbonding);
    /// Collateral that open disputes hold; neither bonded nor unbonding.
    function frozenOf(address provider, address token) external view returns (uint256);
    /// Share of the environment's slots that runs kept busy of late (half-life one hour), in basis points.
    function utilisationOf(address provider, bytes32 environment) external view returns (uint256);
    /// Most that a quote may ask per second in this environment.
    function ceilingOf(address provider, bytes32 environment) external view returns (uint256);
    function curve() external view returns (Curve memory);

    /// The contract that may call `admit`, `meter` and `slash`.
    function jobs() external view returns (address);
    /// The contract that may freeze collateral.
    function disputes() external view returns (address);

    /// Called by `Jobs` alone: checks provider, payout, environment and price, holds `maximum` as exposure until the day of
    /// `heldUntil` has passed, and returns the operator that must have signed.
    /// @param tokenIndex place of the order's token on the list of accepted tokens
    function admit(Order calldata order, uint8 tokenIndex, uint256 maximum, uint40 heldUntil)
        external
        returns (address operator);

    /// Called by `Jobs` alone, when a run ended: counts its seconds as load of the environment.
    /// @return operator that must have signed
    function meter(address provider, bytes32 environment, uint32 computeSeconds) external returns (address operator);

    /// Called by `Jobs` alone, when an order expired through the provider's silence: takes a slice of its collateral.
    function slash(address provider, address token, bytes32 jobId, uint256 amount) external returns (uint256 taken);

    /// Called by `Disputes` alone: sets collateral aside for a dispute, from what is bonded, then from what is unbonding.
    /// @return frozen what there was, at most `amount`
    function freeze(address provider, address token, bytes32 jobId, uint256 amount) external returns (uint256 frozen);

    /// Called by `Disputes` alone: gives frozen collateral back, as bonded.
    function unfreeze(address provider, address token, bytes32 jobId, uint256 amount) external;

    /// Called by `Disputes` alone: sends `taken` of `amount` frozen collateral to the caller and gives the rest back, as bonded.
    function slashFrozen(address provider, address token, bytes32 jobId, uint256 amount, uint256 taken) external;
}
