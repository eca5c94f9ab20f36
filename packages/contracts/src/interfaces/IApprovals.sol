// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Which exact algorithm version may run on a dataset. Keyed by dataset, owner epoch and the algorithm's metadata digest, so a
/// transfer of the dataset voids every approval.
interface IApprovals {
    event AlgorithmApproved(
        uint256 indexed datasetId, bytes32 indexed algorithmDigest, uint32 ownerEpoch, uint40 expiresAt, uint32 runs
    );
    event AlgorithmRevoked(uint256 indexed datasetId, bytes32 indexed algorithmDigest, uint32 ownerEpoch);

    error AlgorithmNotApproved(uint256 datasetId, bytes32 algorithmDigest);
    error ApprovalExpired(uint256 datasetId, bytes32 algorithmDigest, uint40 expiredAt);
    error ApprovalUsedUp(uint256 datasetId, bytes32 algorithmDigest);
    error InvalidApproval(string what);

    /// @param expiresAt block time; must lie in the future
    /// @param runs how many orders it admits; `type(uint32).max` means without limit
    function approveAlgorithm(uint256 datasetId, bytes32 algorithmDigest, uint40 expiresAt, uint32 runs) external;
    function revokeAlgorithm(uint256 datasetId, bytes32 algorithmDigest) external;

    /// Zero `expiresAt` means not approved in the current owner epoch.
    function approvalOf(uint256 datasetId, bytes32 algorithmDigest)
        external
        view
        returns (uint40 expiresAt, uint32 runsLeft);
}
