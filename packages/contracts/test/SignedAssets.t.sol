// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {AssetKind, AssetState, Publication, Terms} from "../src/types/Asset.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

/// Every act of an owner can come through the relay, and from nobody who only looks like it.
contract SignedAssetsTest is Market {
    function forward(address account, bytes memory data) private returns (bytes memory) {
        vm.prank(address(relay));
        (bool success, bytes memory answer) = address(assets).call(abi.encodePacked(data, account));
        if (!success) {
            assembly {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }

    function terms() private view returns (Terms memory) {
        return Terms(address(dollar), 10e6, provider, address(0), 100, 200, 0);
    }

    function test_the_relay_speaks_for_who_signed() public {
        Publication memory publication = Publication(AssetKind.Dataset, keccak256("new"), keccak256("c"), terms());
        bytes memory answer = forward(stranger, abi.encodeCall(assets.publish, (publication, 3)));
        uint256 id = abi.decode(answer, (uint256));
        vm.assertEq(id, assets.assetIdOf(stranger, keccak256("new"), 3));
        vm.assertEq(assets.ownerOf(id), stranger);
        forward(stranger, abi.encodeCall(assets.update, (id, 1, keccak256("v2"), keccak256("c"))));
        forward(stranger, abi.encodeCall(assets.setTerms, (id, terms())));
        forward(stranger, abi.encodeCall(assets.setPublic, (id, true)));
        forward(stranger, abi.encodeCall(assets.approveAlgorithm, (id, algorithmId, algorithmDigest, type(uint40).max, 1)));
        forward(stranger, abi.encodeCall(assets.approvePublisher, (id, author, type(uint40).max, 1)));
        forward(stranger, abi.encodeCall(assets.revokeAlgorithm, (id, algorithmId, algorithmDigest)));
        forward(stranger, abi.encodeCall(assets.revokePublisher, (id, author)));
        forward(stranger, abi.encodeCall(assets.approve, (buyer, id)));
        vm.assertEq(assets.getApproved(id), buyer);
        forward(stranger, abi.encodeCall(assets.setApprovalForAll, (author, true)));
        vm.assertTrue(assets.isApprovedForAll(stranger, author));
        forward(buyer, abi.encodeCall(assets.transferFrom, (stranger, buyer, id)));
        vm.assertEq(assets.ownerOf(id), buyer);
        forward(buyer, abi.encodeCall(assets.setState, (id, AssetState.Retired)));
    }

    function test_nobody_else_speaks_for_an_owner() public {
        bytes memory data = abi.encodePacked(abi.encodeCall(assets.setState, (datasetId, AssetState.Paused)), owner);
        vm.prank(stranger);
        (bool success, bytes memory reason) = address(assets).call(data);
        vm.assertFalse(success);
        vm.assertEq(
            keccak256(reason),
            keccak256(abi.encodeWithSelector(IAssetRegistry.NotAssetOwner.selector, datasetId, stranger))
        );
    }

    /// What only a contract may do is asked of the caller itself: the relay forwards for anyone who signs.
    function test_the_relay_is_neither_jobs_nor_shares() public {
        bytes memory data = abi.encodeCall(assets.lockBeneficiary, (datasetId, stranger));
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.OnlyShares.selector, relay);
        vm.prank(address(relay));
        (bool success, bytes memory found) = address(assets).call(abi.encodePacked(data, address(shares)));
        vm.assertFalse(success);
        vm.assertEq(keccak256(found), keccak256(reason));
        vm.prank(address(relay));
        (success, found) = address(assets).call(abi.encodePacked(abi.encodeCall(assets.restore, (draft(), 1)), jobs));
        vm.assertFalse(success);
        vm.assertEq(
            keccak256(found), keccak256(abi.encodeWithSelector(IAssetRegistry.OnlyJobs.selector, address(relay)))
        );
    }
}
