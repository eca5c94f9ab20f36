// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApprovals} from "../src/interfaces/IApprovals.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {AssetKind, AssetState, Publication, Terms} from "../src/types/Asset.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

contract AssetRegistryTest is Market {
    function terms() private view returns (Terms memory) {
        return Terms(address(dollar), 10e6, provider, address(0), 100, 200, 3 days);
    }

    function publication() private view returns (Publication memory) {
        return Publication(AssetKind.Dataset, keccak256("new"), keccak256("salted"), terms());
    }

    function refuse(Publication memory refused, bytes memory reason) private {
        vm.expectRevert(reason);
        assets.publish(refused, 0);
    }

    function refuseTerms(Terms memory refused, string memory what) private {
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.InvalidTerms.selector, what));
        vm.prank(owner);
        assets.setTerms(datasetId, refused);
    }

    function test_publishing_mints_an_asset_whose_id_commits_to_publisher_content_and_nonce() public {
        uint256 id = assets.assetIdOf(stranger, keccak256("new"), 7);
        vm.expectEmit(address(assets));
        emit IAssetRegistry.AssetPublished(
            id, stranger, AssetKind.Dataset, keccak256("new"), keccak256("salted"), terms()
        );
        vm.prank(stranger);
        vm.assertEq(assets.publish(publication(), 7), id);
        vm.assertEq(assets.ownerOf(id), stranger);
        vm.assertTrue(id != assets.assetIdOf(owner, keccak256("new"), 7));
        vm.assertTrue(id != assets.assetIdOf(stranger, keccak256("new"), 8));
        vm.assertTrue(id != assets.assetIdOf(stranger, keccak256("old"), 7));
        vm.chainId(block.chainid + 1);
        vm.assertTrue(id != assets.assetIdOf(stranger, keccak256("new"), 7));
    }

    function test_an_asset_reads_back_as_it_was_published() public {
        vm.prank(stranger);
        uint256 id = assets.publish(publication(), 0);
        (
            AssetKind kind,
            AssetState state,
            uint32 version,
            uint32 epoch,
            bytes32 digest,
            bytes32 commitment,
            address payee,
            Terms memory read
        ) = assets.asset(id);
        vm.assertTrue(kind == AssetKind.Dataset && state == AssetState.Active);
        vm.assertEq(version, 1);
        vm.assertEq(epoch, 0);
        vm.assertEq(digest, keccak256("new"));
        vm.assertEq(commitment, keccak256("salted"));
        vm.assertEq(payee, stranger);
        vm.assertEq(keccak256(abi.encode(read)), keccak256(abi.encode(terms())));
    }

    /// Whatever a struct of packed words could mix up.
    function testFuzz_terms_read_back_as_they_were_set(Terms memory set, uint8 kindSeed) public {
        AssetKind kind = AssetKind(kindSeed % 3);
        set.token = address(dollar);
        set.price = uint96(uint88(set.price));
        set.derivativeRoyalty %= 5_001;
        set.resaleRoyalty %= 5_001;
        set.reviewWindow %= 14 days + 1;
        if (kind == AssetKind.Dataset && set.provider == address(0)) set.provider = provider;
        bytes32 commitment = kind == AssetKind.Dataset ? bytes32(uint256(1)) : bytes32(0);
        uint256 id = assets.publish(Publication(kind, keccak256("fuzz"), commitment, terms()), 0);
        assets.setState(id, AssetState.Paused);
        assets.setTerms(id, set);
        (AssetKind readKind, AssetState state, uint32 version,,,, address payee, Terms memory read) = assets.asset(id);
        vm.assertTrue(readKind == kind && state == AssetState.Paused);
        vm.assertEq(version, 1);
        vm.assertEq(payee, set.beneficiary == address(0) ? address(this) : set.beneficiary);
        vm.assertEq(keccak256(abi.encode(read)), keccak256(abi.encode(set)));
    }

    /// What is logged is what came, so nothing may come with bits that no reader of the event would expect.
    function test_a_publication_with_unclear_upper_bits_is_refused() public {
        bytes memory clean = abi.encodeCall(assets.publish, (publication(), 0));
        (bool success,) = address(assets).call(clean);
        vm.assertTrue(success);
        // kind, then the seven fields of the terms
        uint8[8] memory words = [0, 3, 4, 5, 6, 7, 8, 9];
        for (uint256 i = 0; i < words.length; ++i) {
            bytes memory dirty = abi.encodeCall(assets.publish, (publication(), 1));
            dirty[4 + 32 * uint256(words[i])] = 0x80;
            (success,) = address(assets).call(dirty);
            vm.assertFalse(success);
        }
    }

    function test_the_same_publication_twice_needs_another_nonce() public {
        assets.publish(publication(), 0);
        vm.expectRevert();
        assets.publish(publication(), 0);
        assets.publish(publication(), 1);
    }

    function test_a_digest_and_for_datasets_a_commitment_are_required() public {
        Publication memory bad = publication();
        bad.metadataDigest = 0;
        refuse(bad, abi.encodeWithSelector(IAssetRegistry.MetadataDigestRequired.selector));
        bad = publication();
        bad.commitment = 0;
        refuse(bad, abi.encodeWithSelector(IAssetRegistry.CommitmentRequired.selector));
        bad = publication();
        bad.kind = AssetKind.Algorithm;
        refuse(bad, abi.encodeWithSelector(IAssetRegistry.InvalidTerms.selector, "commitment"));
    }

    function test_terms_are_bounded() public {
        Terms memory bad = terms();
        bad.provider = address(0);
        refuseTerms(bad, "provider");
        bad = terms();
        bad.derivativeRoyalty = 5_001;
        refuseTerms(bad, "derivativeRoyalty");
        bad = terms();
        bad.resaleRoyalty = 5_001;
        refuseTerms(bad, "resaleRoyalty");
        bad = terms();
        bad.reviewWindow = 14 days + 1;
        refuseTerms(bad, "reviewWindow");
        bad = terms();
        bad.price = uint96(type(uint88).max) + 1;
        refuseTerms(bad, "price");
        bad = terms();
        bad.token = stranger;
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.TokenNotAccepted.selector, stranger));
        vm.prank(owner);
        assets.setTerms(datasetId, bad);
    }

    function test_an_edit_makes_a_new_version_from_the_one_that_was_read() public {
        vm.expectEmit(address(assets));
        emit IAssetRegistry.AssetVersioned(datasetId, 2, keccak256("v2"), keccak256("c2"));
        vm.prank(owner);
        assets.update(datasetId, 1, keccak256("v2"), keccak256("c2"));
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.VersionConflict.selector, datasetId, 1, 2));
        assets.update(datasetId, 1, keccak256("v3"), keccak256("c3"));
    }

    function refuseCommitment(uint32 from, bytes32 digest) private {
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.CommitmentFixed.selector, datasetId, digest));
        assets.update(datasetId, from, digest, keccak256("other"));
    }

    function test_a_version_keeps_the_commitment_under_which_it_was_pinned() public {
        vm.startPrank(owner);
        refuseCommitment(1, keccak256("dataset"));
        assets.update(datasetId, 1, keccak256("v2"), keccak256("other"));
        // nor by way of another version
        refuseCommitment(2, keccak256("dataset"));
        assets.update(datasetId, 2, keccak256("dataset"), keccak256("commitment"));
        assets.update(datasetId, 3, keccak256("v3"), keccak256("commitment"));
        (,, uint32 version,,, bytes32 commitment,,) = assets.asset(datasetId);
        vm.assertEq(version, 4);
        vm.assertEq(commitment, keccak256("commitment"));
    }

    function test_only_the_owner_edits_even_where_another_may_transfer() public {
        vm.prank(owner);
        assets.setApprovalForAll(stranger, true);
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.NotAssetOwner.selector, datasetId, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        assets.update(datasetId, 1, keccak256("v2"), keccak256("c2"));
        vm.expectRevert(reason);
        assets.setTerms(datasetId, terms());
        vm.expectRevert(reason);
        assets.setState(datasetId, AssetState.Paused);
        vm.expectRevert(reason);
        assets.approveAlgorithm(datasetId, algorithmId, algorithmDigest, type(uint40).max, 1);
        vm.expectRevert(reason);
        assets.revokeAlgorithm(datasetId, algorithmId, algorithmDigest);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetUnknown.selector, 1));
        assets.setState(1, AssetState.Paused);
    }

    function test_retired_is_final() public {
        vm.startPrank(owner);
        assets.setState(datasetId, AssetState.Retired);
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.AssetAlreadyRetired.selector, datasetId);
        vm.expectRevert(reason);
        assets.setState(datasetId, AssetState.Active);
        vm.expectRevert(reason);
        assets.setTerms(datasetId, terms());
        vm.expectRevert(reason);
        assets.update(datasetId, 1, keccak256("v2"), keccak256("c2"));
        assets.transferFrom(owner, stranger, datasetId);
        (, AssetState state,,,,,,) = assets.asset(datasetId);
        vm.assertTrue(state == AssetState.Retired);
    }

    function test_a_transfer_of_a_dataset_starts_an_epoch_and_pauses_it() public {
        vm.expectEmit(address(assets));
        emit IAssetRegistry.AssetStateChanged(datasetId, AssetState.Paused);
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        (, AssetState state,, uint32 epoch,,, address payee,) = assets.asset(datasetId);
        vm.assertTrue(state == AssetState.Paused);
        vm.assertEq(epoch, 1);
        vm.assertEq(payee, stranger);
        (uint40 expiresAt,) = assets.approvalOf(datasetId, algorithmId, algorithmDigest);
        vm.assertEq(expiresAt, 0);
        // what the former owner approved stays void, also when the dataset comes back
        vm.prank(stranger);
        assets.transferFrom(stranger, owner, datasetId);
        (expiresAt,) = assets.approvalOf(datasetId, algorithmId, algorithmDigest);
        vm.assertEq(expiresAt, 0);
    }

    function test_a_transfer_of_an_algorithm_moves_its_income_and_keeps_it_active() public {
        vm.prank(author);
        assets.transferFrom(author, stranger, algorithmId);
        (, AssetState state,, uint32 epoch,,, address payee,) = assets.asset(algorithmId);
        vm.assertTrue(state == AssetState.Active);
        vm.assertEq(epoch, 0);
        vm.assertEq(payee, stranger);
    }

    function test_an_explicit_beneficiary_outlives_a_transfer() public {
        Terms memory named = terms();
        named.beneficiary = treasury;
        vm.prank(owner);
        assets.setTerms(datasetId, named);
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        (,,,,,, address payee, Terms memory read) = assets.asset(datasetId);
        vm.assertEq(payee, treasury);
        vm.assertEq(read.beneficiary, treasury);
    }

    function test_approvals_name_what_is_wrong_with_them() public {
        vm.startPrank(owner);
        bytes4 invalid = IApprovals.InvalidApproval.selector;
        vm.expectRevert(abi.encodeWithSelector(invalid, "algorithmId"));
        assets.approveAlgorithm(datasetId, 0, algorithmDigest, type(uint40).max, 1);
        vm.expectRevert(abi.encodeWithSelector(invalid, "algorithmDigest"));
        assets.approveAlgorithm(datasetId, algorithmId, 0, type(uint40).max, 1);
        vm.expectRevert(abi.encodeWithSelector(invalid, "expiresAt"));
        assets.approveAlgorithm(datasetId, algorithmId, algorithmDigest, uint40(block.timestamp), 1);
        vm.expectRevert(abi.encodeWithSelector(invalid, "runs"));
        assets.approveAlgorithm(datasetId, algorithmId, algorithmDigest, type(uint40).max, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, bytes32(uint256(1)))
        );
        assets.revokeAlgorithm(datasetId, algorithmId, bytes32(uint256(1)));
        vm.stopPrank();
        vm.prank(author);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.WrongKind.selector, algorithmId, AssetKind.Algorithm)
        );
        assets.approveAlgorithm(algorithmId, algorithmId, algorithmDigest, type(uint40).max, 1);
    }

    function test_only_jobs_admits_and_restores() public {
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.OnlyJobs.selector, address(this));
        vm.expectRevert(reason);
        assets.admit(draft(), 1);
        vm.expectRevert(reason);
        assets.restore(draft(), 1);
    }

    /// Vector: the CIDv1 (raw, sha2-256) of the empty block, as every IPFS implementation gives it.
    function test_the_token_uri_is_the_cid_of_the_digest() public {
        bytes32 empty = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;
        uint256 id = assets.publish(Publication(AssetKind.Algorithm, empty, 0, terms()), 0);
        vm.assertEq(assets.tokenURI(id), "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetUnknown.selector, 1));
        assets.tokenURI(1);
    }

    function test_a_resale_pays_the_royalty_to_the_payee() public {
        vm.prank(owner);
        assets.setTerms(datasetId, terms());
        (address receiver, uint256 amount) = assets.royaltyInfo(datasetId, 1 ether);
        vm.assertEq(receiver, owner);
        vm.assertEq(amount, 0.02 ether);
    }

    function test_the_standards_are_announced() public view {
        bytes4[5] memory ids = [bytes4(0x01ffc9a7), 0x80ac58cd, 0x5b5e139f, 0x2a55205a, 0x49064906];
        for (uint256 i = 0; i < ids.length; ++i) {
            vm.assertTrue(assets.supportsInterface(ids[i]));
        }
        vm.assertFalse(assets.supportsInterface(0xffffffff));
    }
}
