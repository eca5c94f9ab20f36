// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {Terms} from "../../src/types/Asset.sol";
import {Order} from "../../src/types/Order.sol";
import {Series} from "../../src/types/Series.sol";
import {Market} from "./Market.sol";
import {vm} from "./Vm.sol";

/// A market whose dataset sells passes at 8 dollars a run, where a single run costs 10.
abstract contract Passes is Market {
    uint88 internal constant PRICE = 8e6;
    uint256 internal constant ALL = type(uint256).max;
    uint40 internal expiry;

    function setUp() public virtual override {
        super.setUp();
        expiry = uint40(block.timestamp + 90 days);
        vm.prank(buyer);
        dollar.approve(address(passes), ALL);
    }

    function open(uint88 price) internal returns (uint32) {
        return open(Series(address(dollar), price, expiry, 100, true));
    }

    function open(Series memory details) internal returns (uint32) {
        vm.prank(owner);
        return passes.openSeries(datasetId, details);
    }

    function buy(uint32 series, uint32 units) internal {
        vm.prank(buyer);
        passes.buy(datasetId, series, units, ALL);
    }

    function byPass(uint32 series) internal view returns (Order memory order) {
        order = draft();
        order.datasets[0].series = series;
        order.datasets[0].price = PRICE;
    }

    function unitsOf(address holder, uint32 series) internal view returns (uint256) {
        return passes.balanceOf(holder, passes.idOf(datasetId, series));
    }

    /// What the passes' contract can pay.
    function escrow() internal view returns (uint256) {
        return credit(address(passes));
    }

    function setToken(address token) internal {
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(token, 10e6, provider, address(0), 0, 0, 0));
    }
}

/// Takes units until it is told not to.
contract Receiver is IERC1155Receiver {
    bool public refuses;
    address private _target;
    bytes private _call;
    bool public reentered;

    function refuse() external {
        refuses = true;
    }

    function reenter(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        if (_target != address(0)) (reentered,) = _target.call(_call);
        return refuses ? bytes4(0) : this.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        return this.onERC1155BatchReceived.selector;
    }

    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(IERC1155Receiver).interfaceId;
    }
}
