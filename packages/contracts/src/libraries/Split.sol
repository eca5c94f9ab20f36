// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Order, Outcome, Payment, PaymentRole} from "../types/Order.sol";

/// Who gets what when a job ends. Pure, so that it can be tested over all amounts.
library Split {
    uint256 internal constant UNIT = 10_000;

    /// What an order locks: all prices, the longest run, the fee on both and the relay fee.
    function maximum(Order calldata details) internal pure returns (uint256) {
        unchecked {
            // at most nine 96-bit prices and a 128-bit product
            uint256 sum = uint256(details.algorithm.price) + uint256(details.pricePerSecond) * details.maxSeconds;
            for (uint256 i = 0; i < details.datasets.length; ++i) {
                sum += details.datasets[i].price;
            }
            return sum + (sum * details.feeRate) / UNIT + details.relayFee;
        }
    }

    /// The payments of an end; their sum is `locked`. Zero amounts are left out.
    /// Released: everybody by actual use and the fee on top. Withheld: compute first, then the algorithm, fee included, never
    /// above `failureCap`. AlgorithmFailed: compute and fee, never above `failureCap`. Every other end: all back to the buyer.
    /// @param extra room left at the end of the list for the caller
    function payments(
        Order calldata details,
        Outcome outcome,
        uint256 computeSeconds,
        uint256 locked,
        address treasury,
        uint256 extra
    ) internal pure returns (Payment[] memory list, uint256 count) {
        list = new Payment[](details.datasets.length + 4 + extra);
        uint256 compute;
        uint256 algorithm;
        uint256 paid;
        unchecked {
            // every sum below is at most the maximum of the order, which fits 96 bits
            if (outcome == Outcome.Released) {
                compute = uint256(details.pricePerSecond) * computeSeconds;
                algorithm = details.algorithm.price;
                for (uint256 i = 0; i < details.datasets.length; ++i) {
                    uint256 price = details.datasets[i].price;
                    if (price == 0) continue;
                    list[count++] =
                        Payment(PaymentRole.Data, details.datasets[i].payee, details.datasets[i].assetId, price);
                    paid += price;
                }
            } else if (outcome == Outcome.Withheld || outcome == Outcome.AlgorithmFailed) {
                uint256 cap = (uint256(details.failureCap) * UNIT) / (UNIT + details.feeRate);
                compute = uint256(details.pricePerSecond) * computeSeconds;
                if (compute > cap) compute = cap;
                if (outcome == Outcome.Withheld) {
                    algorithm = details.algorithm.price;
                    if (algorithm > cap - compute) algorithm = cap - compute;
                }
            }
            if (algorithm > 0) {
                list[count++] =
                    Payment(PaymentRole.Algorithm, details.algorithm.payee, details.algorithm.assetId, algorithm);
                paid += algorithm;
            }
            if (compute > 0) {
                list[count++] = Payment(PaymentRole.Compute, details.payout, 0, compute);
                paid += compute;
            }
            uint256 fee = (paid * details.feeRate) / UNIT;
            if (fee > 0) {
                list[count++] = Payment(PaymentRole.Fee, treasury, 0, fee);
                paid += fee;
            }
        }
        if (locked > paid) list[count++] = Payment(PaymentRole.Refund, details.buyer, 0, locked - paid);
    }

    /// Shares of a slashed slice; what rounding leaves is the treasury's.
    function slash(uint256 taken, uint256 buyerShare, uint256 callerShare)
        internal
        pure
        returns (uint256 buyer, uint256 caller, uint256 treasury)
    {
        buyer = (taken * buyerShare) / UNIT;
        caller = (taken * callerShare) / UNIT;
        treasury = taken - buyer - caller;
    }
}
