// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {Order, Outcome} from "../src/types/Order.sol";
import {Curve, Environment, EnvironmentState, Provider} from "../src/types/Provider.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

/// How the price follows the load, seen through the escrow. The market's one environment has four slots at 10,000 a second; the
/// curve is the one after deployment: x1 idle, x1.5 at the kink of 80 %, x4 when full.
contract UtilisationTest is Market {
    uint256 private _time = 1_800_000_001;
    uint256 private _count;

    // external, since the compiler may keep the block time of a call that a cheatcode changes within it
    function drafted(uint256 count) external view returns (Order memory order) {
        order = draft();
        order.salt = bytes32(count);
    }

    function pass(uint256 elapsed) private {
        _time += elapsed;
        vm.warp(_time);
    }

    /// Orders now; what ends later is settled by the caller.
    function ordered() private returns (Order memory order) {
        order = this.drafted(++_count);
        place(order);
    }

    /// As many runs of an hour side by side, settled at its end: each fills an eighth of the four slots' capacity for load.
    function run(uint256 runs) private {
        Order[] memory orders = new Order[](runs);
        for (uint256 i = 0; i < runs; ++i) {
            orders[i] = ordered();
        }
        pass(1 hours);
        for (uint256 i = 0; i < runs; ++i) {
            settle(orders[i], Outcome.Released, 3_600);
        }
    }

    function ceiling() private view returns (uint256) {
        return providers.ceilingOf(provider, environment);
    }

    function utilisation() private view returns (uint256) {
        return providers.utilisationOf(provider, environment);
    }

    function setSlots(uint16 slots) private {
        vm.prank(provider);
        providers.setEnvironment(Environment(keccak256("resources"), address(dollar), 1e4, slots, true));
    }

    function test_the_curve_is_read_back_as_it_stands() public {
        vm.assertEq(keccak256(abi.encode(providers.curve())), keccak256(abi.encode(Curve(8_000, 10_000, 15_000, 40_000))));
        Curve memory curve = Curve(5_000, 10_000, 12_000, 20_000);
        vm.prank(governance);
        providers.setCurve(curve);
        vm.assertEq(keccak256(abi.encode(providers.curve())), keccak256(abi.encode(curve)));
    }

    function test_price_follows_load_gently_up_to_the_kink_and_steeply_beyond() public {
        Order[] memory orders = new Order[](9);
        for (uint256 i = 0; i < 9; ++i) {
            orders[i] = ordered();
        }
        pass(1 hours);
        vm.assertEq(ceiling(), 10_000);
        uint256 last = 10_000;
        for (uint256 i = 0; i < 9; ++i) {
            settle(orders[i], Outcome.Released, 3_600);
            uint256 rise = ceiling() - last;
            // an eighth of the capacity: 0.125 / 0.8 * 5,000 below the kink, 0.125 / 0.2 * 25,000 beyond it
            if (i < 6) {
                vm.assertTrue(rise > 779 && rise < 783, "gentle");
            } else if (i == 7) {
                vm.assertTrue(rise > 15_600 && rise < 15_650, "steep");
            }
            last += rise;
        }
        vm.assertEq(utilisation(), 10_000);
        vm.assertEq(last, 40_000);

        // an idle hour halves the utilisation, and a day of it brings the price back to the base
        pass(1 hours);
        vm.assertEq(utilisation(), 5_000);
        vm.assertEq(ceiling(), 13_125);
        pass(1 days);
        vm.assertEq(utilisation(), 0);
        vm.assertEq(ceiling(), 10_000);
    }

    function test_a_quote_above_the_base_needs_load_that_is_still_warm() public {
        Order memory dear = this.drafted(99);
        dear.pricePerSecond = 10_700;
        refuse(dear, 10_000);
        run(1);
        dear = this.drafted(99);
        dear.pricePerSecond = 10_700;
        place(dear);
        pass(1 hours);
        dear = this.drafted(100);
        dear.pricePerSecond = 10_700;
        refuse(dear, 10_390);
    }

    function refuse(Order memory order, uint256 expected) private {
        bytes memory reason =
            abi.encodeWithSelector(IProviderRegistry.PriceAboveCeiling.selector, order.pricePerSecond, expected);
        vm.expectRevert(reason);
        this.placed(order);
    }

    function placed(Order memory order) external {
        place(order);
    }

    function test_only_runs_that_took_place_count() public {
        Order[] memory orders = new Order[](7);
        for (uint256 i = 0; i < 7; ++i) {
            orders[i] = ordered();
        }
        pass(1 hours);
        settle(orders[0], Outcome.Refused, 3_600);
        settle(orders[1], Outcome.ProviderFailed, 3_600);
        bytes32 digest = cancelDigest(address(jobs), jobIdOf(orders[2]));
        jobs.cancel(orders[2], sign(BUYER_KEY, digest), sign(OPERATOR_KEY, digest));
        vm.assertEq(utilisation(), 0);
        settle(orders[3], Outcome.AlgorithmFailed, 3_600);
        vm.assertEq(utilisation(), 1_250);
        settle(orders[4], Outcome.Withheld, 3_600);
        vm.assertEq(utilisation(), 2_500);
        report(orders[5], 3_600);
        vm.assertEq(utilisation(), 2_500);
        pass(3 hours + 1);
        vm.assertEq(utilisation(), 312);
        jobs.expire(orders[6]);
        vm.assertEq(utilisation(), 312);
        jobs.finalizeWithheld(orders[5]);
        vm.assertEq(utilisation(), 1_562);
    }

    function test_one_endless_run_fills_one_slot_and_no_more() public {
        Order memory order = this.drafted(1);
        order.maxSeconds = 1 days;
        order.runBy = uint40(_time + 1 days);
        order.reviewBy = order.runBy + 1;
        order.settleBy = order.runBy + 2;
        place(order);
        pass(1 days);
        settle(order, Outcome.Released, 1 days);
        vm.assertEq(utilisation(), 2_500);
    }

    function test_fewer_slots_raise_the_ceiling_only_after_a_day() public {
        run(1);
        vm.assertEq(utilisation(), 1_250);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.SlotsScheduled(provider, environment, 4, 1, uint40(_time + 1 days));
        setSlots(1);
        vm.assertEq(utilisation(), 1_250);
        EnvironmentState memory state = providers.environmentOf(provider, environment);
        vm.assertEq(state.slots, 4);
        vm.assertEq(state.nextSlots, 1);
        vm.assertEq(state.slotsFrom, _time + 1 days);
        pass(1 days - 1 hours - 1);
        run(1);
        vm.assertEq(utilisation(), 1_250);
        pass(1);
        vm.assertEq(utilisation(), 4_999);
        vm.assertEq(providers.environmentOf(provider, environment).slots, 1);
    }

    function test_a_new_price_or_a_pause_keeps_load_and_slots() public {
        run(1);
        vm.prank(provider);
        providers.setEnvironment(Environment(keccak256("resources"), address(dollar), 2e4, 4, false));
        vm.assertEq(utilisation(), 1_250);
        vm.assertEq(ceiling(), 21_562);
        EnvironmentState memory state = providers.environmentOf(provider, environment);
        vm.assertFalse(state.active);
        vm.assertEq(state.slots, 4);
        Order memory order = this.drafted(9);
        bytes memory reason =
            abi.encodeWithSelector(IProviderRegistry.EnvironmentUnknown.selector, provider, environment);
        vm.expectRevert(reason);
        this.placed(order);
    }

    function test_an_unknown_environment_has_no_price_no_load_and_no_token() public view {
        vm.assertEq(providers.ceilingOf(stranger, environment), 0);
        vm.assertEq(providers.utilisationOf(stranger, environment), 0);
        vm.assertEq(providers.environmentOf(stranger, environment).token, address(0));
    }

    function test_only_jobs_meters() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.OnlyJobs.selector, address(this)));
        providers.meter(provider, environment, 1);
    }

    /// Whatever runs and rests come, the ceiling is between the base and ten times it, and rises with the utilisation.
    function testFuzz_the_ceiling_stays_within_ten_times_the_base(uint256[8] memory steps) public {
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 before = utilisation();
            uint256 price = ceiling();
            vm.assertTrue(price >= 1e4 && price <= 1e5);
            Order memory order = ordered();
            pass((steps[i] % 2 hours) + 1);
            uint256 lasted = steps[i] % 3_601;
            if (lasted > (steps[i] % 2 hours) + 1) lasted = 0;
            settle(order, Outcome.Released, uint32(lasted));
            if (utilisation() >= before) vm.assertGe(ceiling(), price);
            if (utilisation() <= before) vm.assertLe(ceiling(), price);
        }
    }

    function test_a_provider_that_drains_takes_no_order_finishes_what_it_owes_and_leaves() public {
        Order memory order = ordered();
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderDrainingChanged(provider, true);
        vm.startPrank(provider);
        providers.setDraining(true);
        providers.unbond(address(dollar), 1e15);
        vm.stopPrank();
        vm.assertTrue(providers.isDraining(provider));
        Order memory late = this.drafted(2);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderDraining.selector, provider));
        this.placed(late);
        pass(100);
        settle(order, Outcome.Released, 100);
        vm.assertEq(credit(payout), 1e6);
        // the day of settleBy and three days of disputes has to pass
        uint256 until = ((uint256(order.settleBy) + 3 days) / 1 days + 1) * 1 days;
        vm.warp(until - 1);
        vm.prank(provider);
        vm.expectPartialRevert(IProviderRegistry.StillUnbonding.selector);
        providers.withdraw(address(dollar), provider);
        vm.warp(until);
        vm.prank(provider);
        providers.withdraw(address(dollar), provider);
        vm.assertEq(dollar.balanceOf(provider), 1e15);
        vm.assertEq(dollar.balanceOf(address(providers)), 0);
    }

    function test_draining_survives_a_new_key_and_can_be_taken_back() public {
        vm.startPrank(provider);
        providers.setDraining(true);
        providers.update(Provider(operator, payout, "https://provider.example"));
        vm.assertTrue(providers.isDraining(provider));
        providers.setDraining(false);
        vm.stopPrank();
        vm.assertFalse(providers.isDraining(provider));
        ordered();
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderUnknown.selector, stranger));
        providers.setDraining(true);
    }
}
