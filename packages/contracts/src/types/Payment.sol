// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {PaymentRole} from "./Order.sol";

/// A credit that an end made, in one word, since every one of them is hashed and logged. From the lowest bit:
/// role (8) | amount (88) | account (160).
type Payment is uint256;

using {role, amount, account, less} for Payment global;

/// @param value must fit 88 bits, as every part of an order's maximum does
function payment(PaymentRole what, address to, uint256 value) pure returns (Payment) {
    return Payment.wrap(uint256(what) | (value << 8) | (uint256(uint160(to)) << 96));
}

function role(Payment self) pure returns (PaymentRole) {
    return PaymentRole(uint8(Payment.unwrap(self)));
}

function amount(Payment self) pure returns (uint256) {
    return uint88(Payment.unwrap(self) >> 8);
}

function account(Payment self) pure returns (address) {
    return address(uint160(Payment.unwrap(self) >> 96));
}

/// The same payment of `value` less, which must be at most its amount.
function less(Payment self, uint256 value) pure returns (Payment) {
    return Payment.wrap(Payment.unwrap(self) - (value << 8));
}
