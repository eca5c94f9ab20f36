// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {ComputePrice} from "../src/libraries/ComputePrice.sol";
import {Order, Outcome} from "../src/types/Order.sol";
import {Curve, Environment, EnvironmentState, Provider} from "../src/types/Provider.sol";
import {Market} from "./support/Market.sol";
import {bound, vm} from "./support/Vm.sol";

contract ProviderRegistryTest is Market {
    function record() private view returns (Provider memory) {
        return Provider(operator, payout, "https://provider.example");
    }

    function test_a_provider_registers_once_and_updates() public {
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderRegistered(stranger, operator, payout, "https://provider.example");
        vm.startPrank(stranger);
        providers.register(record());
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderAlreadyRegistered.selector, stranger));
        providers.register(record());
        Provider memory next = Provider(address(1), address(2), "https://elsewhere.example");
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderUpdated(stranger, address(1), address(2), "https://elsewhere.example");
        providers.update(next);
        vm.assertEq(keccak256(abi.encode(providers.providerOf(stranger))), keccak256(abi.encode(next)));
        vm.assertEq(providers.operatorOf(stranger), address(1));
    }

    function test_a_stranger_has_nothing_to_update_rent_or_deposit() public {
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.ProviderUnknown.selector, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        providers.update(record());
        vm.expectRevert(reason);
        providers.setEnvironment(Environment(keccak256("resources"), address(dollar), 1, 1, true));
        vm.expectRevert(reason);
        providers.deposit(address(dollar), 1);
    }

    function refuse(Provider memory bad, string memory what) private {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidProvider.selector, what));
        providers.register(bad);
    }

    function test_a_provider_without_key_payout_or_endpoint_is_refused() public {
        refuse(Provider(address(0), payout, "https://provider.example"), "operator");
        refuse(Provider(operator, address(0), "https://provider.example"), "payout");
        refuse(Provider(operator, payout, ""), "endpoint");
        refuse(Provider(operator, payout, string(new bytes(257))), "endpoint");
    }

    function refuse(Environment memory bad, bytes memory reason) private {
        vm.prank(provider);
        vm.expectRevert(reason);
        providers.setEnvironment(bad);
    }

    function test_an_environment_is_checked_and_reads_back() public {
        bytes4 invalid = IProviderRegistry.InvalidEnvironment.selector;
        Environment memory good = Environment(keccak256("gpu"), address(dollar), type(uint88).max, 9, true);
        vm.prank(provider);
        bytes32 id = providers.setEnvironment(good);
        vm.assertEq(id, keccak256(abi.encode(provider, keccak256("gpu"))));
        EnvironmentState memory found = EnvironmentState({
            resourcesDigest: keccak256("gpu"),
            token: address(dollar),
            pricePerSecond: type(uint88).max,
            slots: 9,
            active: true,
            nextSlots: 9,
            slotsFrom: uint40(block.timestamp)
        });
        vm.assertEq(
            keccak256(abi.encode(providers.environmentOf(provider, id))), keccak256(abi.encode(found))
        );
        Environment memory bad = Environment(0, address(dollar), 1, 1, true);
        refuse(bad, abi.encodeWithSelector(invalid, "resourcesDigest"));
        bad = Environment(keccak256("gpu"), address(dollar), 1, 0, true);
        refuse(bad, abi.encodeWithSelector(invalid, "slots"));
        bad = Environment(keccak256("gpu"), address(dollar), uint96(type(uint88).max) + 1, 1, true);
        refuse(bad, abi.encodeWithSelector(invalid, "pricePerSecond"));
        bad = Environment(keccak256("gpu"), stranger, 1, 1, true);
        refuse(bad, abi.encodeWithSelector(IProviderRegistry.TokenNotAccepted.selector, stranger));
    }

    function test_deposits_take_accepted_tokens_in_amounts_that_fit() public {
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.TokenNotAccepted.selector, stranger));
        providers.deposit(stranger, 1);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidProvider.selector, "amount"));
        providers.deposit(address(dollar), 0);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidProvider.selector, "amount"));
        providers.deposit(address(dollar), type(uint96).max);
    }

    function test_free_collateral_leaves_after_a_day() public {
        vm.startPrank(provider);
        providers.unbond(address(dollar), 1e15);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.StillUnbonding.selector, block.timestamp + 1 days)
        );
        providers.withdraw(address(dollar), provider);
        vm.warp(block.timestamp + 1 days);
        providers.withdraw(address(dollar), provider);
        vm.assertEq(dollar.balanceOf(provider), 1e15);
        vm.expectRevert(IProviderRegistry.NothingToWithdraw.selector);
        providers.withdraw(address(dollar), provider);
    }

    function test_collateral_stays_until_the_last_exposure_has_passed() public {
        Order memory order = draft();
        order.settleBy = uint40(block.timestamp + 30 days);
        place(order);
        settle(order, Outcome.Released, 0);
        vm.prank(provider);
        providers.unbond(address(dollar), 1e15);
        // three days of disputes, then the rest of that day
        uint256 heldUntil = ((uint256(order.settleBy) + 3 days) / 1 days + 1) * 1 days;
        vm.warp(heldUntil - 1);
        (, uint256 exposed,) = providers.collateralOf(provider, address(dollar));
        vm.assertEq(exposed, 52_275_000);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.StillUnbonding.selector, heldUntil));
        providers.withdraw(address(dollar), provider);
        vm.warp(heldUntil);
        (, exposed,) = providers.collateralOf(provider, address(dollar));
        vm.assertEq(exposed, 0);
        vm.prank(provider);
        providers.withdraw(address(dollar), provider);
    }

    function test_nobody_unbonds_more_than_is_bonded_or_withdraws_to_nowhere() public {
        vm.startPrank(provider);
        bytes4 insufficient = IProviderRegistry.InsufficientCollateral.selector;
        vm.expectRevert(abi.encodeWithSelector(insufficient, provider, dollar, 1e15 + 1, 1e15));
        providers.unbond(address(dollar), 1e15 + 1);
        vm.expectRevert(abi.encodeWithSelector(insufficient, provider, dollar, 0, 1e15));
        providers.unbond(address(dollar), 0);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidProvider.selector, "to"));
        providers.withdraw(address(dollar), address(0));
    }

    function test_only_jobs_admits_and_slashes() public {
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.OnlyJobs.selector, address(this));
        vm.expectRevert(reason);
        providers.admit(draft(), 1, 1, 1);
        vm.expectRevert(reason);
        providers.slash(provider, address(dollar), 0, 1);
    }

    function test_governance_moves_the_curve_within_bounds() public {
        Curve memory steep = Curve(5_000, 12_000, 20_000, 100_000);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this)));
        providers.setCurve(steep);
        vm.startPrank(governance);
        providers.setCurve(steep);
        vm.assertEq(providers.ceilingOf(provider, environment), 1.2e4);
        Curve[5] memory bad = [
            Curve(0, 10_000, 10_000, 10_000),
            Curve(10_000, 10_000, 10_000, 10_000),
            Curve(5_000, 9_999, 10_000, 10_000),
            Curve(5_000, 20_000, 10_000, 30_000),
            Curve(5_000, 10_000, 10_000, 100_001)
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(IProviderRegistry.InvalidCurve.selector);
            providers.setCurve(bad[i]);
        }
        vm.expectRevert(IProviderRegistry.InvalidCurve.selector);
        providers.setCurve(Curve(5_000, 10_000, 20_000, 19_999));
    }

    function test_a_quote_may_ask_up_to_the_ceiling() public {
        vm.prank(governance);
        providers.setCurve(Curve(5_000, 12_000, 20_000, 40_000));
        Order memory order = draft();
        order.pricePerSecond = 1.2e4;
        place(order);
    }

    function testFuzz_the_ceiling_rises_with_utilisation(uint88 base, uint256 low, uint256 high) public pure {
        Curve memory curve = Curve(8_000, 10_000, 15_000, 40_000);
        low = bound(low, 0, 10_000);
        high = bound(high, low, 12_000);
        uint256 atLow = ComputePrice.ceiling(base, low, curve);
        vm.assertGe(atLow, base);
        vm.assertLe(atLow, ComputePrice.ceiling(base, high, curve));
        vm.assertEq(ComputePrice.ceiling(base, 8_000, curve), (uint256(base) * 15_000) / 10_000);
        vm.assertEq(ComputePrice.ceiling(base, 10_000, curve), uint256(base) * 4);
    }
}
