// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {ILineage} from "./interfaces/ILineage.sol";
import {Ancestry} from "./libraries/Ancestry.sol";
import {JobProof} from "./libraries/JobProof.sol";
import {Royalty} from "./types/Asset.sol";
import {Ancestor, Derivation} from "./types/Lineage.sol";
import {Leg, Order, Outcome} from "./types/Order.sol";

/// Base of the asset registry: which assets came from which, and what they owe each other.
abstract contract Lineage is ILineage, Context {
    using Ancestry for Ancestry.List;
    using Checkpoints for Checkpoints.Trace208;

    /// How long before it counts a raise of the derivative royalty is announced.
    uint40 internal constant ROYALTY_NOTICE = 1 days;

    /// @param rates of the ancestors in their order, 16 bits each from the lowest; zero ends them
    struct Stored {
        uint256 rates;
        uint256[4] ids;
    }

    mapping(uint256 assetId => Stored) private _ancestors;
    /// Empty until the rate that an asset was published with is changed.
    mapping(uint256 assetId => Checkpoints.Trace208) private _rates;

    function derivativeRoyaltyAt(uint256 assetId, uint40 time) public view returns (uint16) {
        Checkpoints.Trace208 storage trace = _rates[assetId];
        if (trace.length() == 0) return _statedRoyalty(assetId);
        return uint16(trace.upperLookupRecent(time));
    }

    function royaltiesOf(uint256 assetId) external view returns (Royalty[] memory royalties) {
        Ancestor[] memory ancestors = _ancestorsOf(assetId);
        royalties = new Royalty[](ancestors.length);
        for (uint256 i = 0; i < ancestors.length; ++i) {
            uint256 parentId = ancestors[i].assetId;
            royalties[i] = Royalty(parentId, _payeeOf(parentId), ancestors[i].rate);
        }
    }

    /// The derivative royalty of an asset's terms, as stated last.
    function _statedRoyalty(uint256 assetId) internal view virtual returns (uint16);

    function _payeeOf(uint256 assetId) internal view virtual returns (address);

    function _isDerived(uint256 assetId) internal view virtual returns (bool);

    /// To be called before `_statedRoyalty` changes. A raise that has not come into force is replaced by whatever follows it.
    function _changeRoyalty(uint256 assetId, uint16 rate) internal {
        uint16 stated = _statedRoyalty(assetId);
        if (rate == stated) return;
        Checkpoints.Trace208 storage trace = _rates[assetId];
        uint48 time = uint48(block.timestamp);
        if (trace.length() == 0) {
            trace.push(0, stated);
        } else {
            Checkpoints.Checkpoint208[] storage points = trace._checkpoints;
            if (points[points.length - 1]._key > time) points.pop();
        }
        bool raised = rate > trace.latest();
        if (raised) time += ROYALTY_NOTICE;
        trace.push(time, rate);
        emit DerivativeRoyaltyChanged(assetId, rate, uint40(time));
    }

    /// Checks that the caller bought the run that made the output, and finds what its inputs are owed.
    function _prove(address jobs, Derivation calldata derivation)
        internal
        view
        returns (bytes32 jobId, Ancestor[] memory ancestors)
    {
        Order calldata order = derivation.order;
        if (_msgSender() != order.buyer) revert IJobs.NotBuyer(_msgSender(), order.buyer);
        jobId = JobProof.verify(IJobs(jobs), order, derivation.end);
        if (derivation.end.receipt.outcome != Outcome.Released) revert RunNotReleased(jobId);
        bytes32 leaf = keccak256(
            bytes.concat(
                keccak256(abi.encode(derivation.salt, derivation.outputName, derivation.outputDigest))
            )
        );
        if (!MerkleProof.verifyCalldata(derivation.proof, derivation.end.receipt.outputsRoot, leaf)) {
            revert OutputNotProved(jobId, derivation.outputDigest);
        }
        ancestors = _parentsOf(order, derivation.end.orderedAt);
    }

    function _inherit(uint256 assetId, Ancestor[] memory ancestors) internal {
        Stored storage stored = _ancestors[assetId];
        uint256 rates;
        for (uint256 i = 0; i < ancestors.length; ++i) {
            rates |= uint256(ancestors[i].rate) << (16 * i);
            stored.ids[i] = ancestors[i].assetId;
        }
        stored.rates = rates;
    }

    function _parentsOf(Order calldata order, uint40 orderedAt) private view returns (Ancestor[] memory) {
        Ancestry.List memory list;
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            _addParent(list, order.datasets[i], orderedAt);
        }
        _addParent(list, order.algorithm, orderedAt);
        return list.finish();
    }

    function _addParent(Ancestry.List memory list, Leg calldata leg, uint40 orderedAt) private view {
        uint16 rate = derivativeRoyaltyAt(leg.assetId, orderedAt);
        if (rate > 0) list.addParent(leg.assetId, rate, _ancestorsOf(leg.assetId));
    }

    function _ancestorsOf(uint256 assetId) private view returns (Ancestor[] memory ancestors) {
        if (!_isDerived(assetId)) return ancestors;
        Stored storage stored = _ancestors[assetId];
        uint256 rates = stored.rates;
        uint256 count;
        while (uint16(rates >> (16 * count)) != 0) ++count;
        ancestors = new Ancestor[](count);
        for (uint256 i = 0; i < count; ++i) {
            ancestors[i] = Ancestor(stored.ids[i], uint16(rates >> (16 * i)));
        }
    }
}
