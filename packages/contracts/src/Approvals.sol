// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {IApprovals} from "./interfaces/IApprovals.sol";
import {Grant} from "./types/Grant.sol";

/// Base of the asset registry: which algorithms a dataset's current owner admits.
abstract contract Approvals is IApprovals, Context {
    uint32 private constant UNLIMITED = type(uint32).max;

    mapping(bytes32 key => Grant) private _approvals;
    /// Apart from the exact grants: nothing keeps a digest from being made to look like an address.
    mapping(bytes32 key => Grant) private _publishers;

    function approveAlgorithm(
        uint256 datasetId,
        uint256 algorithmId,
        bytes32 algorithmDigest,
        uint40 expiresAt,
        uint32 runs
    ) external {
        (uint32 epoch,) = _approverEpoch(datasetId, _msgSender());
        if (algorithmId == 0) revert InvalidApproval("algorithmId");
        if (algorithmDigest == 0) revert InvalidApproval("algorithmDigest");
        _approve(_approvals[_key(datasetId, epoch, algorithmId, algorithmDigest)], expiresAt, runs);
        emit AlgorithmApproved(datasetId, algorithmId, algorithmDigest, epoch, expiresAt, runs);
    }

    function revokeAlgorithm(uint256 datasetId, uint256 algorithmId, bytes32 algorithmDigest) external {
        (uint32 epoch,) = _approverEpoch(datasetId, _msgSender());
        bool stood = _revoke(_approvals[_key(datasetId, epoch, algorithmId, algorithmDigest)]);
        if (!stood) revert AlgorithmNotApproved(datasetId, algorithmDigest);
        emit AlgorithmRevoked(datasetId, algorithmId, algorithmDigest, epoch);
    }

    function approvePublisher(uint256 datasetId, address publisher, uint40 expiresAt, uint32 runs) external {
        (uint32 epoch, bool isPublic) = _approverEpoch(datasetId, _msgSender());
        if (!isPublic) revert DatasetNotPublic(datasetId);
        if (publisher == address(0)) revert InvalidApproval("publisher");
        _approve(_publishers[_key(datasetId, epoch, publisher)], expiresAt, runs);
        emit PublisherApproved(datasetId, publisher, epoch, expiresAt, runs);
    }

    function revokePublisher(uint256 datasetId, address publisher) external {
        (uint32 epoch,) = _approverEpoch(datasetId, _msgSender());
        bool stood = _revoke(_publishers[_key(datasetId, epoch, publisher)]);
        if (!stood) revert PublisherNotApproved(datasetId, publisher);
        emit PublisherRevoked(datasetId, publisher, epoch);
    }

    function approvalOf(uint256 datasetId, uint256 algorithmId, bytes32 algorithmDigest)
        external
        view
        returns (uint40 expiresAt, uint32 runsLeft)
    {
        Grant storage grant = _approvals[_key(datasetId, _epochOf(datasetId), algorithmId, algorithmDigest)];
        return (grant.expiresAt, grant.runsLeft);
    }

    function publisherApprovalOf(uint256 datasetId, address publisher)
        external
        view
        returns (uint40 expiresAt, uint32 runsLeft)
    {
        Grant storage grant = _publishers[_key(datasetId, _epochOf(datasetId), publisher)];
        return (grant.expiresAt, grant.runsLeft);
    }

    /// The dataset's owner epoch and whether it is public, where `account` may approve for it; reverts else.
    function _approverEpoch(uint256 datasetId, address account) internal view virtual returns (uint32, bool isPublic);

    function _epochOf(uint256 assetId) internal view virtual returns (uint32);

    /// Who published an algorithm and owns it still, hence whose publisher grant counts; zero where nobody does both.
    function _publisherOf(uint256 algorithmId) internal view virtual returns (address);

    /// @param isPublic whether the dataset is; only then a publisher's grant is asked for
    function _consumeRun(
        uint256 datasetId,
        uint256 epoch,
        bool isPublic,
        uint256 algorithmId,
        bytes32 algorithmDigest
    ) internal {
        Grant storage slot = _approvals[_key(datasetId, epoch, algorithmId, algorithmDigest)];
        Grant memory grant = slot;
        if (grant.expiresAt == 0 && isPublic) {
            slot = _publishers[_key(datasetId, epoch, _publisherOf(algorithmId))];
            grant = slot;
        }
        if (!grant.admits()) {
            if (grant.expiresAt == 0) revert AlgorithmNotApproved(datasetId, algorithmDigest);
            revert ApprovalExpired(datasetId, algorithmDigest, grant.expiresAt);
        }
        if (grant.runsLeft == 0) revert ApprovalUsedUp(datasetId, algorithmDigest);
        if (grant.runsLeft != UNLIMITED) slot.runsLeft = grant.runsLeft - 1;
    }

    /// Gives a run back to the approval that an order of `orderedAt` took it from. Never reverts. Where it cannot be told for sure,
    /// no run is given back: an owner can approve anew, but must never have admitted more than was meant.
    /// @param publisher whose grant may have given it; zero where nobody's can be told
    function _restoreRun(
        uint256 datasetId,
        uint256 epoch,
        uint256 algorithmId,
        bytes32 algorithmDigest,
        address publisher,
        uint40 orderedAt
    ) internal {
        Grant storage slot = _approvals[_key(datasetId, epoch, algorithmId, algorithmDigest)];
        Grant memory grant = slot;
        if (grant.wasAbsentAt(orderedAt)) {
            slot = _publishers[_key(datasetId, epoch, publisher)];
            grant = slot;
        }
        if (grant.gaveRunAt(orderedAt) && grant.runsLeft != UNLIMITED) slot.runsLeft = grant.runsLeft + 1;
    }

    function _approve(Grant storage grant, uint40 expiresAt, uint32 runs) private {
        if (expiresAt <= block.timestamp) revert InvalidApproval("expiresAt");
        if (runs == 0) revert InvalidApproval("runs");
        uint40 time = uint40(block.timestamp);
        bool stood = grant.expiresAt != 0;
        (grant.expiresAt, grant.approvedAt, grant.runsLeft) = (expiresAt, time, runs);
        if (!stood) grant.since = time;
    }

    function _revoke(Grant storage grant) private returns (bool stood) {
        stood = grant.expiresAt != 0;
        (grant.expiresAt, grant.runsLeft, grant.revokedAt) = (0, 0, uint40(block.timestamp));
    }

    /// By asset and digest: a copy of the document under another account is another algorithm, whose author is paid instead.
    function _key(uint256 datasetId, uint256 epoch, uint256 algorithmId, bytes32 algorithmDigest)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(datasetId, epoch, algorithmId, algorithmDigest));
    }

    function _key(uint256 datasetId, uint256 epoch, address publisher) private pure returns (bytes32) {
        return keccak256(abi.encode(datasetId, epoch, publisher));
    }
}
