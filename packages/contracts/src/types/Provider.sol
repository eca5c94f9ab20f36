// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// A compute provider. Its identity is the account that registered it, which also owns stake; the operator is a hot key.
/// @param operator signs quotes and receipts and sends the provider's transactions; rotatable
/// @param payout is credited for compute
/// @param endpoint https (or loopback http) origin of the provider's API
struct Provider {
    address operator;
    address payout;
    string endpoint;
}

/// Something a provider rents.
/// @param resourcesDigest sha-256 of the environment document (cpus, memory, GPUs, runtime), hence its CIDv1 (raw)
/// @param pricePerSecond base price in the token's smallest unit
/// @param slots how many jobs it runs at once
struct Environment {
    bytes32 resourcesDigest;
    address token;
    uint96 pricePerSecond;
    uint16 slots;
    bool active;
}

/// An environment as it stands.
/// @param slots that count now
/// @param nextSlots that count from `slotsFrom` (block time) on
struct EnvironmentState {
    bytes32 resourcesDigest;
    address token;
    uint96 pricePerSecond;
    uint16 slots;
    bool active;
    uint16 nextSlots;
    uint40 slotsFrom;
}

/// Ceiling of a quote as a multiple of the base price, by utilisation: a gentle line up to the kink, a steep one beyond it.
/// All in basis points; 10,000 is the base price itself, or full utilisation.
/// @param kink utilisation at which the slope changes
struct Curve {
    uint16 kink;
    uint32 atZero;
    uint32 atKink;
    uint32 atFull;
}
