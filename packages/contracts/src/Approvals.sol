// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApprovals} from "./interfaces/IApprovals.sol";

/// Base of the asset registry: which algorithm versions a dataset's current owner admits.
abstract contract Approvals is IApprovals {
    uint32 private constant UNLIMITED = type(uint32).max;

    struct Grant {
        uint40 expiresAt;
        uint40 approvedAt;
        uint32 runsLeft;
    }

    mapping(bytes32 key => Grant) private _approvals;

    function approveAlgorithm(uint256 datasetId, bytes32 algorithmDigest, uint40 expiresAt, uint32 runs) external {
        uint32 epoch = _approverEpoch(datasetId, msg.sender);
        if (algorithmDigest == 0) revert InvalidApproval("algorithmDigest");
        if (expiresAt <= block.timestamp) revert InvalidApproval("expiresAt");
        if (runs == 0) revert InvalidApproval("runs");
        _approvals[_key(datasetId, epoch, algorithmDigest)] = Grant(expiresAt, uint40(block.timestamp), runs);
        emit AlgorithmApproved(datasetId, algorithmDigest, epoch, expiresAt, runs);
    }

    function revokeAlgorithm(uint256 datasetId, bytes32 algorithmDigest) external {
        uint32 epoch = _approverEpoch(datasetId, msg.sender);
        bytes32 key = _key(datasetId, epoch, algorithmDigest);
        if (_approvals[key].expiresAt == 0) revert AlgorithmNotApproved(datasetId, algorithmDigest);
        delete _approvals[key];
        emit AlgorithmRevoked(datasetId, algorithmDigest, epoch);
    }

    function approvalOf(uint256 datasetId, bytes32 algorithmDigest)
        external
        view
        returns (uint40 expiresAt, uint32 runsLeft)
    {
        Grant memory approval = _approvals[_key(datasetId, _epochOf(datasetId), algorithmDigest)];
        return (approval.expiresAt, approval.runsLeft);
    }

    /// The dataset's owner epoch, where `account` may approve for it; reverts else.
    function _approverEpoch(uint256 datasetId, address account) internal view virtual returns (uint32);

    function _epochOf(uint256 assetId) internal view virtual returns (uint32);

    function _consumeRun(uint256 datasetId, uint256 epoch, bytes32 algorithmDigest) internal {
        bytes32 key = _key(datasetId, epoch, algorithmDigest);
        Grant memory approval = _approvals[key];
        if (approval.expiresAt == 0) revert AlgorithmNotApproved(datasetId, algorithmDigest);
        if (approval.expiresAt < block.timestamp) {
            revert ApprovalExpired(datasetId, algorithmDigest, approval.expiresAt);
        }
        if (approval.runsLeft == 0) revert ApprovalUsedUp(datasetId, algorithmDigest);
        if (approval.runsLeft != UNLIMITED) _approvals[key].runsLeft = approval.runsLeft - 1;
    }

    /// Never reverts. An approval given in the order's block or later did not serve it: a new owner, or a new grant.
    function _restoreRun(uint256 datasetId, uint256 epoch, bytes32 algorithmDigest, uint40 orderedAt) internal {
        bytes32 key = _key(datasetId, epoch, algorithmDigest);
        Grant memory approval = _approvals[key];
        if (approval.expiresAt == 0 || approval.runsLeft == UNLIMITED || approval.approvedAt >= orderedAt) return;
        _approvals[key].runsLeft = approval.runsLeft + 1;
    }

    function _key(uint256 datasetId, uint256 epoch, bytes32 algorithmDigest) private pure returns (bytes32) {
        return keccak256(abi.encode(datasetId, epoch, algorithmDigest));
    }
}
