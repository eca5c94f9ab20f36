// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// A proposed root, in two words.
/// @param total that may be claimed, in the token's smallest unit
/// @param claimableFrom block time from which claims are paid, and until which the root can be refused
/// @param tokenIndex place of the token on the escrow's list
/// @param swept true once what was left went to the treasury
struct Epoch {
    bytes32 root;
    uint96 total;
    uint96 claimed;
    uint40 claimableFrom;
    uint8 tokenIndex;
    bool swept;
}
