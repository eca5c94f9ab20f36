// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Prepaid runs of a dataset that are sold, or given, on the same terms.
/// @param token the dataset's payment token at the opening
/// @param price of one run, in the token's smallest unit; zero where the runs are given
/// @param expiresAt last block time at which a unit is used; at most two years ahead
/// @param supply most units that are ever sold or given
/// @param transferable whether holders may pass units on
struct Series {
    address token;
    uint88 price;
    uint40 expiresAt;
    uint32 supply;
    bool transferable;
}
