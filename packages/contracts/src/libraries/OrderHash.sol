// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Leg, Order, Receipt} from "../types/Order.sol";

/// EIP-712 struct hashes of what buyers and operators sign. The digest adds the domain: name "Atoll Jobs", version "1", chain id
/// and the address of `Jobs`.
library OrderHash {
    bytes32 internal constant LEG =
        keccak256("Leg(uint256 assetId,bytes32 metadataDigest,address payee,uint96 price)");
    bytes32 internal constant ORDER = keccak256(
        "Order(address buyer,address provider,address payout,address token,bytes32 environment,Leg[] datasets,Leg algorithm,bytes32 parametersDigest,bytes32 recipient,uint96 pricePerSecond,uint32 maxSeconds,uint96 failureCap,uint96 relayFee,uint16 feeRate,uint40 runBy,uint40 reviewBy,uint40 settleBy,bytes32 salt)Leg(uint256 assetId,bytes32 metadataDigest,address payee,uint96 price)"
    );
    bytes32 internal constant QUOTE = keccak256("Quote(bytes32 jobId,uint40 validUntil)");
    bytes32 internal constant REPORT = keccak256("Report(bytes32 jobId,uint32 computeSeconds)");
    bytes32 internal constant CANCEL = keccak256("Cancel(bytes32 jobId)");
    bytes32 internal constant RECEIPT = keccak256(
        "Receipt(bytes32 jobId,uint8 outcome,uint32 computeSeconds,bytes32 resultDigest,bytes32 statementDigest,bytes32 outputsRoot)"
    );

    function hash(Order calldata details) internal pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                abi.encode(
                    ORDER,
                    details.buyer,
                    details.provider,
                    details.payout,
                    details.token,
                    details.environment,
                    hash(details.datasets),
                    hash(details.algorithm),
                    details.parametersDigest,
                    details.recipient
                ),
                abi.encode(
                    details.pricePerSecond,
                    details.maxSeconds,
                    details.failureCap,
                    details.relayFee,
                    details.feeRate,
                    details.runBy,
                    details.reviewBy,
                    details.settleBy,
                    details.salt
                )
            )
        );
    }

    function hash(Leg[] calldata legs) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](legs.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            hashes[i] = hash(legs[i]);
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function hash(Leg calldata leg) internal pure returns (bytes32) {
        return keccak256(abi.encode(LEG, leg.assetId, leg.metadataDigest, leg.payee, leg.price));
    }

    function hash(Receipt calldata receipt) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                RECEIPT,
                receipt.jobId,
                receipt.outcome,
                receipt.computeSeconds,
                receipt.resultDigest,
                receipt.statementDigest,
                receipt.outputsRoot
            )
        );
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
