// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Which algorithms may run on a dataset: one exact version of one asset, by its metadata digest, or, where the dataset is marked public, whatever
/// a publisher published and still owns. Keyed by dataset and owner epoch, so a transfer of the dataset voids every approval.
///
/// Where an exact version was approved, that grant alone decides, also when it is expired or used up; else a public dataset asks for
/// the grant of the publisher. An algorithm that ever changed hands has none.
interface IApprovals {
    event AlgorithmApproved(
        uint256 indexed datasetId,
        uint256 indexed algorithmId,
        bytes32 indexed algorithmDigest,
        uint32 ownerEpoch,
        uint40 expiresAt,
        uint32 runs
    );
    event AlgorithmRevoked(
        uint256 indexed datasetId, uint256 indexed algorithmId, bytes32 indexed algorithmDigest, uint32 ownerEpoch
    );
    event PublisherApproved(
        uint256 indexed datasetId, address indexed publisher, uint32 ownerEpoch, uint40 expiresAt, uint32 runs
    );
    event PublisherRevoked(uint256 indexed datasetId, address indexed publisher, uint32 ownerEpoch);

    error AlgorithmNotApproved(uint256 datasetId, bytes32 algorithmDigest);
    error ApprovalExpired(uint256 datasetId, bytes32 algorithmDigest, uint40 expiredAt);
    error ApprovalUsedUp(uint256 datasetId, bytes32 algorithmDigest);
    error PublisherNotApproved(uint256 datasetId, address publisher);
    error DatasetNotPublic(uint256 datasetId);
    error InvalidApproval(string what);

    /// @param algorithmId the asset whose author the orders pay; a copy of its document under another account is not admitted
    /// @param expiresAt block time; must lie in the future
    /// @param runs how many orders it admits; `type(uint32).max` means without limit
    function approveAlgorithm(
        uint256 datasetId,
        uint256 algorithmId,
        bytes32 algorithmDigest,
        uint40 expiresAt,
        uint32 runs
    ) external;
    function revokeAlgorithm(uint256 datasetId, uint256 algorithmId, bytes32 algorithmDigest) external;

    /// Only for a dataset marked public: admits every version of every algorithm that `publisher` published and never parted with. The
    /// grant sleeps while the dataset is not public.
    function approvePublisher(uint256 datasetId, address publisher, uint40 expiresAt, uint32 runs) external;
    function revokePublisher(uint256 datasetId, address publisher) external;

    /// Zero `expiresAt` means not approved in the current owner epoch.
    function approvalOf(uint256 datasetId, uint256 algorithmId, bytes32 algorithmDigest)
        external
        view
        returns (uint40 expiresAt, uint32 runsLeft);

    /// Zero `expiresAt` means not approved in the current owner epoch.
    function publisherApprovalOf(uint256 datasetId, address publisher)
        external
        view
        returns (uint40 expiresAt, uint32 runsLeft);
}
