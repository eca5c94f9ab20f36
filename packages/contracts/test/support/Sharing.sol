// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ShareToken} from "../../src/ShareToken.sol";
import {Market} from "./Market.sol";
import {compiled, vm} from "./Vm.sol";

/// A dataset whose income is shared out.
abstract contract Sharing is Market {
    uint256 internal constant SUPPLY = 1_000e18;
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B0);
    address internal carol = address(0xCA501);
    ShareToken internal token;

    function setUp() public virtual override {
        super.setUp();
        token = create(SUPPLY);
        fund(stranger, address(dollar), 1e30);
    }

    function create(uint256 supply) internal returns (ShareToken) {
        vm.prank(owner);
        return ShareToken(shares.create(datasetId, "Tide Gauges", "TIDE", supply, alice));
    }

    /// Income as settlements bring it: credit of the shares' address.
    function earn(address of_, uint256 amount) internal {
        vm.prank(stranger);
        jobs.deposit(of_, address(token), amount);
    }

    function earn(uint256 amount) internal {
        earn(address(dollar), amount);
    }

    function claim(address account) internal {
        token.claim(account, token.tokens());
    }

    function send(address from, address to, uint256 amount) internal {
        vm.prank(from);
        token.transfer(to, amount);
    }

    function dissolve(address account) internal {
        vm.prank(account);
        token.dissolve();
    }

    function owed(address account) internal view returns (uint256 amount) {
        (amount,) = token.owedOf(account, address(dollar));
    }

    function otherToken() internal returns (address other) {
        other = vm.deployCode(compiled("TestDollar"), "");
        vm.prank(governance);
        jobs.setAccepted(other, true);
        fund(stranger, other, 1e30);
    }

    function payeeOf() internal view returns (address payee) {
        (,,,,,, payee,) = assets.asset(datasetId);
    }
}
