// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Load} from "../libraries/Load.sol";

/// What an order reads of an environment and a settlement writes, in one word. From the lowest bit: token's place on the list (8) |
/// price per second (88) | active (8) | slots (16) | next slots (16) | when those count (40) | time of the load (40) | load (40).
type Offer is uint256;

using {
    tokenIndex,
    pricePerSecond,
    isActive,
    slots,
    nextSlots,
    slotsFrom,
    load,
    utilisation,
    revised,
    metered
} for Offer global;

// Notice that a change of slots gives: fewer slots raise the utilisation, and with it the ceiling, for the same runs.
uint256 constant SLOTS_DELAY = 1 days;

function tokenIndex(Offer self) pure returns (uint8) {
    return uint8(Offer.unwrap(self));
}

function pricePerSecond(Offer self) pure returns (uint256) {
    return uint88(Offer.unwrap(self) >> 8);
}

function isActive(Offer self) pure returns (bool) {
    return uint8(Offer.unwrap(self) >> 96) != 0;
}

/// Slots that count now.
function slots(Offer self) view returns (uint256) {
    return uint16(Offer.unwrap(self) >> (block.timestamp < slotsFrom(self) ? 104 : 120));
}

function nextSlots(Offer self) pure returns (uint256) {
    return uint16(Offer.unwrap(self) >> 120);
}

/// Block time from which `nextSlots` count.
function slotsFrom(Offer self) pure returns (uint256) {
    return uint40(Offer.unwrap(self) >> 136);
}

/// Load as it stands now, in the unit of `Load`.
function load(Offer self) view returns (uint256) {
    return Load.decay(Offer.unwrap(self) >> 216, block.timestamp - uint40(Offer.unwrap(self) >> 176));
}

function utilisation(Offer self) view returns (uint256) {
    return Load.utilisation(load(self), slots(self));
}

/// The same environment on new terms. The first number of slots counts at once, another one after `SLOTS_DELAY`; to name the
/// scheduled number again does not put it off, and to name the present one again calls the change off. The load stays.
/// @param wanted slots, not zero
function revised(Offer self, uint8 index, uint88 price, bool active, uint16 wanted) view returns (Offer) {
    uint256 word = Offer.unwrap(self);
    uint256 schedule = (word >> 104) & type(uint72).max;
    if (word == 0) {
        schedule = uint256(wanted) | (uint256(wanted) << 16) | (block.timestamp << 32);
        word = block.timestamp << 176;
    } else if (nextSlots(self) != wanted) {
        uint256 present = slots(self);
        uint256 from = present == wanted ? block.timestamp : block.timestamp + SLOTS_DELAY;
        schedule = present | (uint256(wanted) << 16) | (from << 32);
    }
    return Offer.wrap(
        uint256(index) | (uint256(price) << 8) | (active ? uint256(1) << 96 : 0) | (schedule << 104)
            | ((word >> 176) << 176)
    );
}

/// The same environment after one more run: at most as loaded as if all its slots had always been busy, so the load fits its bits.
function metered(Offer self, uint32 computeSeconds) view returns (Offer) {
    uint256 total = load(self) + Load.ofRun(computeSeconds);
    uint256 most = slots(self) * Load.FULL;
    if (total > most) total = most;
    return Offer.wrap(uint176(Offer.unwrap(self)) | (block.timestamp << 176) | (total << 216));
}
