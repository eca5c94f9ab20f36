// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// What a provider loses when an order expires through its silence.
/// @param slashRate slice of the collateral, in basis points of the order's maximum; never above 10,000
/// @param buyerShare of the slice, in basis points
/// @param callerShare of the slice for who called `expire`, in basis points, at most 1,000; the rest is the treasury's
struct ExpiryTerms {
    uint16 slashRate;
    uint16 buyerShare;
    uint16 callerShare;
}

/// What the escrow is built with. The four contracts were built with the escrow's address.
/// @param assets AssetRegistry
/// @param providers ProviderRegistry
/// @param passes AccessPass
/// @param relay ERC-2771 forwarder whose word about the caller is taken
/// @param governance owner of the parameters
/// @param feeRate protocol fee in basis points
/// @param disputeWindow seconds after an end during which it can be disputed, and after `settleBy` during which an order's exposure
/// is held; at most 14 days, and fixed, so that no change of rules reaches an order that was made before
/// @param tokens accepted from the start
struct JobsConfig {
    address assets;
    address providers;
    address passes;
    address relay;
    address governance;
    address treasury;
    uint16 feeRate;
    uint24 disputeWindow;
    address[] tokens;
}
