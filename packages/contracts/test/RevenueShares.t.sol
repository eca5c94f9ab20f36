// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IRevenueShares} from "../src/interfaces/IRevenueShares.sol";
import {IShareToken} from "../src/interfaces/IShareToken.sol";
import {ShareToken} from "../src/ShareToken.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {Terms} from "../src/types/Asset.sol";
import {Order, Outcome} from "../src/types/Order.sol";
import {SharesMarket} from "./support/SharesMarket.sol";
import {bound, vm} from "./support/Vm.sol";

contract RevenueSharesTest is SharesMarket {
    function terms(address token, address beneficiary) private view returns (Terms memory) {
        return Terms(token, 10e6, provider, beneficiary, 0, 0, 0);
    }

    function test_a_run_pays_the_holders_of_then() public {
        Order memory order = draft();
        order.datasets[0].payee = address(share);
        place(order);
        vm.warp(block.timestamp + 60);
        settle(order, Outcome.Released, 60);
        give(owner, stranger, SUPPLY / 4);
        earn(4e6);
        vm.assertEq(owed(owner), 10e6 + 3e6);
        vm.assertEq(owed(stranger), 1e6);
        vm.assertEq(claim(owner), 13e6);
        vm.assertEq(claim(stranger), 1e6);
        vm.assertEq(claim(stranger), 0);
        vm.assertEq(credit(address(share)), 0);
    }

    function test_what_was_earned_before_a_transfer_stays_with_who_sold() public {
        earn(1e6);
        give(owner, stranger, SUPPLY);
        earn(2e6);
        give(stranger, author, SUPPLY);
        vm.assertEq(claim(owner), 1e6);
        vm.assertEq(claim(stranger), 2e6);
        vm.assertEq(claim(author), 0);
    }

    function test_a_claim_by_a_stranger_pays_the_holder() public {
        earn(1e6);
        vm.prank(stranger);
        vm.assertEq(claim(owner), 1e6);
        vm.assertEq(credit(stranger), 0);
    }

    function test_only_the_asset_owner_makes_shares_and_once() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.NotAssetOwner.selector, algorithmId, stranger));
        vm.prank(stranger);
        revenue.create(algorithmId, "a", "A", 1, stranger);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.BeneficiaryLocked.selector, datasetId, address(share))
        );
        vm.prank(owner);
        revenue.create(datasetId, "again", "A", 1, owner);
    }

    function test_shares_are_refused_without_supply_name_or_symbol() public {
        refuse("", "A", 1, "name");
        refuse(string(new bytes(65)), "A", 1, "name");
        refuse("a", "", 1, "symbol");
        refuse("a", string(new bytes(17)), 1, "symbol");
        refuse("a", "A", 0, "supply");
    }

    function refuse(string memory name, string memory symbol, uint96 supply, string memory what) private {
        vm.expectRevert(abi.encodeWithSelector(IShareToken.InvalidShares.selector, what));
        vm.prank(author);
        revenue.create(algorithmId, name, symbol, supply, author);
    }

    function test_nobody_initialises_shares_again_or_their_code() public {
        vm.expectRevert(abi.encodeWithSelector(IShareToken.OnlyFactory.selector, stranger));
        vm.prank(stranger);
        share.initialize(datasetId, "a", "A", 1, stranger);
        vm.expectRevert(IShareToken.AlreadyInitialized.selector);
        vm.prank(address(revenue));
        share.initialize(datasetId, "a", "A", 1, stranger);
        ShareToken code = ShareToken(revenue.implementation());
        vm.expectRevert(IShareToken.AlreadyInitialized.selector);
        vm.prank(address(revenue));
        code.initialize(datasetId, "a", "A", 1, stranger);
    }

    function test_the_asset_may_be_sold_and_still_pays_the_shares() public {
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        (,,,,,, address payee,) = assets.asset(datasetId);
        vm.assertEq(payee, address(share));
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.BeneficiaryLocked.selector, datasetId, address(share))
        );
        vm.prank(stranger);
        assets.setTerms(datasetId, terms(address(dollar), address(0)));
    }

    function test_shares_cannot_be_sent_to_themselves() public {
        vm.expectRevert(abi.encodeWithSelector(IShareToken.InvalidHolder.selector, address(share)));
        vm.prank(owner);
        share.transfer(address(share), 1);
    }

    function test_dissolving_needs_every_share() public {
        give(owner, stranger, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IShareToken.NotAllShares.selector, owner, SUPPLY - 1, SUPPLY)
        );
        vm.prank(owner);
        share.dissolve();
        vm.expectRevert(IShareToken.NotDissolved.selector);
        share.collect(address(dollar));
    }

    function test_dissolved_shares_free_the_beneficiary_and_owe_what_they_owed() public {
        give(owner, stranger, 1);
        earn(7);
        give(stranger, owner, 1);
        earn(5);
        vm.prank(owner);
        share.dissolve();
        (,,,,,, address payee,) = assets.asset(datasetId);
        vm.assertEq(payee, owner);
        vm.assertEq(revenue.sharesOf(datasetId), address(0));
        // an order of before settles later
        earn(3);
        share.collect(address(dollar));
        vm.assertEq(credit(owner), 3 + 1, "what came later, and the unit that rounding left");
        vm.assertEq(claim(owner), 11);
        vm.assertEq(claim(stranger), 0);
        share.collect(address(dollar));
        vm.assertEq(credit(address(share)), 0);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.NotAllShares.selector, owner, 0, 0));
        vm.prank(owner);
        share.dissolve();
    }

    function test_only_the_shares_release_their_asset() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.OnlyShares.selector, datasetId, stranger));
        vm.prank(stranger);
        revenue.release(datasetId);
    }

    function test_income_in_another_token_is_divided_once_the_asset_is_paid_in_it() public {
        TestDollar other = TestDollar(vm.deployCode("TestDollar.sol:TestDollar", ""));
        vm.expectRevert(abi.encodeWithSelector(IShareToken.TokenNotPaid.selector, address(other)));
        share.track(address(other));
        retoken(other);
        share.track(address(other));
        share.track(address(other));
        vm.assertEq(share.tokens().length, 2);
        other.mint(address(this), 8);
        other.approve(address(jobs), 8);
        jobs.deposit(address(other), address(share), 8);
        vm.assertEq(share.owedOf(address(other), owner), 8);
        for (uint256 i = 2; i < 4; ++i) {
            other = TestDollar(vm.deployCode("TestDollar.sol:TestDollar", ""));
            retoken(other);
            share.track(address(other));
        }
        other = TestDollar(vm.deployCode("TestDollar.sol:TestDollar", ""));
        retoken(other);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.TooManyTokens.selector, 4));
        share.track(address(other));
    }

    function retoken(TestDollar token) private {
        vm.prank(governance);
        jobs.setAccepted(address(token), true);
        vm.prank(owner);
        assets.setTerms(datasetId, terms(address(token), address(share)));
    }

    /// Whatever is earned, moved and claimed: what was paid, what is owed and less than a unit for each settling is what came in.
    function test_dividends_paid_and_owed_are_what_was_received(uint256 seed, uint96 supply) public {
        supply = uint96(bound(supply, 1, type(uint96).max));
        vm.prank(author);
        share = ShareToken(revenue.create(algorithmId, "fuzzed", "F", supply, owner));
        address[4] memory holders = [owner, author, stranger, buyer];
        uint256 received;
        uint256 paid;
        uint256 settled;
        for (uint256 step = 0; step < 40; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            address one = holders[(seed >> 8) % 4];
            if (seed % 3 == 0) {
                uint256 amount = bound(seed >> 16, 0, seed % 2 == 0 ? 100 : 1e15);
                earn(amount);
                received += amount;
            } else if (seed % 3 == 1) {
                address other = holders[(seed >> 16) % 4];
                give(one, other, bound(seed >> 24, 0, share.balanceOf(one)));
                settled += 2;
            } else {
                paid += claim(one);
                ++settled;
            }
        }
        uint256 due;
        for (uint256 i = 0; i < 4; ++i) {
            due += owed(holders[i]);
        }
        vm.assertEq(credit(address(share)), received - paid, "ledger");
        vm.assertLe(paid + due, received, "owed too much");
        vm.assertLe(received - paid - due, settled + 4, "dust");
    }
}
