// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetRegistry} from "../../src/AssetRegistry.sol";
import {Jobs} from "../../src/Jobs.sol";
import {ProviderRegistry} from "../../src/ProviderRegistry.sol";
import {TestDollar} from "../../src/TestDollar.sol";
import {Books} from "./Books.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// Calls one part of the market at random, on the clock and into the books that all parts share.
abstract contract Actor is Signing {
    uint256 internal constant BUYERS = 3;
    uint256 internal constant FIRST_BUYER_KEY = 0xB0B;

    Books internal immutable books;
    Jobs internal immutable jobs;
    TestDollar internal immutable dollar;
    AssetRegistry internal immutable assets;
    ProviderRegistry internal immutable providers;
    address internal immutable governance;
    address internal immutable provider;
    address[3] private _buyers;

    constructor(Books books_) {
        books = books_;
        jobs = books_.world().jobs;
        dollar = books_.world().dollar;
        assets = books_.world().assets;
        providers = books_.world().providers;
        governance = books_.world().governance;
        provider = books_.world().provider;
        for (uint256 i = 0; i < BUYERS; ++i) {
            _buyers[i] = vm.addr(FIRST_BUYER_KEY + i);
        }
    }

    /// On the shared clock: the compiler may reuse a block time that it read before a cheatcode moved it. Counted where it succeeded.
    modifier counted(bytes32 call) {
        vm.warp(books.time());
        _;
        books.count(call);
    }

    function now_() internal view returns (uint256) {
        return books.time();
    }

    function moveTo(uint256 time) internal {
        if (time <= books.time()) return;
        books.setTime(time);
        vm.warp(time);
    }

    function buyerAt(uint256 seed) internal view returns (address) {
        return _buyers[seed % BUYERS];
    }

    function keyOf(address buyer) internal view returns (uint256) {
        for (uint256 i = 0; i < BUYERS; ++i) {
            if (_buyers[i] == buyer) return FIRST_BUYER_KEY + i;
        }
        revert("no buyer");
    }

    function creditOf(address account) internal view returns (uint256) {
        return jobs.balanceOf(address(dollar), account);
    }

    /// A fuzzed number is often small or a special one; this is neither.
    function mixed(uint256 seed) internal view returns (uint256) {
        return uint256(keccak256(abi.encode(seed, books.time())));
    }

    /// The token is taken again, where governance had it off.
    function acceptToken() internal {
        if (jobs.isAccepted(address(dollar))) return;
        vm.prank(governance);
        jobs.setAccepted(address(dollar), true);
    }
}
