// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ShareToken} from "../src/ShareToken.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IRevenueShares} from "../src/interfaces/IRevenueShares.sol";
import {IShareToken} from "../src/interfaces/IShareToken.sol";
import {Terms} from "../src/types/Asset.sol";
import {Order, Outcome} from "../src/types/Order.sol";
import {Sharing} from "./support/Sharing.sol";
import {bound, vm} from "./support/Vm.sol";

contract RevenueSharesTest is Sharing {
    function test_shares_are_an_erc20_that_the_asset_pays() public {
        vm.assertEq(token.name(), "Tide Gauges");
        vm.assertEq(token.symbol(), "TIDE");
        vm.assertEq(token.decimals(), 18);
        vm.assertEq(token.totalSupply(), SUPPLY);
        vm.assertEq(token.balanceOf(alice), SUPPLY);
        vm.assertEq(token.assetId(), datasetId);
        vm.assertEq(token.tokens()[0], address(dollar));
        vm.assertEq(shares.tokenOf(datasetId), address(token));
        vm.assertEq(payeeOf(), address(token));
        vm.assertTrue(assets.isBeneficiaryLocked(datasetId));
    }

    function test_creating_names_what_is_wrong() public {
        bytes4 invalid = IRevenueShares.InvalidShares.selector;
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.NotAssetOwner.selector, algorithmId, address(this)));
        shares.create(algorithmId, "n", "s", 1, alice);
        vm.startPrank(author);
        vm.expectRevert(abi.encodeWithSelector(invalid, "supply"));
        shares.create(algorithmId, "n", "s", 0, alice);
        vm.expectRevert(abi.encodeWithSelector(invalid, "supply"));
        shares.create(algorithmId, "n", "s", 1e27 + 1, alice);
        vm.expectRevert(abi.encodeWithSelector(invalid, "name"));
        shares.create(algorithmId, "", "s", 1, alice);
        vm.expectRevert(abi.encodeWithSelector(invalid, "name"));
        shares.create(algorithmId, string(new bytes(65)), "s", 1, alice);
        vm.expectRevert(abi.encodeWithSelector(invalid, "symbol"));
        shares.create(algorithmId, "n", "", 1, alice);
        vm.expectRevert(abi.encodeWithSelector(invalid, "symbol"));
        shares.create(algorithmId, "n", string(new bytes(17)), 1, alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(jobs)));
        shares.create(algorithmId, "n", "s", 1, address(jobs));
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        shares.create(algorithmId, "n", "s", 1, address(0));
    }

    function test_an_asset_is_shared_out_once_at_a_time() public {
        vm.prank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.BeneficiaryLocked.selector, datasetId, address(token))
        );
        shares.create(datasetId, "again", "TWO", 1, owner);
        dissolve(alice);
        ShareToken second = create(5);
        vm.assertTrue(address(second) != address(token));
        vm.assertEq(payeeOf(), address(second));
    }

    function test_nobody_initializes_shares_a_second_time() public {
        vm.expectRevert(abi.encodeWithSelector(IShareToken.OnlyFactory.selector, address(this)));
        token.initialize(stranger, 1, address(dollar));
        ShareToken code = ShareToken(shares.implementation());
        vm.expectRevert(abi.encodeWithSelector(IShareToken.OnlyFactory.selector, address(this)));
        code.initialize(stranger, 1, address(dollar));
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.NotShares.selector, datasetId, address(this)));
        shares.release(datasetId);
    }

    function test_the_income_of_a_run_is_shared_in_proportion() public {
        send(alice, bob, SUPPLY / 4);
        Order memory order = draft();
        order.datasets[0].payee = address(token);
        place(order);
        settle(order, Outcome.Released, 0);
        vm.assertEq(owed(alice), 7_500_000);
        vm.expectEmit(address(token));
        emit IShareToken.DividendClaimed(bob, address(dollar), 2_500_000);
        vm.prank(stranger);
        claim(bob);
        vm.assertEq(credit(bob), 2_500_000);
        vm.assertEq(credit(stranger), 0);
        claim(bob);
        vm.assertEq(credit(bob), 2_500_000);
        claim(alice);
        vm.assertEq(credit(alice), 7_500_000);
        vm.assertEq(credit(address(token)), 0);
    }

    function test_what_came_in_before_a_sale_stays_the_sellers() public {
        earn(100e6);
        send(alice, bob, SUPPLY);
        earn(30e6);
        vm.assertEq(owed(alice), 100e6);
        vm.assertEq(owed(bob), 30e6);
        // a transfer to oneself changes nothing
        send(bob, bob, SUPPLY);
        send(alice, alice, 0);
        vm.assertEq(owed(alice), 100e6);
        vm.assertEq(owed(bob), 30e6);
    }

    function test_shares_bought_to_catch_an_income_catch_none_of_the_past() public {
        earn(100e6);
        send(alice, bob, SUPPLY / 2);
        claim(bob);
        vm.assertEq(credit(bob), 0);
        send(bob, alice, SUPPLY / 2);
        vm.assertEq(owed(alice), 100e6);
    }

    function test_what_a_division_leaves_is_shared_out_later() public {
        token = shareAlgorithm(3);
        send(alice, bob, 1);
        send(alice, carol, 1);
        for (uint256 i = 0; i < 3; ++i) {
            earn(1);
        }
        claim(alice);
        claim(bob);
        claim(carol);
        vm.assertEq(credit(alice) + credit(bob) + credit(carol), 3);
        vm.assertEq(credit(alice), 1);
    }

    function shareAlgorithm(uint256 supply) private returns (ShareToken) {
        vm.prank(author);
        return ShareToken(shares.create(algorithmId, "n", "s", supply, alice));
    }

    function test_shares_of_which_there_is_but_one_part_earn_everything() public {
        token = shareAlgorithm(1);
        earn(type(uint96).max);
        vm.assertEq(owed(alice), type(uint96).max);
        claim(alice);
        vm.assertEq(credit(alice), type(uint96).max);
    }

    function test_an_income_beyond_all_counting_freezes_nothing() public {
        token = shareAlgorithm(1e27);
        dollar.mint(stranger, type(uint256).max / 4);
        earn(type(uint256).max / 4);
        send(alice, bob, 1);
        claim(alice);
        vm.assertLe(credit(alice), type(uint128).max);
        vm.assertTrue(credit(alice) > type(uint128).max / 2);
        earn(1e6);
        send(bob, alice, 1);
        claim(bob);
    }

    function test_what_came_in_before_the_first_share_goes_to_those_who_hold_them_then() public {
        uint256 state = vm.snapshotState();
        vm.prank(alice);
        token.dissolve();
        ShareToken next = create(SUPPLY);
        vm.revertToState(state);
        // the address of the next shares is known, and somebody pays it too soon
        vm.prank(stranger);
        jobs.deposit(address(dollar), address(next), 7e6);
        vm.prank(alice);
        token.dissolve();
        token = create(SUPPLY);
        vm.assertEq(address(token), address(next));
        claim(alice);
        vm.assertEq(credit(alice), 7e6);
    }

    function test_shares_cannot_be_sent_where_nobody_can_claim() public {
        bytes4 refusal = IERC20Errors.ERC20InvalidReceiver.selector;
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(refusal, address(token)));
        token.transfer(address(token), 1);
        vm.expectRevert(abi.encodeWithSelector(refusal, address(jobs)));
        token.transfer(address(jobs), 1);
    }

    function test_a_sale_of_the_asset_and_other_terms_leave_the_income_to_the_shares() public {
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        vm.assertEq(payeeOf(), address(token));
        vm.startPrank(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.BeneficiaryLocked.selector, datasetId, address(token))
        );
        assets.setTerms(datasetId, Terms(address(dollar), 1e6, provider, stranger, 0, 0, 0));
        assets.setTerms(datasetId, Terms(address(dollar), 1e6, provider, address(token), 0, 0, 0));
        vm.stopPrank();
        vm.assertEq(payeeOf(), address(token));
    }

    function test_only_who_holds_every_share_dissolves() public {
        send(alice, bob, 1);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.NotAllShares.selector, alice, SUPPLY - 1, SUPPLY));
        token.dissolve();
        earn(100e6);
        send(bob, alice, 1);
        vm.expectEmit(address(token));
        emit IShareToken.SharesDissolved(alice);
        dissolve(alice);
        vm.assertEq(token.totalSupply(), 0);
        vm.assertEq(payeeOf(), owner);
        vm.assertFalse(assets.isBeneficiaryLocked(datasetId));
        vm.assertEq(shares.tokenOf(datasetId), address(0));
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.NotAllShares.selector, alice, 0, 0));
        token.dissolve();
    }

    function test_what_former_holders_are_owed_outlives_the_shares_and_the_rest_is_the_heirs() public {
        send(alice, bob, SUPPLY / 2);
        earn(100e6);
        send(bob, alice, SUPPLY / 2);
        dissolve(alice);
        // an order of before still pays the shares
        earn(9e6);
        vm.assertEq(owed(alice), 59e6);
        vm.assertEq(owed(bob), 50e6);
        claim(alice);
        claim(bob);
        vm.assertEq(credit(alice), 59e6);
        vm.assertEq(credit(bob), 50e6);
        vm.assertEq(credit(address(token)), 0);
    }

    function test_shares_act_by_signature_too() public {
        vm.prank(address(relay));
        (bool success,) =
            address(token).call(abi.encodePacked(abi.encodeCall(token.transfer, (bob, SUPPLY)), alice));
        vm.assertTrue(success);
        vm.prank(address(relay));
        (success,) = address(token).call(abi.encodePacked(abi.encodeCall(token.dissolve, ()), bob));
        vm.assertTrue(success);
        vm.assertEq(token.heir(), bob);
    }

    /// Transfers, incomes, claims and the end, in any order: received = paid + owed + remainder, to the last part.
    function testFuzz_dividends_are_conserved(uint256 supply, uint256[24] memory steps) public {
        token = shareAlgorithm(bound(supply, 1, 1e27));
        address[3] memory holders = [alice, bob, carol];
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 seed = steps[i] >> 8;
            address holder = holders[seed % 3];
            uint256 step = steps[i] % 8;
            if (step < 3) {
                earn(bound(seed >> 8, 1, step == 0 ? 10 : 1e15));
            } else if (step < 6) {
                send(holder, holders[(seed >> 4) % 3], bound(seed >> 8, 0, token.balanceOf(holder)));
            } else if (step == 6) {
                uint256 before = credit(holder);
                uint256 due = owed(holder);
                claim(holder);
                vm.assertEq(credit(holder) - before, due, "claimed");
            } else {
                vm.prank(holder);
                try token.dissolve() {} catch {}
            }
            assertConserved(holders);
        }
    }

    function assertConserved(address[3] memory holders) private view {
        (uint256 received, uint256 paid, uint256 remainder) = token.statementOf(address(dollar));
        uint256 owedParts;
        uint256 credits;
        for (uint256 i = 0; i < 3; ++i) {
            (uint256 amount, uint256 fraction) = token.owedOf(holders[i], address(dollar));
            owedParts += amount * 1e27 + fraction;
            credits += credit(holders[i]);
        }
        vm.assertEq(credits, paid, "paid");
        vm.assertEq(credit(address(token)), received - paid, "held");
        vm.assertEq(received * 1e27, paid * 1e27 + owedParts + remainder, "conserved");
        vm.assertTrue(remainder < 1e27, "dust");
    }
}
