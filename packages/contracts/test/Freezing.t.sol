// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {Order} from "../src/types/Order.sol";
import {Market} from "./support/Market.sol";
import {HostileToken} from "./support/HostileTokens.sol";
import {bound, vm} from "./support/Vm.sol";

/// Collateral under dispute, as the contract of disputes sees it. What that contract itself may do is tested with it.
contract FreezingTest is Market {
    bytes32 private constant JOB = keccak256("job");
    address private disputer;

    function setUp() public override {
        super.setUp();
        disputer = providers.disputes();
    }

    function freeze(uint256 amount) private returns (uint256) {
        vm.prank(disputer);
        return providers.freeze(provider, address(dollar), JOB, amount);
    }

    function unfreeze(uint256 amount) private {
        vm.prank(disputer);
        providers.unfreeze(provider, address(dollar), JOB, amount);
    }

    function slash(uint256 amount, uint256 taken) private {
        vm.prank(disputer);
        providers.slashFrozen(provider, address(dollar), JOB, amount, taken);
    }

    function unbond(uint256 amount) private {
        vm.prank(provider);
        providers.unbond(address(dollar), amount);
    }

    function withdraw() private {
        vm.prank(provider);
        providers.withdraw(address(dollar), provider);
    }

    function check(uint256 bonded, uint256 unbonding, uint256 frozen) private view {
        (uint256 b,, uint256 u) = providers.collateralOf(provider, address(dollar));
        vm.assertEq(b, bonded, "bonded");
        vm.assertEq(u, unbonding, "unbonding");
        vm.assertEq(providers.frozenOf(provider, address(dollar)), frozen, "frozen");
        vm.assertEq(dollar.balanceOf(address(providers)), b + u + frozen, "held");
    }

    function test_only_disputes_freezes() public {
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.OnlyDisputes.selector, address(jobs));
        vm.startPrank(address(jobs));
        vm.expectRevert(reason);
        providers.freeze(provider, address(dollar), JOB, 1);
        vm.expectRevert(reason);
        providers.unfreeze(provider, address(dollar), JOB, 0);
        vm.expectRevert(reason);
        providers.slashFrozen(provider, address(dollar), JOB, 0, 0);
    }

    function test_freezing_takes_what_is_bonded_then_what_is_unbonding() public {
        vm.expectEmit(address(providers));
        emit IProviderRegistry.CollateralFrozen(provider, address(dollar), JOB, 100);
        vm.assertEq(freeze(100), 100);
        check(1e15 - 100, 0, 100);
        unbond(1e15 - 130);
        vm.assertEq(freeze(50), 50);
        check(0, 1e15 - 150, 150);
        vm.assertEq(freeze(type(uint88).max), 1e15 - 150);
        check(0, 0, 1e15);
        vm.assertEq(freeze(1), 0);
        unfreeze(1e15);
        check(1e15, 0, 0);
    }

    function test_what_is_frozen_neither_leaves_nor_backs_an_order() public {
        freeze(1e15 - 52_275_000);
        place(draft());
        Order memory order = draft();
        order.salt = keccak256("second");
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.InsufficientCollateral.selector, provider, dollar, 52_275_000, 0
        );
        vm.expectRevert(reason);
        this.placed(order);
        vm.prank(provider);
        vm.expectPartialRevert(IProviderRegistry.InsufficientCollateral.selector);
        providers.unbond(address(dollar), 52_275_001);
        unbond(52_275_000);
        vm.warp(block.timestamp + 100 days);
        withdraw();
        check(0, 0, 1e15 - 52_275_000);
        vm.assertEq(dollar.balanceOf(provider), 52_275_000);
    }

    function placed(Order memory order) external {
        place(order);
    }

    /// Whichever of the two comes first: what was withdrawn was due, and what was frozen stays.
    function test_a_withdrawal_takes_only_what_a_freezing_left() public {
        unbond(1e15);
        uint256 state = vm.snapshotState();
        vm.warp(block.timestamp + 2 days);
        freeze(1e14);
        withdraw();
        check(0, 0, 1e14);
        vm.assertEq(dollar.balanceOf(provider), 9e14);
        slash(1e14, 1e14);
        vm.assertEq(dollar.balanceOf(disputer), 1e14);
        vm.revertToState(state);
        vm.warp(block.timestamp + 2 days);
        withdraw();
        vm.assertEq(freeze(1e14), 0);
    }

    function test_what_comes_back_is_bonded_and_gives_notice_anew() public {
        unbond(1e15);
        vm.warp(block.timestamp + 2 days);
        freeze(1e15);
        vm.prank(provider);
        vm.expectRevert(IProviderRegistry.NothingToWithdraw.selector);
        providers.withdraw(address(dollar), provider);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.CollateralUnfrozen(provider, address(dollar), JOB, 1e15);
        unfreeze(1e15);
        check(1e15, 0, 0);
        unbond(1e15);
        vm.prank(provider);
        vm.expectPartialRevert(IProviderRegistry.StillUnbonding.selector);
        providers.withdraw(address(dollar), provider);
    }

    function test_no_more_than_was_frozen_is_slashed_or_given_back() public {
        freeze(100);
        bytes4 insufficient = IProviderRegistry.InsufficientFrozen.selector;
        vm.startPrank(disputer);
        vm.expectRevert(abi.encodeWithSelector(insufficient, provider, dollar, 101, 100));
        providers.slashFrozen(provider, address(dollar), JOB, 100, 101);
        vm.expectRevert(abi.encodeWithSelector(insufficient, provider, dollar, 101, 100));
        providers.slashFrozen(provider, address(dollar), JOB, 101, 100);
        vm.expectRevert(abi.encodeWithSelector(insufficient, provider, dollar, 101, 100));
        providers.unfreeze(provider, address(dollar), JOB, 101);
        vm.stopPrank();
        vm.expectEmit(address(providers));
        emit IProviderRegistry.CollateralSlashed(provider, address(dollar), JOB, 60);
        slash(100, 60);
        check(1e15 - 60, 0, 0);
        vm.assertEq(dollar.balanceOf(disputer), 60);
    }

    /// An order that expired meanwhile takes its slice of what is not frozen.
    function test_expiry_leaves_what_is_frozen() public {
        Order memory order = draft();
        place(order);
        freeze(1e15 - 1);
        vm.warp(uint256(order.runBy) + 1);
        jobs.expire(order);
        check(0, 0, 1e15 - 1);
    }

    function test_all_of_it_together_fits_so_that_what_comes_back_always_does() public {
        freeze(1e15);
        dollar.mint(provider, type(uint96).max);
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidProvider.selector, "amount"));
        providers.deposit(address(dollar), type(uint96).max - 1e15 + 1);
        providers.deposit(address(dollar), type(uint96).max - 1e15);
        providers.unbond(address(dollar), 1e15);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidProvider.selector, "amount"));
        providers.deposit(address(dollar), 1);
        vm.stopPrank();
        unfreeze(1e15);
        check(type(uint96).max - 1e15, 1e15, 0);
    }

    /// Any sequence of acts of either side: what is held is bonded, unbonding or frozen, and nobody takes what is frozen.
    function testFuzz_nothing_is_lost_between_the_three(uint256[16] memory steps) public {
        uint256 frozen;
        uint256 time = block.timestamp;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 step = uint256(keccak256(abi.encode(steps[i])));
            uint256 amount = bound(step >> 8, 0, 6e14);
            (uint256 bonded,, uint256 unbonding) = providers.collateralOf(provider, address(dollar));
            uint256 act = step % 5;
            if (act == 0) {
                uint256 got = freeze(amount);
                vm.assertEq(got, amount < bonded + unbonding ? amount : bonded + unbonding);
                frozen += got;
            } else if (act == 1 && frozen > 0) {
                amount = bound(amount, 1, frozen);
                frozen -= amount;
                slash(amount, bound(step >> 128, 0, amount));
            } else if (act == 2 && frozen > 0) {
                amount = bound(amount, 1, frozen);
                frozen -= amount;
                unfreeze(amount);
            } else if (act == 3 && bonded > 0) {
                unbond(bound(amount, 1, bonded));
            } else if (act == 4 && unbonding > 0) {
                time += 2 days;
                vm.warp(time);
                withdraw();
            }
            (bonded,, unbonding) = providers.collateralOf(provider, address(dollar));
            check(bonded, unbonding, frozen);
        }
    }
}

