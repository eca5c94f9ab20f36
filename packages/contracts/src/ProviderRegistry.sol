// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ProviderCollateral} from "./ProviderCollateral.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {ComputePrice} from "./libraries/ComputePrice.sol";
import {Offer} from "./types/Offer.sol";
import {Order} from "./types/Order.sol";
import {Curve, Environment, EnvironmentState, Provider} from "./types/Provider.sol";

/// Providers, what they rent, and how busy it is. An order reads two words of the provider and one of the environment; the end of a
/// run writes that one.
contract ProviderRegistry is ProviderCollateral, Ownable2Step {
    uint256 internal constant MAX_ENDPOINT = 256;

    struct Record {
        address operator;
        bool draining;
        address payout;
        string endpoint;
    }

    struct Rental {
        Offer offer;
        bytes32 resourcesDigest;
    }

    mapping(address provider => Record) private _providers;
    mapping(address provider => mapping(bytes32 environment => Rental)) private _rentals;
    Curve private _curve;

    /// @param jobs_ the escrow contract, which alone may admit, meter and slash
    /// @param disputes_ the contract that alone may freeze, and slash what it froze
    /// @param governance may change the curve within its bounds
    constructor(address jobs_, address disputes_, address governance)
        ProviderCollateral(jobs_, disputes_)
        Ownable(governance)
    {
        _setCurve(Curve({kink: 8_000, atZero: 10_000, atKink: 15_000, atFull: 40_000}));
    }

    modifier onlyRegistered() {
        _checkRegistered(msg.sender);
        _;
    }

    function register(Provider calldata provider) external {
        if (_providers[msg.sender].operator != address(0)) revert ProviderAlreadyRegistered(msg.sender);
        _set(provider);
        emit ProviderRegistered(msg.sender, provider.operator, provider.payout, provider.endpoint);
    }

    function update(Provider calldata provider) external onlyRegistered {
        _set(provider);
        emit ProviderUpdated(msg.sender, provider.operator, provider.payout, provider.endpoint);
    }

    function setDraining(bool draining) external onlyRegistered {
        _providers[msg.sender].draining = draining;
        emit ProviderDrainingChanged(msg.sender, draining);
    }

    function setEnvironment(Environment calldata environment) external onlyRegistered returns (bytes32 id) {
        if (environment.resourcesDigest == 0) revert InvalidEnvironment("resourcesDigest");
        if (environment.slots == 0) revert InvalidEnvironment("slots");
        if (environment.pricePerSecond > type(uint88).max) revert InvalidEnvironment("pricePerSecond");
        id = keccak256(abi.encode(msg.sender, environment.resourcesDigest));
        Rental storage rental = _rentals[msg.sender][id];
        Offer before = rental.offer;
        Offer offer = before.revised(
            _tokenIndex(environment.token),
            uint88(environment.pricePerSecond),
            environment.active,
            environment.slots
        );
        rental.offer = offer;
        if (Offer.unwrap(before) == 0) rental.resourcesDigest = environment.resourcesDigest;
        emit EnvironmentSet(msg.sender, id, environment);
        if (Offer.unwrap(before) != 0 && before.nextSlots() != environment.slots) {
            emit SlotsScheduled(
                msg.sender, id, uint16(offer.slots()), environment.slots, uint40(offer.slotsFrom())
            );
        }
    }

    function setCurve(Curve calldata curve_) external onlyOwner {
        _setCurve(curve_);
    }

    function admit(Order calldata order, uint8 tokenIndex, uint256 maximum, uint40 heldUntil)
        external
        onlyJobs
        returns (address operator)
    {
        Record storage record = _providers[order.provider];
        operator = record.operator;
        if (operator == address(0)) revert ProviderUnknown(order.provider);
        if (record.draining) revert ProviderDraining(order.provider);
        if (record.payout != order.payout) revert PayoutMismatch(order.payout, record.payout);
        Offer offer = _rentals[order.provider][order.environment].offer;
        if (!offer.isActive() || offer.tokenIndex() != tokenIndex) {
            revert EnvironmentUnknown(order.provider, order.environment);
        }
        // the ceiling is never below the base price, so a quote at or below it needs no curve
        if (order.pricePerSecond > offer.pricePerSecond()) {
            uint256 ceiling = ComputePrice.ceiling(offer.pricePerSecond(), offer.utilisation(), _curve);
            if (order.pricePerSecond > ceiling) revert PriceAboveCeiling(order.pricePerSecond, ceiling);
        }
        _expose(order.provider, order.token, maximum, heldUntil);
    }

    function meter(address provider, bytes32 environment, uint32 computeSeconds)
        external
        onlyJobs
        returns (address operator)
    {
        operator = _providers[provider].operator;
        if (computeSeconds == 0) return operator;
        Rental storage rental = _rentals[provider][environment];
        rental.offer = rental.offer.metered(computeSeconds);
    }

    function providerOf(address provider) external view returns (Provider memory) {
        Record storage record = _providers[provider];
        return Provider(record.operator, record.payout, record.endpoint);
    }

    function operatorOf(address provider) external view returns (address) {
        return _providers[provider].operator;
    }

    function payoutOf(address provider) external view returns (address) {
        return _providers[provider].payout;
    }

    function isDraining(address provider) external view returns (bool) {
        return _providers[provider].draining;
    }

    function environmentOf(address provider, bytes32 environment) external view returns (EnvironmentState memory) {
        Rental memory rental = _rentals[provider][environment];
        Offer offer = rental.offer;
        return EnvironmentState({
            resourcesDigest: rental.resourcesDigest,
            token: offer.tokenIndex() == 0 ? address(0) : IParameters(jobs).tokenAt(offer.tokenIndex()),
            pricePerSecond: uint96(offer.pricePerSecond()),
            slots: uint16(offer.slots()),
            active: offer.isActive(),
            nextSlots: uint16(offer.nextSlots()),
            slotsFrom: uint40(offer.slotsFrom())
        });
    }

    function utilisationOf(address provider, bytes32 environment) external view returns (uint256) {
        Offer offer = _rentals[provider][environment].offer;
        return offer.slots() == 0 ? 0 : offer.utilisation();
    }

    function ceilingOf(address provider, bytes32 environment) external view returns (uint256) {
        Offer offer = _rentals[provider][environment].offer;
        return offer.slots() == 0 ? 0 : ComputePrice.ceiling(offer.pricePerSecond(), offer.utilisation(), _curve);
    }

    function curve() external view returns (Curve memory) {
        return _curve;
    }

    function _checkRegistered(address provider) internal view override {
        if (_providers[provider].operator == address(0)) revert ProviderUnknown(provider);
    }

    function _set(Provider calldata provider) private {
        if (provider.operator == address(0)) revert InvalidProvider("operator");
        if (provider.payout == address(0)) revert InvalidProvider("payout");
        if (bytes(provider.endpoint).length == 0 || bytes(provider.endpoint).length > MAX_ENDPOINT) {
            revert InvalidProvider("endpoint");
        }
        Record storage record = _providers[msg.sender];
        record.operator = provider.operator;
        record.payout = provider.payout;
        record.endpoint = provider.endpoint;
    }

    function _setCurve(Curve memory curve_) private {
        if (!ComputePrice.isValid(curve_)) revert InvalidCurve();
        _curve = curve_;
        emit CurveChanged(curve_);
    }
}
