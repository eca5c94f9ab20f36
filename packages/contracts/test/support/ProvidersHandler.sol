// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Environment, EnvironmentState, Provider} from "../../src/types/Provider.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// The provider of all orders, and others that come with nothing at stake.
contract ProvidersHandler is Actor {
    bytes32 private immutable _environment;
    uint256 private immutable _firstKey;
    address private immutable _payout;
    uint256 private _others;

    constructor(Books books_) Actor(books_) {
        _environment = books_.world().environment;
        _firstKey = books_.operatorKey();
        _payout = providers.payoutOf(provider);
    }

    function register(uint256 seed) external counted("providers.register") {
        vm.prank(address(uint160(0xD0000 + _others++)));
        providers.register(Provider(buyerAt(seed), _payout, "https://other.example"));
    }

    /// Another operator's key or another account to be paid to.
    function update(uint256 seed) external counted("providers.update") {
        uint256 key = _firstKey + (seed % 3);
        address payout = seed & 4 == 0 ? _payout : books.personAt(seed >> 3);
        vm.prank(provider);
        providers.update(Provider(vm.addr(key), payout, "https://provider.example"));
        books.setOperatorKey(key);
    }

    function setDraining(uint256 seed) external counted("providers.setDraining") {
        vm.prank(provider);
        providers.setDraining(seed % 2 == 0);
    }

    function setEnvironment(uint256 seed) external counted("providers.setEnvironment") {
        EnvironmentState memory state = providers.environmentOf(provider, _environment);
        acceptToken();
        uint96 price = uint96(bound(seed, 1e3, 2e4));
        uint16 slots = uint16(bound(seed >> 16, 1, 8));
        vm.prank(provider);
        providers.setEnvironment(Environment(state.resourcesDigest, address(dollar), price, slots, true));
    }

    function deposit(uint256 seed) external counted("providers.deposit") {
        acceptToken();
        uint256 amount = bound(seed, 1, 1e9);
        dollar.mint(provider, amount);
        vm.prank(provider);
        providers.deposit(address(dollar), amount);
    }

    function unbond(uint256 seed) external counted("providers.unbond") {
        (uint256 bonded,,) = providers.collateralOf(provider, address(dollar));
        vm.prank(provider);
        providers.unbond(address(dollar), bound(seed, 1, bonded / 4 + 1));
    }

    /// Mostly something that is due, and never more than what was unbonding.
    function withdraw(uint256 seed) external counted("providers.withdraw") {
        (,, uint256 unbonding) = providers.collateralOf(provider, address(dollar));
        if (unbonding == 0) {
            vm.prank(provider);
            providers.unbond(address(dollar), 1e6);
            unbonding = 1e6;
        }
        if (seed % 4 != 0) moveTo(now_() + 10 days);
        uint256 before = dollar.balanceOf(provider);
        vm.prank(provider);
        providers.withdraw(address(dollar), provider);
        if (dollar.balanceOf(provider) - before != unbonding) books.breach("overdrawn");
    }
}
