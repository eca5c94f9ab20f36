// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Payment} from "./Payment.sol";

/// One asset of an order: exactly the version the buyer saw, whom it pays and what it costs.
/// @param series of the access pass that pays the price of this dataset; zero where the buyer does, and for an algorithm
struct Leg {
    uint256 assetId;
    bytes32 metadataDigest;
    address payee;
    uint96 price;
    uint32 series;
}

/// A job as the buyer and the provider agreed on it. Its EIP-712 digest is the job's id, so every later act proves against it
/// and the chain keeps one slot for a job. All amounts are in the token's smallest unit, all times are block times.
/// @param payout the provider's payout account as it stood at the quote
/// @param datasets one to eight, ids strictly ascending, all hosted by `provider`
/// @param parametersDigest sha-256 of the canonical JSON (RFC 8785) of the parameters
/// @param recipient X25519 public key of the buyer's age recipient; the result is encrypted to it
/// @param failureCap most that a run without a released result may cost the buyer
/// @param feeRate protocol fee in basis points of what the payees receive, on top
/// @param relayFee paid to whoever relays a signed order
/// @param runBy the provider reports or settles until then, else the order expires with a full refund
/// @param reviewBy a held output is decided until then, else it counts as withheld
/// @param settleBy a decided run is settled until then, else the order expires with a full refund
struct Order {
    address buyer;
    address provider;
    address payout;
    address token;
    bytes32 environment;
    Leg[] datasets;
    Leg algorithm;
    bytes32 parametersDigest;
    bytes32 recipient;
    uint96 pricePerSecond;
    uint32 maxSeconds;
    uint96 failureCap;
    uint96 relayFee;
    uint16 feeRate;
    uint40 runBy;
    uint40 reviewBy;
    uint40 settleBy;
    bytes32 salt;
}

/// The provider's signed promise to run an order; only a quoted order binds a provider.
/// @param signature EIP-712 signature of `Quote(bytes32 jobId,uint40 validUntil)` by the provider's operator
struct Quote {
    uint40 validUntil;
    bytes signature;
}

/// How a run ended, as the provider signs it. The order is part of the ABI.
/// Released: everybody is paid by actual use. Withheld: ran, output kept back. AlgorithmFailed: its own fault. ProviderFailed and
/// Refused: nobody is paid. Expired and Cancelled are ends that no receipt reports.
enum Outcome {
    Released,
    Withheld,
    AlgorithmFailed,
    ProviderFailed,
    Refused,
    Cancelled,
    Expired
}

/// What the provider's operator signs when a job has ended.
/// @param computeSeconds metered, never more than the order's `maxSeconds` nor than the block times allow
/// @param resultDigest sha-256 that is the CID of the encrypted result; zero where none is released
/// @param statementDigest sha-256 of the in-toto statement (canonical JSON)
/// @param outputsRoot Merkle root of salted commitments of the clear outputs
struct Receipt {
    bytes32 jobId;
    Outcome outcome;
    uint32 computeSeconds;
    bytes32 resultDigest;
    bytes32 statementDigest;
    bytes32 outputsRoot;
}

/// What a payment is for. The order is part of the ABI. Slash is paid from the provider's collateral, all others from the escrow;
/// Pass gives the price of a pass back to the contract that holds it. Relay and Royalty have events of their own and are in no list.
enum PaymentRole {
    Data,
    Algorithm,
    Compute,
    Fee,
    Relay,
    Refund,
    Slash,
    Pass,
    Royalty
}

/// How a job ended, as its events told it: what a later claim presents to prove against the escrow.
/// @param payments Data for each dataset of the order, in its order and also where zero, but only of a released run; then, where
/// not zero: Algorithm, Compute, Fee, Refund, Pass, Slash to the buyer, to the caller, to the treasury
/// @param orderedAt block time of the order
/// @param endedAt block time of the end
struct JobEnd {
    Receipt receipt;
    Payment[] payments;
    uint40 orderedAt;
    uint40 endedAt;
}

/// Where a job stands on chain.
/// None: never ordered. Open: money is locked. Reported: the run ended and waits for review. Ended: paid out, once.
enum JobState {
    None,
    Open,
    Reported,
    Ended
}
