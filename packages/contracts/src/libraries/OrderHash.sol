// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Leg, Order, Receipt} from "../types/Order.sol";

/// EIP-712 struct hashes of what buyers and operators sign. The digest adds the domain: name "Atoll Jobs", version "1", chain id
/// and the address of `Jobs`.
library OrderHash {
    bytes32 internal constant LEG =
        keccak256("Leg(uint256 assetId,bytes32 metadataDigest,address payee,uint96 price,uint32 series)");
    bytes32 internal constant ORDER = keccak256(
        "Order(address buyer,address provider,address payout,address token,bytes32 environment,Leg[] datasets,Leg algorithm,bytes32 parametersDigest,bytes32 recipient,uint96 pricePerSecond,uint32 maxSeconds,uint96 failureCap,uint96 relayFee,uint16 feeRate,uint40 runBy,uint40 reviewBy,uint40 settleBy,bytes32 salt)Leg(uint256 assetId,bytes32 metadataDigest,address payee,uint96 price,uint32 series)"
    );
    bytes32 internal constant QUOTE = keccak256("Quote(bytes32 jobId,uint40 validUntil)");
    bytes32 internal constant REPORT = keccak256("Report(bytes32 jobId,uint32 computeSeconds)");
    bytes32 internal constant CANCEL = keccak256("Cancel(bytes32 jobId)");
    bytes32 internal constant RECEIPT = keccak256(
        "Receipt(bytes32 jobId,uint8 outcome,uint32 computeSeconds,bytes32 resultDigest,bytes32 statementDigest,bytes32 outputsRoot)"
    );

    /// Fields are copied as they came. Whoever stores or emits an order must have read every narrow field, which reverts where
    /// its upper bits are not clear; everywhere else such an order has an id that no job has.
    function hash(Order calldata details) internal pure returns (bytes32 digest) {
        bytes32 typeHash = ORDER;
        bytes32 datasets = hash(details.datasets);
        bytes32 algorithm = hash(details.algorithm);
        assembly ("memory-safe") {
            let word := mload(0x40)
            mstore(word, typeHash)
            // buyer, provider, payout, token, environment
            calldatacopy(add(word, 0x20), details, 0xa0)
            mstore(add(word, 0xc0), datasets)
            mstore(add(word, 0xe0), algorithm)
            // parametersDigest to salt: eleven words after the algorithm's five
            calldatacopy(add(word, 0x100), add(details, 0x160), 0x160)
            digest := keccak256(word, 0x260)
        }
    }

    function hash(Leg[] calldata legs) internal pure returns (bytes32 digest) {
        uint256 count = legs.length;
        bytes32[] memory hashes = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            hashes[i] = hash(legs[i]);
        }
        assembly ("memory-safe") {
            digest := keccak256(add(hashes, 0x20), shl(5, count))
        }
    }

    function hash(Leg calldata leg) internal pure returns (bytes32 digest) {
        bytes32 typeHash = LEG;
        assembly ("memory-safe") {
            let word := mload(0x40)
            mstore(word, typeHash)
            calldatacopy(add(word, 0x20), leg, 0xa0)
            digest := keccak256(word, 0xc0)
        }
    }

    function hash(Receipt calldata receipt) internal pure returns (bytes32 digest) {
        bytes32 typeHash = RECEIPT;
        assembly ("memory-safe") {
            let word := mload(0x40)
            mstore(word, typeHash)
            calldatacopy(add(word, 0x20), receipt, 0xc0)
            digest := keccak256(word, 0xe0)
        }
    }

    function quote(bytes32 jobId, uint40 validUntil) internal pure returns (bytes32) {
        return keccak256(abi.encode(QUOTE, jobId, validUntil));
    }

    function report(bytes32 jobId, uint32 computeSeconds) internal pure returns (bytes32) {
        return keccak256(abi.encode(REPORT, jobId, computeSeconds));
    }

    function cancel(bytes32 jobId) internal pure returns (bytes32) {
        return keccak256(abi.encode(CANCEL, jobId));
    }
}
