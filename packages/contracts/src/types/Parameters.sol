// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What a provider loses when an order expires through its silence, and how long its collateral stays exposed.
/// @param slashRate slice of the collateral, in basis points of the order's maximum; never above 10,000
/// @param buyerShare of the slice, in basis points
/// @param callerShare of the slice for who called `expire`, in basis points, at most 1,000; the rest is the treasury's
/// @param disputeWindow seconds after `settleBy` during which an order's exposure is held; at most 14 days
struct ExpiryTerms {
    uint16 slashRate;
    uint16 buyerShare;
    uint16 callerShare;
    uint24 disputeWindow;
}
