// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ShareToken} from "../../src/ShareToken.sol";
import {Market} from "./Market.sol";
import {vm} from "./Vm.sol";

/// A market whose dataset pays its income to shares, all of them the owner's at first.
abstract contract SharesMarket is Market {
    /// A power of two, so that nothing is left to rounding where a test does not ask for it.
    uint96 internal constant SUPPLY = 2 ** 70;

    ShareToken internal share;

    function setUp() public virtual override {
        super.setUp();
        vm.prank(owner);
        share = ShareToken(revenue.create(datasetId, "Income of a dataset", "INC", SUPPLY, owner));
    }

    /// Income as it arrives from a settlement: a credit of the shares in the ledger.
    function earn(uint256 amount) internal {
        dollar.mint(address(this), amount);
        dollar.approve(address(jobs), amount);
        jobs.deposit(address(dollar), address(share), amount);
    }

    function claim(address account) internal returns (uint256 paid) {
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        uint256 before = credit(account);
        share.claim(account, tokens);
        paid = credit(account) - before;
    }

    function give(address from, address to, uint256 amount) internal {
        vm.prank(from);
        share.transfer(to, amount);
    }

    function owed(address account) internal view returns (uint256) {
        return share.owedOf(address(dollar), account);
    }
}
