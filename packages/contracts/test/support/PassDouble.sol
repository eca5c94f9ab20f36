// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessPass} from "../../src/interfaces/IAccessPass.sol";
import {Order} from "../../src/types/Order.sol";

/// Passes without their rules: as many units as a test gives, of whatever series; the price of each is the leg's.
contract PassDouble is IAccessPass {
    address public immutable jobs;
    mapping(address holder => mapping(uint256 assetId => mapping(uint32 series => uint256))) public units;

    constructor(address jobs_, address, address) {
        jobs = jobs_;
    }

    function give(address holder, uint256 assetId, uint32 series, uint256 count) external {
        units[holder][assetId][series] += count;
    }

    function redeem(Order calldata order) external returns (uint256 value) {
        require(msg.sender == jobs);
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            if (order.datasets[i].series == 0) continue;
            units[order.buyer][order.datasets[i].assetId][order.datasets[i].series] -= 1;
            value += order.datasets[i].price;
        }
    }

    function restore(Order calldata order) external {
        require(msg.sender == jobs);
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            if (order.datasets[i].series == 0) continue;
            units[order.buyer][order.datasets[i].assetId][order.datasets[i].series] += 1;
        }
    }
}
