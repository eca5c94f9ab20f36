// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Permit as IPermit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Act, Call} from "../../src/interfaces/IRelay.sol";
import {Leg, Order, Receipt} from "../../src/types/Order.sol";
import {vm} from "./Vm.sol";

/// EIP-712 written a second time, from the standard and not from the contracts, so that the two check each other.
abstract contract Signing {
    bytes32 private constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string private constant LEG_TYPE =
        "Leg(uint256 assetId,bytes32 metadataDigest,address payee,uint96 price,uint32 series)";
    string private constant ORDER_TYPE =
        "Order(address buyer,address provider,address payout,address token,bytes32 environment,Leg[] datasets,Leg algorithm,bytes32 parametersDigest,bytes32 recipient,uint96 pricePerSecond,uint32 maxSeconds,uint96 failureCap,uint96 relayFee,uint16 feeRate,uint40 runBy,uint40 reviewBy,uint40 settleBy,bytes32 salt)";

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// The other signature of the same digest, which ECDSA would accept and `Jobs` must not.
    function malleable(bytes memory signature) internal pure returns (bytes memory) {
        bytes32 r;
        bytes32 s;
        assembly {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        uint8 v = uint8(signature[64]) == 27 ? 28 : 27;
        return abi.encodePacked(r, bytes32(order - uint256(s)), v);
    }

    function typed(address verifier, bytes32 structHash) internal view returns (bytes32) {
        return typed(verifier, block.chainid, structHash);
    }

    function typed(address verifier, uint256 chain, bytes32 structHash) internal pure returns (bytes32) {
        return typed("Atoll Jobs", verifier, chain, structHash);
    }

    function typed(string memory name, address verifier, uint256 chain, bytes32 structHash)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPE, keccak256(bytes(name)), keccak256("1"), chain, verifier));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function orderDigest(address verifier, Order memory order) internal view returns (bytes32) {
        return typed(verifier, orderHash(order));
    }

    function orderHash(Order memory order) internal pure returns (bytes32) {
        bytes32[] memory legs = new bytes32[](order.datasets.length);
        for (uint256 i = 0; i < legs.length; ++i) {
            legs[i] = legHash(order.datasets[i]);
        }
        bytes memory first = abi.encode(
            keccak256(abi.encodePacked(ORDER_TYPE, LEG_TYPE)),
            order.buyer,
            order.provider,
            order.payout,
            order.token,
            order.environment,
            keccak256(abi.encodePacked(legs)),
            legHash(order.algorithm),
            order.parametersDigest,
            order.recipient
        );
        bytes memory second = abi.encode(
            order.pricePerSecond,
            order.maxSeconds,
            order.failureCap,
            order.relayFee,
            order.feeRate,
            order.runBy,
            order.reviewBy,
            order.settleBy,
            order.salt
        );
        return keccak256(bytes.concat(first, second));
    }

    function legHash(Leg memory leg) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(keccak256(bytes(LEG_TYPE)), leg.assetId, leg.metadataDigest, leg.payee, leg.price, leg.series)
        );
    }

    function quoteDigest(address verifier, bytes32 jobId, uint40 validUntil) internal view returns (bytes32) {
        bytes32 quoteType = keccak256("Quote(bytes32 jobId,uint40 validUntil)");
        return typed(verifier, keccak256(abi.encode(quoteType, jobId, validUntil)));
    }

    function reportDigest(address verifier, bytes32 jobId, uint32 computeSeconds) internal view returns (bytes32) {
        bytes32 reportType = keccak256("Report(bytes32 jobId,uint32 computeSeconds)");
        return typed(verifier, keccak256(abi.encode(reportType, jobId, computeSeconds)));
    }

    function cancelDigest(address verifier, bytes32 jobId) internal view returns (bytes32) {
        return typed(verifier, keccak256(abi.encode(keccak256("Cancel(bytes32 jobId)"), jobId)));
    }

    function receiptDigest(address verifier, Receipt memory receipt) internal view returns (bytes32) {
        bytes32 receiptType = keccak256(
            "Receipt(bytes32 jobId,uint8 outcome,uint32 computeSeconds,bytes32 resultDigest,bytes32 statementDigest,bytes32 outputsRoot)"
        );
        return typed(verifier, keccak256(abi.encode(receiptType, receipt)));
    }

    function actDigest(address relay, uint256 chain, Act memory act) internal pure returns (bytes32) {
        string memory callType = "Call(address target,bytes data)";
        string memory actType =
            "Act(address account,Call[] calls,address feeToken,uint96 fee,uint40 deadline,bytes32 salt)";
        bytes memory calls;
        for (uint256 i = 0; i < act.calls.length; ++i) {
            Call memory step = act.calls[i];
            bytes32 stepHash = keccak256(abi.encode(keccak256(bytes(callType)), step.target, keccak256(step.data)));
            calls = bytes.concat(calls, stepHash);
        }
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(abi.encodePacked(actType, callType)),
                act.account,
                keccak256(calls),
                act.feeToken,
                act.fee,
                act.deadline,
                act.salt
            )
        );
        return typed("Atoll Relay", relay, chain, structHash);
    }

    /// abi.encode(value, deadline, v, r, s) of an ERC-2612 permit.
    function permitFor(uint256 key, IPermit token, address spender, uint256 value, uint256 deadline)
        internal
        view
        returns (bytes memory)
    {
        bytes32 permitType =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        address holder = vm.addr(key);
        bytes32 structHash =
            keccak256(abi.encode(permitType, holder, spender, value, token.nonces(holder), deadline));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash)));
        return abi.encode(value, deadline, v, r, s);
    }
}
