// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Text of the CID whose raw block has a given sha-256. Source: multiformats CIDv1, multibase `b` (RFC 4648 base32, lower case,
/// no padding) over 0x01 (version) 0x55 (raw) 0x12 (sha2-256) 0x20 (length) and the digest: 36 bytes, 58 characters.
library ContentId {
    bytes32 private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    function uri(bytes32 digest) internal pure returns (string memory) {
        return string.concat("ipfs://", cid(digest));
    }

    function cid(bytes32 digest) internal pure returns (string memory) {
        bytes memory text = new bytes(59);
        text[0] = "b";
        bytes memory bytes36 = abi.encodePacked(hex"01551220", digest);
        uint256 pending;
        uint256 bits;
        uint256 next = 1;
        unchecked {
            for (uint256 i = 0; i < 36; ++i) {
                pending = (pending << 8) | uint8(bytes36[i]);
                bits += 8;
                while (bits >= 5) {
                    bits -= 5;
                    text[next++] = ALPHABET[(pending >> bits) & 31];
                }
                pending &= (1 << bits) - 1;
            }
            text[next] = ALPHABET[(pending << (5 - bits)) & 31];
        }
        return string(text);
    }
}
