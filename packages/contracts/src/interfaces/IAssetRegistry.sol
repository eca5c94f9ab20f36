// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetKind, AssetState, Publication, Terms} from "../types/Asset.sol";
import {Leg, Order} from "../types/Order.sol";
import {IApprovals} from "./IApprovals.sol";
import {ILineage} from "./ILineage.sol";

/// Assets as ERC-721 tokens: what they are, which version is current, what they cost and whether they can be ordered.
interface IAssetRegistry is IApprovals, ILineage {
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
    event PublicChanged(uint256 indexed datasetId, bool isPublic);
    /// @param beneficiary whom the asset pays from now on
    event BeneficiaryLockChanged(uint256 indexed assetId, address beneficiary, bool locked);

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
    /// A version that was ever an asset's keeps its commitment.
    error CommitmentFixed(uint256 assetId, bytes32 metadataDigest);
    error OnlyJobs(address caller);
    error OnlyShares(address caller);
    error BeneficiaryLocked(uint256 assetId, address beneficiary);
    error BeneficiaryNotLocked(uint256 assetId);
    error MetadataDigestRequired();
    error VersionConflict(uint256 assetId, uint32 from, uint32 current);
    error ReviewWindowTooShort(uint256 assetId, uint32 reviewWindow, uint256 ordered);

    function publish(Publication calldata publication, uint256 nonce) external returns (uint256 assetId);
    /// Makes another document the current version. One that was current before comes back with its own commitment only.
    function update(uint256 assetId, uint32 fromVersion, bytes32 metadataDigest, bytes32 commitment) external;
    /// While shares exist, the beneficiary stays theirs and the token is one whose income they share out.
    function setTerms(uint256 assetId, Terms calldata terms) external;
    function setState(uint256 assetId, AssetState state) external;

    /// Marks a dataset as one that may be used by any algorithm of a publisher whom its owner approves, unseen.
    function setPublic(uint256 datasetId, bool isPublic) external;
    function isPublic(uint256 datasetId) external view returns (bool);

    /// Called by the shares' contract alone: pays the asset's income to `beneficiary`, whom neither terms nor a transfer change until
    /// it is unlocked.
    function lockBeneficiary(uint256 assetId, address beneficiary) external;
    /// Called by the shares' contract alone: the owner is paid again.
    function unlockBeneficiary(uint256 assetId) external;
    function isBeneficiaryLocked(uint256 assetId) external view returns (bool);

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

    /// Called by `Jobs` alone: gives each run back to the approval that it was taken from, where a job ended without one. What was approved
    /// anew or revoked since is left as it is.
    function restore(Order calldata order, uint40 orderedAt) external;

    /// The contract that may call `admit` and `restore`.
    function jobs() external view returns (address);
    /// The contract that may call `lockBeneficiary` and `unlockBeneficiary`.
    function shares() external view returns (address);
}