/// Collateral in a token that turns bad once it was taken.
contract HostileCollateralTest is Market {
    HostileToken private token;

    function setUp() public override {
        vm.warp(1_800_000_000);
        token = new HostileToken();
        deployAtoll(address(token));
        stage(address(token));
    }

    function test_collateral_whose_token_keeps_a_fee_is_refused() public {
        token.set(HostileToken.Mode.KeepsFee);
        token.mint(provider, 1_000);
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IJobs.TransferShort.selector, token, 1_000, 990));
        providers.deposit(address(token), 1_000);
    }

    function test_a_provider_without_collateral_loses_none() public {
        uint256 held = token.balanceOf(address(providers));
        vm.prank(address(jobs));
        vm.assertEq(providers.slash(stranger, address(token), 0, 1_000), 0);
        vm.assertEq(token.balanceOf(address(providers)), held);
    }

    function test_a_token_that_sends_more_than_it_was_told_counts_as_told() public {
        token.set(HostileToken.Mode.SendsMore);
        vm.prank(address(jobs));
        vm.assertEq(providers.slash(provider, address(token), 0, 1_000), 1_000);
        vm.assertEq(token.balanceOf(address(jobs)), 1_010);
    }

    function test_no_exposure_is_held_beyond_sixty_days() public {
        Order memory order = draft();
        order.token = address(token);
        vm.startPrank(address(jobs));
        uint40 last = uint40((block.timestamp / 1 days + 60) * 1 days);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.HeldTooLong.selector, last + 1 days));
        providers.admit(order, 1, 1e6, last + 1 days);
        providers.admit(order, 1, 1e6, last);
        (, uint256 exposed,) = providers.collateralOf(provider, address(token));
        vm.assertEq(exposed, 1e6);
    }

    function test_a_token_that_refuses_to_move_keeps_what_was_frozen() public {
        address disputer = providers.disputes();
        vm.startPrank(disputer);
        providers.freeze(provider, address(token), 0, 1_000);
        token.set(HostileToken.Mode.Reverts);
        vm.expectRevert();
        providers.slashFrozen(provider, address(token), 0, 1_000, 1);
        token.set(HostileToken.Mode.ReturnsFalse);
        vm.expectRevert();
        providers.slashFrozen(provider, address(token), 0, 1_000, 1);
        vm.assertEq(providers.frozenOf(provider, address(token)), 1_000);
        providers.unfreeze(provider, address(token), 0, 1_000);
        (uint256 bonded,,) = providers.collateralOf(provider, address(token));
        vm.assertEq(bonded, 1e15);
    }

    function test_a_token_that_calls_back_finds_collateral_withdrawn_once() public {
        vm.prank(provider);
        providers.unbond(address(token), 1e15);
        vm.warp(block.timestamp + 1 days);
        token.reenter(address(providers), abi.encodeCall(providers.withdraw, (address(token), provider)));
        vm.prank(provider);
        providers.withdraw(address(token), provider);
        vm.assertTrue(token.refusal() == ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        vm.assertEq(token.balanceOf(provider), 1e15);
    }
}
