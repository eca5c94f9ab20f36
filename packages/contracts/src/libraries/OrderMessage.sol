// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAccessPass} from "../interfaces/IAccessPass.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IJobs} from "../interfaces/IJobs.sol";
import {IProviderRegistry} from "../interfaces/IProviderRegistry.sol";
import {Order} from "../types/Order.sol";

/// An order copied once from calldata to memory, to be sent to the registries and logged: encoding it anew each time cost about
/// 10,000 gas. What precedes the copy is overwritten for each use.
library OrderMessage {
    /// Room for a selector and four words before the copy.
    uint256 private constant ROOM = 0xa0;
    /// Length of an order's head; where the encoding is canonical, its one dynamic part follows at once.
    uint256 private constant HEAD = 0x2c0;

    /// @return copy memory position of the encoded order
    /// @return length in bytes
    function load(Order calldata details) internal pure returns (uint256 copy, uint256 length) {
        uint256 offset;
        assembly ("memory-safe") {
            offset := calldataload(add(details, 0xa0))
        }
        if (offset != HEAD) revert IJobs.InvalidOrder("encoding");
        length = HEAD + 0x20 + details.datasets.length * 0xa0;
        assembly ("memory-safe") {
            copy := add(mload(0x40), ROOM)
            mstore(0x40, add(copy, length))
            calldatacopy(copy, details, length)
        }
    }

    function admitProvider(
        IProviderRegistry registry,
        uint256 copy,
        uint256 length,
        uint256 tokenIndex,
        uint256 maximum,
        uint256 heldUntil
    ) internal returns (address operator) {
        uint256 selector = uint32(IProviderRegistry.admit.selector);
        assembly ("memory-safe") {
            mstore(sub(copy, 0xa0), selector)
            mstore(sub(copy, 0x80), 0x80)
            mstore(sub(copy, 0x60), tokenIndex)
            mstore(sub(copy, 0x40), maximum)
            mstore(sub(copy, 0x20), heldUntil)
            if iszero(call(gas(), registry, 0, sub(copy, 0x84), add(length, 0x84), 0, 0x20)) {
                let pointer := mload(0x40)
                returndatacopy(pointer, 0, returndatasize())
                revert(pointer, returndatasize())
            }
            operator := mload(0)
        }
    }

    function admitAssets(IAssetRegistry registry, uint256 copy, uint256 length, uint256 tokenIndex)
        internal
        returns (uint256 derived)
    {
        uint256 selector = uint32(IAssetRegistry.admit.selector);
        assembly ("memory-safe") {
            mstore(sub(copy, 0x60), selector)
            mstore(sub(copy, 0x40), 0x40)
            mstore(sub(copy, 0x20), tokenIndex)
            if iszero(call(gas(), registry, 0, sub(copy, 0x44), add(length, 0x44), 0, 0x20)) {
                let pointer := mload(0x40)
                returndatacopy(pointer, 0, returndatasize())
                revert(pointer, returndatasize())
            }
            derived := mload(0)
        }
    }

    function redeemPasses(IAccessPass passes, uint256 copy, uint256 length) internal returns (uint256 value) {
        uint256 selector = uint32(IAccessPass.redeem.selector);
        assembly ("memory-safe") {
            mstore(sub(copy, 0x40), selector)
            mstore(sub(copy, 0x20), 0x20)
            if iszero(call(gas(), passes, 0, sub(copy, 0x24), add(length, 0x24), 0, 0x20)) {
                let pointer := mload(0x40)
                returndatacopy(pointer, 0, returndatasize())
                revert(pointer, returndatasize())
            }
            value := mload(0)
        }
    }

    /// Emits `JobOrdered`.
    function log(uint256 copy, uint256 length, bytes32 jobId, address buyer, address provider, uint256 maximum)
        internal
    {
        bytes32 topic = IJobs.JobOrdered.selector;
        assembly ("memory-safe") {
            mstore(sub(copy, 0x40), maximum)
            mstore(sub(copy, 0x20), 0x40)
            log4(sub(copy, 0x40), add(length, 0x40), topic, jobId, buyer, provider)
        }
    }
}
