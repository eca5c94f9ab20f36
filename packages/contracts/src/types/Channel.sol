// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// A payment channel, in three words; a closed one keeps only its payer, so that its id is never used again.
/// @param payer whose unspent deposit it is
/// @param deposit all that was put in, in the token's smallest unit
/// @param payee who is paid by vouchers, less the protocol fee
/// @param redeemed of the deposit, fees included; never above it
/// @param signer key that may sign vouchers beside the payer; zero for none
/// @param closeDelay seconds that the payee has to redeem after the payer asked to close
/// @param closesAt block time from which anyone may finish it; zero while the payer did not ask
/// @param feeRate protocol fee in basis points, as it stood at the opening
/// @param tokenIndex place of the token on the escrow's list
struct Channel {
    address payer;
    uint96 deposit;
    address payee;
    uint96 redeemed;
    address signer;
    uint24 closeDelay;
    uint40 closesAt;
    uint16 feeRate;
    uint8 tokenIndex;
}
