// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Order, Outcome, PaymentRole} from "../types/Order.sol";
import {Payment, payment} from "../types/Payment.sol";

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

    /// Parties of an end that the order does not name.
    struct Parties {
        address treasury;
        address passes;
    }

    /// The payments of an end, in the order that `JobEnd` tells; their sum is `locked`.
    /// Released: everybody by actual use and the fee on top. Withheld: compute first, then the algorithm, fee included, never
    /// above `failureCap`. AlgorithmFailed: compute and fee, never above `failureCap`. Every other end: all back. What comes back of
    /// the price of a pass goes to the passes' contract, which gives the buyer the run again.
    function payments(
        Order calldata details,
        Outcome outcome,
        uint256 computeSeconds,
        uint256 locked,
        Parties memory parties
    ) internal pure returns (Payment[] memory list) {
        uint256 datasets = details.datasets.length;
        list = new Payment[](datasets + 5);
        uint256 count;
        uint256 compute;
        uint256 algorithm;
        uint256 paid;
        unchecked {
            // every sum below is at most the maximum of the order, which fits 88 bits
            if (outcome == Outcome.Released) {
                compute = uint256(details.pricePerSecond) * computeSeconds;
                algorithm = details.algorithm.price;
                for (; count < datasets; ++count) {
                    uint256 price = details.datasets[count].price;
                    list[count] = payment(PaymentRole.Data, details.datasets[count].payee, price);
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
                list[count++] = payment(PaymentRole.Algorithm, details.algorithm.payee, algorithm);
                paid += algorithm;
            }
            if (compute > 0) {
                list[count++] = payment(PaymentRole.Compute, details.payout, compute);
                paid += compute;
            }
            uint256 fee = (paid * details.feeRate) / UNIT;
            if (fee > 0) {
                list[count++] = payment(PaymentRole.Fee, parties.treasury, fee);
                paid += fee;
            }
        }
        // what is left covers the passes: compute, algorithm and the fee on them are locked beside every dataset's price
        uint256 passes = outcome == Outcome.Released ? 0 : passValue(details);
        uint256 refund = locked - paid - passes;
        if (refund > 0) list[count++] = payment(PaymentRole.Refund, details.buyer, refund);
        if (passes > 0) list[count++] = payment(PaymentRole.Pass, parties.passes, passes);
        _truncate(list, count);
    }

    /// Sum of the prices that passes paid.
    function passValue(Order calldata details) internal pure returns (uint256 value) {
        for (uint256 i = 0; i < details.datasets.length; ++i) {
            if (details.datasets[i].series != 0) value += details.datasets[i].price;
        }
    }

    function usesPass(Order calldata details) internal pure returns (bool) {
        for (uint256 i = 0; i < details.datasets.length; ++i) {
            if (details.datasets[i].series != 0) return true;
        }
        return false;
    }

    /// The same list with what was slashed behind it.
    function withSlash(Payment[] memory list, Payment[3] memory slices) internal pure returns (Payment[] memory longer) {
        uint256 count = list.length;
        longer = new Payment[](count + 3);
        for (uint256 i = 0; i < count; ++i) {
            longer[i] = list[i];
        }
        for (uint256 i = 0; i < 3; ++i) {
            if (slices[i].amount() > 0) longer[count++] = slices[i];
        }
        _truncate(longer, count);
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

    function _truncate(Payment[] memory list, uint256 count) private pure {
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }
}
