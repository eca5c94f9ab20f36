// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetKind, AssetState, Publication, Royalty, Terms} from "../types/Asset.sol";
import {Leg, Order} from "../types/Order.sol";
import {IApprovals} from "./IApprovals.sol";

/// Assets as ERC-721 tokens: what they are, which version is current, what they cost and whether they can be ordered.
interface IAssetRegistry is IApprovals {
    event AssetPublished(
        uint256 indexed assetId,
        address indexed owner,
        AssetKind kind,
        bytes32 metadataDigest,
        bytes32 commitment,
        Terms terms
    );
    event AssetVersioned(uint256 indexed assetId, uint32 version, bytes32 metadataDigest, bytes32 commitment);
    event TermsChanged(uint256 indexed assetId, Terms terms);
    event AssetStateChanged(uint256 indexed assetId, AssetState state);

    error AssetUnknown(uint256 assetId);
    error NotAssetOwner(uint256 assetId, address caller);
    error AssetNotActive(uint256 assetId, AssetState state);
    error AssetAlreadyRetired(uint256 assetId);
    error WrongKind(uint256 assetId, AssetKind kind);
    error StaleVersion(uint256 assetId, bytes32 ordered, bytes32 current);
    error TermsMismatch(uint256 assetId);
    error ProviderNotAllowed(uint256 assetId, address provider);
    error TokenNotAccepted(address token);
    error InvalidTerms(string what);
    error CommitmentRequired();
    error OnlyJobs(address caller);
    error MetadataDigestRequired();
    error VersionConflict(uint256 assetId, uint32 from, uint32 current);
    error ReviewWindowTooShort(uint256 assetId, uint32 reviewWindow, uint256 ordered);

    function publish(Publication calldata publication, uint256 nonce) external returns (uint256 assetId);
    function update(uint256 assetId, uint32 fromVersion, bytes32 metadataDigest, bytes32 commitment) external;
    function setTerms(uint256 assetId, Terms calldata terms) external;
    function setState(uint256 assetId, AssetState state) external;

    /// The asset as it stands now. `payee` is the beneficiary, or the owner where none is set.
    function asset(uint256 assetId)
        external
        view
        returns (
            AssetKind kind,
            AssetState state,
            uint32 version,
            uint32 ownerEpoch,
            bytes32 metadataDigest,
            bytes32 commitment,
            address payee,
            Terms memory terms
        );

    /// The id that `publish` would give. It commits to chain, contract, publisher, content and nonce.
    function assetIdOf(address publisher, bytes32 metadataDigest, uint256 nonce) external view returns (uint256);

    /// Called by `Jobs` alone: checks every leg against the current terms and consumes a run of each approval.
    /// @param tokenIndex place of the order's token on the list of accepted tokens
    /// @return derived which legs owe royalties to parents: bit i for dataset i, bit 8 for the algorithm
    function admit(Order calldata order, uint8 tokenIndex) external returns (uint256 derived);

    /// What an asset owes its parents; empty where it is not derived. At most 4, together at most 5,000 basis points.
    function royaltiesOf(uint256 assetId) external view returns (Royalty[] memory);

    /// Called by `Jobs` alone: gives the runs back where a job ended without one. An approval that was given after `orderedAt` is
    /// left as it is, since the order did not consume it.
    function restore(Order calldata order, uint40 orderedAt) external;

    /// The contract that may call `admit` and `restore`.
    function jobs() external view returns (address);
}
