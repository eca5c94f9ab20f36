// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// An approval, in one word.
/// @param expiresAt last block time at which it admits an order; zero where nothing is approved
/// @param approvedAt when the approval that stands now was given
/// @param runsLeft orders that it still admits
/// @param since when anything was approved without a break until now, or until `revokedAt`
/// @param revokedAt when an approval was last revoked
struct Grant {
    uint40 expiresAt;
    uint40 approvedAt;
    uint32 runsLeft;
    uint40 since;
    uint40 revokedAt;
}

using {admits, gaveRunAt, wasAbsentAt} for Grant global;

/// Whether it stands and its time has not run out.
function admits(Grant memory self) view returns (bool) {
    return self.expiresAt >= block.timestamp;
}

/// Whether the very approval that stands now stood before the block of `time`, so that an order of then took a run of it.
function gaveRunAt(Grant memory self, uint40 time) pure returns (bool) {
    return self.expiresAt != 0 && self.approvedAt < time;
}

/// Whether surely nothing was approved in the block of `time`. What stood before the last break is forgotten: then the answer is no.
function wasAbsentAt(Grant memory self, uint40 time) pure returns (bool) {
    return self.revokedAt < time && (self.expiresAt == 0 || self.since > time);
}
