// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {JobState} from "./Order.sol";

/// All that the chain keeps of a job, in one word. While open, from the lowest bit:
/// state (8) | orderedAt (40) | reportedAt (40) | reportedSeconds (32) | locked (88) | derived (9), whose bit i tells that dataset i
/// owes royalties and whose bit 8 that the algorithm does. Once ended: state (8) | upper 248 bits of a hash.
type JobSlot is uint256;

using {state, orderedAt, reportedAt, reportedSeconds, locked, derived, reported, endHash} for JobSlot global;

/// @param lockedAmount fits 88 bits
/// @param derivedMask fits 9 bits
function openJob(uint256 lockedAmount, uint256 derivedMask) view returns (JobSlot) {
    return
        JobSlot.wrap(uint256(JobState.Open) | (block.timestamp << 8) | (lockedAmount << 120) | (derivedMask << 208));
}

function endedJob(bytes31 proof) pure returns (JobSlot) {
    return JobSlot.wrap(uint256(bytes32(proof)) | uint256(JobState.Ended));
}

function state(JobSlot self) pure returns (JobState) {
    return JobState(uint8(JobSlot.unwrap(self)));
}

function orderedAt(JobSlot self) pure returns (uint40) {
    return uint40(JobSlot.unwrap(self) >> 8);
}

function reportedAt(JobSlot self) pure returns (uint40) {
    return uint40(JobSlot.unwrap(self) >> 48);
}

function reportedSeconds(JobSlot self) pure returns (uint32) {
    return uint32(JobSlot.unwrap(self) >> 88);
}

function locked(JobSlot self) pure returns (uint256) {
    return uint88(JobSlot.unwrap(self) >> 120);
}

function derived(JobSlot self) pure returns (uint256) {
    return (JobSlot.unwrap(self) >> 208) & 0x1ff;
}

/// The same job after its run was reported at this block.
function reported(JobSlot self, uint32 computeSeconds) view returns (JobSlot) {
    uint256 word = JobSlot.unwrap(self) & ~uint256(0xff);
    return
        JobSlot.wrap(word | uint256(JobState.Reported) | (block.timestamp << 48) | (uint256(computeSeconds) << 88));
}

function endHash(JobSlot self) pure returns (bytes31) {
    return bytes31(bytes32(JobSlot.unwrap(self)));
}
