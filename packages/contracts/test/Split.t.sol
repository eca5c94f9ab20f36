// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Split} from "../src/libraries/Split.sol";
import {Leg, Order, Outcome, PaymentRole} from "../src/types/Order.sol";
import {Payment} from "../src/types/Payment.sol";
import {bound, vm} from "./support/Vm.sol";

contract SplitTest {
    address private constant TREASURY = address(0x7EA5);
    address private constant PASSES = address(0x9A55);

    function paymentsOf(Order calldata order, Outcome outcome, uint256 computeSeconds, uint256 locked)
        external
        pure
        returns (Payment[] memory)
    {
        return Split.payments(order, outcome, computeSeconds, locked, Split.Parties(TREASURY, PASSES));
    }

    function passValueOf(Order calldata order) external pure returns (uint256) {
        return Split.passValue(order);
    }

    function maximumOf(Order calldata order) external pure returns (uint256) {
        return Split.maximum(order);
    }

    struct Case {
        uint80[8] prices;
        uint8 passes;
        uint80 algorithm;
        uint48 perSecond;
        uint32 maxSeconds;
        uint96 failureCap;
        uint80 relayFee;
        uint16 feeRate;
        uint8 datasets;
        uint8 outcome;
        uint32 computeSeconds;
    }

    /// Of any amounts whose maximum `Jobs` admits.
    function orderOf(Case memory input) private pure returns (Order memory order) {
        order.datasets = new Leg[](bound(input.datasets, 1, 8));
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            order.datasets[i].price = input.prices[i];
            order.datasets[i].payee = address(uint160(i + 1));
            order.datasets[i].series = (input.passes >> i) & 1;
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

        uint256[9] memory sums;
        uint256 total;
        for (uint256 i = 0; i < list.length; ++i) {
            total += list[i].amount();
            sums[uint8(list[i].role())] += list[i].amount();
        }
        uint256 data = sums[uint8(PaymentRole.Data)];
        uint256 fee = sums[uint8(PaymentRole.Fee)];
        uint256 paid = data + sums[uint8(PaymentRole.Algorithm)] + sums[uint8(PaymentRole.Compute)];
        vm.assertEq(total + order.relayFee, maximum, "conserved");
        vm.assertEq(fee, (paid * order.feeRate) / 10_000, "fee");
        vm.assertEq(
            sums[uint8(PaymentRole.Pass)], outcome == Outcome.Released ? 0 : this.passValueOf(order), "passes"
        );
        if (outcome == Outcome.Released) {
            uint256 compute = uint256(order.pricePerSecond) * computeSeconds;
            vm.assertEq(paid, compute + order.algorithm.price + data);
        } else {
            vm.assertEq(data, 0, "data");
            if (outcome == Outcome.Withheld || outcome == Outcome.AlgorithmFailed) {
                vm.assertLe(paid + fee, order.failureCap, "cap");
            } else {
                vm.assertEq(paid + fee, 0, "full refund");
            }
        }
    }

    function testFuzz_payments_have_their_places(Case memory input) public view {
        Order memory order = orderOf(input);
        Outcome outcome = Outcome(input.outcome % 7);
        uint256 locked = this.maximumOf(order) - order.relayFee;
        Payment[] memory list =
            this.paymentsOf(order, outcome, bound(input.computeSeconds, 0, order.maxSeconds), locked);
        uint256 next = 0;
        for (; outcome == Outcome.Released && next < order.datasets.length; ++next) {
            vm.assertTrue(list[next].role() == PaymentRole.Data);
            vm.assertEq(list[next].account(), order.datasets[next].payee);
            vm.assertEq(list[next].amount(), order.datasets[next].price);
        }
        for (uint256 i = next; i < list.length; ++i) {
            vm.assertTrue(list[i].amount() > 0 && list[i].role() != PaymentRole.Data);
            if (i > next) vm.assertTrue(list[i].role() > list[i - 1].role(), "out of order");
            if (list[i].role() == PaymentRole.Pass) vm.assertEq(list[i].account(), PASSES);
            if (list[i].role() == PaymentRole.Fee) vm.assertEq(list[i].account(), TREASURY);
        }
    }

    function testFuzz_compute_comes_before_the_algorithm(uint96 cap, uint80 algorithm, uint16 computeSeconds)
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
            if (list[i].role() == PaymentRole.Compute) compute = list[i].amount();
            if (list[i].role() == PaymentRole.Algorithm) author = list[i].amount();
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
