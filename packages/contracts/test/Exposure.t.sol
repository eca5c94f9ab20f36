// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Collateral, Exposure} from "../src/libraries/Exposure.sol";
import {bound, vm} from "./support/Vm.sol";

/// The ring of days against the plain list that it stands for.
contract ExposureTest {
    mapping(uint256 => uint256) private _ring;
    Collateral private _account;
    mapping(uint256 day => uint256) private _plain;

    // external, since the compiler may keep the block time of a call that a cheatcode changes within it
    function plain() external view returns (uint256 sum) {
        uint256 today = block.timestamp / 1 days;
        for (uint256 day = today; day <= today + Exposure.MAX_DAYS; ++day) {
            sum += _plain[day];
        }
    }

    function current() external view returns (uint256) {
        return Exposure.current(_account, _ring);
    }

    function hold(uint256 amount, uint256 seed) external {
        uint256 latest = (block.timestamp / 1 days + Exposure.MAX_DAYS) * 1 days + 1 days - 1;
        uint256 heldUntil = bound(seed, block.timestamp, latest);
        Collateral memory account = _account;
        account.exposed = uint96(Exposure.current(account, _ring));
        account.advancedTo = uint32(block.timestamp / 1 days);
        Exposure.hold(account, _ring, amount, heldUntil);
        _account = account;
        _plain[heldUntil / 1 days] += amount;
    }

    function testFuzz_the_ring_holds_what_a_list_would(uint256[40] memory steps) public {
        uint256 time = 1_800_000_000;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 step = uint256(keccak256(abi.encode(steps[i])));
            // mostly hours and days, now and then longer than the ring
            time += step % 7 == 0 ? (step >> 8) % 100 days : (step >> 8) % 30 hours;
            vm.warp(time);
            vm.assertEq(this.current(), this.plain(), "before");
            this.hold(bound(step >> 64, 0, 1e24), step >> 128);
            vm.assertEq(this.current(), this.plain(), "after");
        }
    }
}
