// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

enum BountyKind {
    Data,
    Model,
    Fix
}

/// What a bounty is for and who decides; part of its id, so an id never comes to mean something else.
/// @param token of the pot
/// @param specification sha-256 of the document that says what is wanted
/// @param judge who awards; trusted with the whole pot by everyone who adds to it or works for it
/// @param submitUntil last block time for contributions and submissions; at most a year ahead
/// @param decideUntil last block time for awards; 1 to 90 days after `submitUntil`
/// @param salt makes bounties differ that are otherwise the same
struct BountyTerms {
    BountyKind kind;
    address token;
    bytes32 specification;
    address judge;
    uint40 submitUntil;
    uint40 decideUntil;
    bytes32 salt;
}

/// A bounty, in two words.
/// @param total contributions that were not taken back yet, in the token's smallest unit
/// @param rest of them that was neither awarded nor taken back; never above `total`
/// @param submissions ever made, which is also the number of the latest
/// @param pending submissions that were not rejected
/// @param tokenIndex place of the token on the escrow's list
struct Bounty {
    address judge;
    uint96 total;
    uint96 rest;
    uint40 submitUntil;
    uint40 decideUntil;
    uint32 submissions;
    uint24 pending;
    uint8 tokenIndex;
    BountyKind kind;
    bool closed;
}

struct Submission {
    address submitter;
    uint96 awarded;
}
