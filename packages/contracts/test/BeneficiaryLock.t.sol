// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {Terms} from "../src/types/Asset.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

contract BeneficiaryLockTest is Market {
    address private clone = address(0xC10);

    function lock() private {
        vm.prank(address(shares));
        assets.lockBeneficiary(datasetId, clone);
    }

    function set(address beneficiary) private {
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(address(dollar), 20e6, provider, beneficiary, 0, 0, 0));
    }

    function payeeOf() private view returns (address payee) {
        (,,,,,, payee,) = assets.asset(datasetId);
    }

    function test_a_lock_pays_the_shares_and_terms_cannot_change_that() public {
        vm.expectEmit(address(assets));
        emit IAssetRegistry.BeneficiaryLockChanged(datasetId, clone, true);
        lock();
        vm.assertTrue(assets.isBeneficiaryLocked(datasetId));
        vm.assertEq(payeeOf(), clone);
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.BeneficiaryLocked.selector, datasetId, clone);
        vm.expectRevert(reason);
        set(address(0));
        vm.expectRevert(reason);
        set(owner);
        // the terms read back can be set again, with another price
        (,,,,,,, Terms memory read) = assets.asset(datasetId);
        vm.assertEq(read.beneficiary, clone);
        set(clone);
        vm.assertTrue(assets.isBeneficiaryLocked(datasetId));
    }

    function test_a_lock_outlives_a_transfer() public {
        lock();
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        vm.assertEq(payeeOf(), clone);
        vm.assertTrue(assets.isBeneficiaryLocked(datasetId));
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.BeneficiaryLocked.selector, datasetId, clone));
        assets.setTerms(datasetId, Terms(address(dollar), 20e6, provider, stranger, 0, 0, 0));
    }

    function test_unlocking_pays_whoever_owns_the_asset_then() public {
        lock();
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        vm.expectEmit(address(assets));
        emit IAssetRegistry.BeneficiaryLockChanged(datasetId, stranger, false);
        vm.prank(address(shares));
        assets.unlockBeneficiary(datasetId);
        vm.assertEq(payeeOf(), stranger);
        vm.prank(stranger);
        assets.transferFrom(stranger, owner, datasetId);
        vm.assertEq(payeeOf(), owner);
    }

    function test_only_the_shares_lock_and_unlock_and_each_once() public {
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.OnlyShares.selector, address(this));
        vm.expectRevert(reason);
        assets.lockBeneficiary(datasetId, clone);
        vm.expectRevert(reason);
        assets.unlockBeneficiary(datasetId);
        vm.prank(address(shares));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.BeneficiaryNotLocked.selector, datasetId));
        assets.unlockBeneficiary(datasetId);
        lock();
        vm.prank(address(shares));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.BeneficiaryLocked.selector, datasetId, clone));
        assets.lockBeneficiary(datasetId, stranger);
        vm.prank(address(shares));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetUnknown.selector, 1));
        assets.lockBeneficiary(1, clone);
    }
}
