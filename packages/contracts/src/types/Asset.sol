// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What an asset is. The order is part of the ABI.
enum AssetKind {
    Dataset,
    Algorithm,
    Model
}

/// Whether an asset can be ordered. Retired is final.
enum AssetState {
    Active,
    Paused,
    Retired
}

/// What the owner asks for, pinned into each order as it stands then.
/// @param token payment token, on the governed list
/// @param price per run, in the token's smallest unit
/// @param provider the only provider account that may run it; zero means any
/// @param beneficiary who is paid; zero means whoever owns the asset
/// @param derivativeRoyalty share of a derived asset's income, in basis points
/// @param resaleRoyalty ERC-2981 share of a resale, in basis points
/// @param reviewWindow seconds the owner may take to review outputs; zero releases at once
struct Terms {
    address token;
    uint96 price;
    address provider;
    address beneficiary;
    uint16 derivativeRoyalty;
    uint16 resaleRoyalty;
    uint32 reviewWindow;
}

/// What a derived asset owes a parent of each payment for a run.
/// @param account whom the parent pays now
/// @param rate in basis points
struct Royalty {
    uint256 parentId;
    address account;
    uint16 rate;
}

/// What `publish` turns into an asset.
/// @param metadataDigest sha-256 of the metadata document, hence its CIDv1 (raw)
/// @param commitment for a dataset the sha-256 of its salted UnixFS root; zero otherwise
struct Publication {
    AssetKind kind;
    bytes32 metadataDigest;
    bytes32 commitment;
    Terms terms;
}
