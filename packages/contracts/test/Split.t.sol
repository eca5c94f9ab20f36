// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Split} from "../src/libraries/Split.sol";
import {Leg, Order, Outcome, Payment, PaymentRole} from "../src/types/Order.sol";
import {bound, vm} from "./support/Vm.sol";

contract SplitTest {
    address private constant TREASURY = address(0x7EA5);

    function paymentsOf(Order calldata order, Outcome outcome, uint256 computeSeconds, uint256 locked)
        external
        pure
        returns (Payment[] memory list)
    {
        uint256 count;
        (list, count) = Split.payments(order, outcome, computeSeconds, locked, TREASURY, 0);
        assembly {
            mstore(list, count)
        }
    }

    function maximumOf(Order calldata order) external pure returns (uint256) {
        return Split.maximum(order);
    }

    struct Case {
        uint96[8] prices;
        uint96 algorithm;
        uint96 perSecond;
        uint32 maxSeconds;
        uint96 failureCap;
        uint96 relayFee;
        uint16 feeRate;
        uint8 datasets;
        uint8 outcome;
        uint32 computeSeconds;
    }

    function orderOf(Case memory input) private pure returns (Order memory order) {
        order.datasets = new Leg[](bound(input.datasets, 1, 8));
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            order.datasets[i].price = input.prices[i];
        }
        order.algorithm.price = input.algorithm;
        order.pricePerSecond = input.perSecond;
        order.maxSeconds = input.maxSeconds;
        order.failureCap = input.failureCap;
        order.relayFee = input.relayFee;
        order.feeRate = uint16(bound(input.feeRate, 0, 1_000));
    }

    function testFuzz_payments_and_relay_fee_are_the_maximum_and_caps_hold(Case memory input) public view {
        Order memory order = orderOf(input);
        Outcome outcome = Outcome(input.outcome % 7);
        uint256 computeSeconds = bound(input.computeSeconds, 0, order.maxSeconds);
        uint256 maximum = this.maximumOf(order);
        Payment[] memory list = this.paymentsOf(order, outcome, computeSeconds, maximum - order.relayFee);

        uint256 sum;
        uint256 refund;
        uint256 paid;
        uint256 fee;
        uint256 data;
        for (uint256 i = 0; i < list.length; ++i) {
            vm.assertTrue(list[i].amount > 0);
            sum += list[i].amount;
            if (list[i].role == PaymentRole.Refund) refund += list[i].amount;
            else if (list[i].role == PaymentRole.Fee) fee += list[i].amount;
            else paid += list[i].amount;
            if (list[i].role == PaymentRole.Data) data += list[i].amount;
        }
        vm.assertEq(sum + order.relayFee, maximum, "conserved");
        vm.assertEq(fee, (paid * order.feeRate) / 10_000, "fee");
        if (outcome == Outcome.Released) {
            uint256 compute = uint256(order.pricePerSecond) * computeSeconds;
            vm.assertEq(paid, compute + order.algorithm.price + data);
        } else {
            vm.assertEq(data, 0, "data");
            if (outcome == Outcome.Withheld || outcome == Outcome.AlgorithmFailed) {
                vm.assertLe(paid + fee, order.failureCap, "cap");
            } else {
                vm.assertEq(refund, maximum - order.relayFee, "full refund");
            }
        }
    }

    function testFuzz_compute_comes_before_the_algorithm(uint96 cap, uint96 algorithm, uint16 computeSeconds)
        public
        view
    {
        Case memory input;
        input.failureCap = cap;
        input.algorithm = algorithm;
        input.perSecond = 1e6;
        input.maxSeconds = type(uint16).max;
        Order memory order = orderOf(input);
        uint256 locked = this.maximumOf(order);
        Payment[] memory list = this.paymentsOf(order, Outcome.Withheld, computeSeconds, locked);
        uint256 cost = uint256(computeSeconds) * 1e6;
        (uint256 compute, uint256 author) = (0, 0);
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i].role == PaymentRole.Compute) compute = list[i].amount;
            if (list[i].role == PaymentRole.Algorithm) author = list[i].amount;
        }
        vm.assertEq(compute, cost < cap ? cost : cap);
        vm.assertEq(author, algorithm < cap - compute ? algorithm : cap - compute);
    }

    function testFuzz_a_slash_is_split_without_rest(uint96 taken, uint16 buyerShare, uint16 callerShare) public pure {
        uint256 caller = bound(callerShare, 0, 1_000);
        uint256 buyer = bound(buyerShare, 0, 10_000 - caller);
        (uint256 toBuyer, uint256 toCaller, uint256 toTreasury) = Split.slash(taken, buyer, caller);
        vm.assertEq(toBuyer + toCaller + toTreasury, taken);
        vm.assertLe(toCaller, taken / 10);
    }
}
