// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Publication, Royalty} from "../types/Asset.sol";
import {Ancestor, Derivation} from "../types/Lineage.sol";

/// Assets made by runs on other assets, and what they owe those. Who publishes an output without telling where it came from owes
/// nothing: that cannot be prevented, only shown by comparing commitments.
interface ILineage {
    /// @param outputDigest sha-256 of the output that it was made of
    event AssetDerived(
        uint256 indexed assetId, bytes32 indexed jobId, bytes32 outputDigest, Ancestor[] ancestors
    );
    /// @param effectiveFrom block time of the orders for which it holds
    event DerivativeRoyaltyChanged(uint256 indexed assetId, uint16 rate, uint40 effectiveFrom);

    error RunNotReleased(bytes32 jobId);
    error OutputNotProved(bytes32 jobId, bytes32 outputDigest);
    error TooManyAncestors(uint256 ancestorId);

    /// Publishes an asset that is made of the output of a run, as the buyer of that run. Parents are every dataset of the order and
    /// its algorithm that asked for a derivative royalty when the run was ordered; what they owe their own parents is taken out of it.
    /// At most 4 ancestors are kept, together at most 5,000 basis points.
    ///
    /// The output is a leaf of the receipt's `outputsRoot`:
    /// keccak256(bytes.concat(keccak256(abi.encode(salt, outputName, outputDigest)))).
    /// @return assetId as `publish` would give it
    function publishDerived(Publication calldata publication, uint256 nonce, Derivation calldata derivation)
        external
        returns (uint256 assetId);

    /// What an asset owes its ancestors of each payment for a run, and whom that pays now; empty where it is not derived.
    function royaltiesOf(uint256 assetId) external view returns (Royalty[] memory);

    /// What an asset asks of those derived from a run that was ordered at `time`, in basis points. A raise counts one day after it was
    /// announced, so that no order in flight is surprised by it; a lowering counts at once.
    function derivativeRoyaltyAt(uint256 assetId, uint40 time) external view returns (uint16);
}
