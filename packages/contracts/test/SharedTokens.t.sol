// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {IShareToken} from "../src/interfaces/IShareToken.sol";
import {Terms} from "../src/types/Asset.sol";
import {Sharing} from "./support/Sharing.sol";
import {compiled, vm} from "./support/Vm.sol";

/// Income in further tokens, and what comes in outside settlements.
contract SharedTokensTest is Sharing {
    function test_a_further_token_is_shared_out_once_it_is_added() public {
        address other = otherToken();
        vm.expectRevert(abi.encodeWithSelector(IShareToken.NothingReceived.selector, other));
        token.addToken(other);
        earn(other, 40);
        address[] memory one = new address[](1);
        one[0] = other;
        vm.expectRevert(abi.encodeWithSelector(IShareToken.TokenNotTracked.selector, other));
        token.claim(alice, one);
        vm.expectEmit(address(token));
        emit IShareToken.TokenAdded(other);
        token.addToken(other);
        send(alice, bob, SUPPLY / 2);
        earn(other, 20);
        token.claim(alice, one);
        vm.assertEq(jobs.balanceOf(other, alice), 50);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.TokenTracked.selector, other));
        token.addToken(other);
        vm.prank(governance);
        jobs.setAccepted(other, false);
        // what came in goes out, accepted or not
        token.claim(bob, one);
        vm.assertEq(jobs.balanceOf(other, bob), 10);
    }

    function test_an_owner_cannot_price_the_asset_in_what_the_shares_do_not_share_out() public {
        address other = otherToken();
        Terms memory terms = Terms(other, 1e6, provider, address(token), 0, 0, 0);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.InvalidTerms.selector, "token"));
        assets.setTerms(datasetId, terms);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.NothingReceived.selector, other));
        token.addToken(other);
        // the owner may, before anything came in
        vm.startPrank(owner);
        token.addToken(other);
        assets.setTerms(datasetId, terms);
        vm.stopPrank();
        earn(other, 10);
        address[] memory one = new address[](1);
        one[0] = other;
        token.claim(alice, one);
        vm.assertEq(jobs.balanceOf(other, alice), 10);
        dissolve(alice);
        terms = Terms(otherToken(), 1e6, provider, address(0), 0, 0, 0);
        vm.prank(owner);
        assets.setTerms(datasetId, terms);
    }

    function test_the_last_place_for_a_token_is_kept_for_the_asset_s_owner() public {
        for (uint256 i = 0; i < 2; ++i) {
            address each = otherToken();
            earn(each, 1);
            token.addToken(each);
        }
        address fourth = otherToken();
        earn(fourth, 1);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.TooManyTokens.selector, 3));
        token.addToken(fourth);
        vm.prank(owner);
        token.addToken(fourth);
        address fifth = otherToken();
        earn(fifth, 7);
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.TooManyTokens.selector, 4));
        token.addToken(fifth);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.TooManyTokens.selector, 5));
        token.claim(alice, new address[](5));
        // who dissolves gets at what was not shared out
        dissolve(alice);
        token.addToken(fifth);
        address[] memory one = new address[](1);
        one[0] = fifth;
        token.claim(alice, one);
        vm.assertEq(jobs.balanceOf(fifth, alice), 7);
    }

    function test_what_a_market_pays_into_the_shares_wallet_is_income_of_all_holders() public {
        send(alice, bob, SUPPLY / 4);
        // a marketplace that honours ERC-2981 pays whom the asset names
        (address receiver,) = assets.royaltyInfo(datasetId, 1e6);
        vm.assertEq(receiver, address(token));
        vm.prank(stranger);
        dollar.transfer(receiver, 1_001);
        vm.assertEq(owed(alice) + owed(bob), 0);
        vm.prank(carol);
        token.sweep(address(dollar));
        claim(alice);
        claim(bob);
        // three quarters and one quarter of 1,001, and what is left of a unit stays theirs
        vm.assertEq(credit(alice), 750);
        vm.assertEq(credit(bob), 250);
        vm.prank(stranger);
        dollar.transfer(receiver, 3);
        token.sweep(address(dollar));
        claim(alice);
        claim(bob);
        vm.assertEq(credit(alice), 753);
        vm.assertEq(credit(bob), 251);
        vm.assertEq(credit(address(token)), 0);
        vm.expectRevert(abi.encodeWithSelector(IShareToken.NothingReceived.selector, dollar));
        token.sweep(address(dollar));
    }

    function test_a_token_that_is_not_accepted_is_not_added() public {
        address other = vm.deployCode(compiled("TestDollar"), "");
        vm.expectRevert(abi.encodeWithSelector(IJobs.TokenNotAccepted.selector, other));
        token.addToken(other);
    }
}
