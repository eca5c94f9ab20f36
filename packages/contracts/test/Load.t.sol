// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Load} from "../src/libraries/Load.sol";
import {Offer} from "../src/types/Offer.sol";
import {bound, vm} from "./support/Vm.sol";

contract LoadTest {
    uint256 private constant START = 1_800_000_000;

    Offer private _offer;

    // external, since the compiler may keep the block time of a call that a cheatcode changes within it
    function revise(uint16 slots) external {
        _offer = _offer.revised(7, 1e4, true, slots);
    }

    function meter(uint32 computeSeconds) external {
        _offer = _offer.metered(computeSeconds);
    }

    function read() external view returns (uint256 load, uint256 slots, uint256 utilisation) {
        return (_offer.load(), _offer.slots(), _offer.utilisation());
    }

    function test_an_hour_halves_a_load_and_forty_end_it() public pure {
        vm.assertEq(Load.decay(Load.FULL, 0), Load.FULL);
        vm.assertEq(Load.decay(1_024_000, 1 hours), 512_000);
        vm.assertEq(Load.decay(1_024_000, 3 hours), 128_000);
        vm.assertEq(Load.decay(type(uint40).max, 40 hours), 0);
        vm.assertEq(Load.decay(type(uint40).max, 39 hours), 1);
    }

    /// 2^(-1/4), 2^(-1/2) and 2^(-3/4), to 0.07 %.
    function test_between_half_lives_the_load_follows_the_exponential() public pure {
        uint256[3] memory exact = [uint256(840_896_415_253), 707_106_781_186, 594_603_557_501];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 found = Load.decay(1e12, (i + 1) * 15 minutes);
            vm.assertLe(found, exact[i] + (exact[i] * 7) / 10_000);
            vm.assertGe(found, exact[i] - (exact[i] * 7) / 10_000);
        }
    }

    function testFuzz_a_load_only_falls_with_time(uint40 load, uint32 sooner, uint32 later) public pure {
        if (sooner > later) (sooner, later) = (later, sooner);
        vm.assertLe(Load.decay(load, sooner), load);
        vm.assertLe(Load.decay(load, later), Load.decay(load, sooner));
    }

    /// Nobody gains by having a load written often or seldom.
    function testFuzz_a_load_falls_alike_in_one_step_and_in_two(uint40 load, uint32 first, uint32 second) public pure {
        first %= 1 days;
        second %= 1 days;
        uint256 once = Load.decay(load, uint256(first) + second);
        uint256 twice = Load.decay(Load.decay(load, first), second);
        uint256 slack = once / 500 + 2;
        vm.assertLe(once, twice + slack);
        vm.assertLe(twice, once + slack);
    }

    function testFuzz_a_run_counts_as_its_seconds_at_most_and_never_as_more_than_one_slot(uint32 low, uint32 high)
        public
        pure
    {
        if (low > high) (low, high) = (high, low);
        vm.assertLe(Load.ofRun(high), Load.FULL);
        vm.assertLe(Load.ofRun(high), uint256(high) * Load.SECOND + 1);
        vm.assertLe(Load.ofRun(low), Load.ofRun(high));
    }

    function testFuzz_load_and_utilisation_stay_within_bounds(uint16 slots, uint256[24] memory steps) public {
        uint256 time = START;
        vm.warp(time);
        if (slots == 0) slots = 1;
        this.revise(slots);
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 step = uint256(keccak256(abi.encode(steps[i])));
            (uint256 before,,) = this.read();
            time += step % 7 == 0 ? (step >> 8) % 2 days : (step >> 8) % 3 hours;
            vm.warp(time);
            (uint256 idle,, uint256 share) = this.read();
            vm.assertLe(idle, before, "idle time raised the load");
            vm.assertLe(share, 10_000, "utilisation after slots changed");
            if (step % 3 == 0) this.revise(uint16(bound(step >> 64, 1, type(uint16).max)));
            this.meter(uint32(step >> 32));
            (uint256 load, uint256 present, uint256 utilisation) = this.read();
            vm.assertLe(load, present * Load.FULL, "load");
            vm.assertLe(utilisation, 10_000, "utilisation");
        }
        vm.assertEq(_offer.tokenIndex(), 7);
        vm.assertEq(_offer.pricePerSecond(), 1e4);
        vm.assertTrue(_offer.isActive());
    }

    /// Two slots, one of which runs one second after another: rounding must not eat such short runs.
    function test_a_stream_of_short_runs_tends_to_what_it_keeps_busy() public {
        vm.warp(START);
        this.revise(2);
        for (uint256 i = 1; i <= 6 hours; i += 2) {
            vm.warp(START + i);
            this.meter(2);
        }
        (,, uint256 utilisation) = this.read();
        // 5,000 but for what six half-lives have not yet filled
        vm.assertGe(utilisation, 4_900);
        vm.assertLe(utilisation, 4_930);
    }

    function test_the_first_slots_count_at_once_and_others_after_a_day() public {
        vm.warp(START);
        this.revise(4);
        (, uint256 slots,) = this.read();
        vm.assertEq(slots, 4);
        this.revise(1);
        vm.warp(START + 1 hours);
        // to name the same number again does not put it off
        this.revise(1);
        vm.warp(START + 1 days - 1);
        (, slots,) = this.read();
        vm.assertEq(slots, 4);
        vm.warp(START + 1 days);
        (, slots,) = this.read();
        vm.assertEq(slots, 1);
    }

    function test_a_change_of_slots_can_be_called_off_or_replaced() public {
        vm.warp(START);
        this.revise(4);
        this.revise(1);
        this.revise(4);
        vm.assertEq(_offer.slotsFrom(), START);
        vm.warp(START + 2 days);
        (, uint256 slots,) = this.read();
        vm.assertEq(slots, 4);
        this.revise(1);
        vm.warp(START + 2 days + 23 hours);
        this.revise(2);
        vm.warp(START + 3 days + 22 hours);
        (, slots,) = this.read();
        vm.assertEq(slots, 4);
        vm.warp(START + 3 days + 23 hours);
        (, slots,) = this.read();
        vm.assertEq(slots, 2);
    }

    function test_load_above_what_fewer_slots_can_have_counts_as_full() public {
        vm.warp(START);
        this.revise(8);
        this.revise(1);
        vm.warp(START + 1 days - 1);
        for (uint256 i = 0; i < 4; ++i) {
            this.meter(1 days);
        }
        (,, uint256 utilisation) = this.read();
        vm.assertEq(utilisation, 5_000);
        vm.warp(START + 1 days);
        (,, utilisation) = this.read();
        vm.assertEq(utilisation, 10_000);
    }
}
