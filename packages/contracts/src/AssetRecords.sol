// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {AssetKind, AssetState, Terms} from "./types/Asset.sol";

/// How assets are kept: packed, so that an order reads three words of each.
abstract contract AssetRecords is IAssetRegistry {
    uint16 private constant MAX_ROYALTY = 5_000;
    uint32 private constant MAX_REVIEW_WINDOW = 14 days;

    /// Three words. The token is its place on the governed list; `payee` is kept current across transfers where it is the owner.
    /// @param flags kind (2 bits), state (2 bits), then one bit each: the owner is the payee, public, beneficiary locked, derived
    struct Record {
        bytes32 metadataDigest;
        address provider;
        uint88 price;
        uint8 tokenIndex;
        address payee;
        uint24 reviewWindow;
        uint8 flags;
        uint16 version;
        uint16 ownerEpoch;
        uint16 derivativeRoyalty;
        uint16 resaleRoyalty;
    }

    uint8 internal constant KIND = 3;
    uint8 internal constant STATE = 12;
    uint8 internal constant OWNER_IS_PAYEE = 16;
    uint8 internal constant PUBLIC = 32;
    uint8 internal constant BENEFICIARY_LOCKED = 64;
    uint8 internal constant DERIVED = 128;

    mapping(uint256 assetId => Record) internal _records;

    /// The place of a token on the governed list, 0 where it is not on it.
    function _tokenIndexOf(address token) internal view virtual returns (uint256);

    function _record(uint256 assetId) internal view returns (Record storage record) {
        record = _records[assetId];
        if (record.version == 0) revert AssetUnknown(assetId);
    }

    /// Writes both words of the terms once, in the layout of `Record`: field by field it cost publishing 3,000 gas.
    function _storeTerms(
        Record storage record,
        Terms calldata terms,
        address owner,
        uint256 flags,
        uint256 version,
        uint256 ownerEpoch
    ) internal {
        if (_kindOf(uint8(flags)) == AssetKind.Dataset && terms.provider == address(0)) {
            revert InvalidTerms("provider");
        }
        if (terms.price > type(uint88).max) revert InvalidTerms("price");
        if (terms.derivativeRoyalty > MAX_ROYALTY) revert InvalidTerms("derivativeRoyalty");
        if (terms.resaleRoyalty > MAX_ROYALTY) revert InvalidTerms("resaleRoyalty");
        if (terms.reviewWindow > MAX_REVIEW_WINDOW) revert InvalidTerms("reviewWindow");
        uint256 tokenIndex = _tokenIndexOf(terms.token);
        if (tokenIndex == 0) revert TokenNotAccepted(terms.token);
        address payee = terms.beneficiary;
        flags &= ~uint256(OWNER_IS_PAYEE);
        if (payee == address(0)) (payee, flags) = (owner, flags | OWNER_IS_PAYEE);
        uint256 second = uint160(terms.provider) | (uint256(terms.price) << 160) | (tokenIndex << 248);
        uint256 third = uint160(payee) | (uint256(terms.reviewWindow) << 160) | (flags << 184) | (version << 192)
            | (ownerEpoch << 208) | (uint256(terms.derivativeRoyalty) << 224) | (uint256(terms.resaleRoyalty) << 240);
        assembly ("memory-safe") {
            sstore(add(record.slot, 1), second)
            sstore(add(record.slot, 2), third)
        }
    }

    function _setState(Record storage record, AssetState state) internal {
        record.flags = (record.flags & ~STATE) | (uint8(state) << 2);
    }

    function _kindOf(uint8 flags) internal pure returns (AssetKind) {
        return AssetKind(flags & KIND);
    }

    function _stateOf(uint8 flags) internal pure returns (AssetState) {
        return AssetState((flags & STATE) >> 2);
    }
}
