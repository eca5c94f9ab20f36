// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRatings} from "../src/interfaces/IRatings.sol";
import {JobProof} from "../src/libraries/JobProof.sol";
import {JobEnd, Order, Outcome} from "../src/types/Order.sol";
import {Series} from "../src/types/Series.sol";
import {Disputing} from "./support/Disputing.sol";
import {vm} from "./support/Vm.sol";

contract RatingsTest is Disputing {
    bytes32 private constant COMMENT = keccak256("comment");

    function rate(Order memory order, JobEnd memory end, uint8 score) private {
        vm.prank(buyer);
        ratings.rate(order, end, score, COMMENT);
    }

    function refuse(Order memory order, JobEnd memory end, uint8 score, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(buyer);
        ratings.rate(order, end, score, COMMENT);
    }

    function expect(Order memory order, uint8 score, uint256 paid) private {
        vm.expectEmit(address(ratings));
        emit IRatings.Rated(jobIdOf(order), buyer, provider, score, paid, COMMENT);
    }

    function test_a_buyer_rates_a_paid_run_once() public {
        (Order memory order, JobEnd memory end) = released();
        bytes32 jobId = jobIdOf(order);
        vm.assertFalse(ratings.isRated(jobId));
        // 10 for data, 5 for the algorithm, 1 for compute, 2.5 % on all
        expect(order, 4, 16_400_000);
        rate(order, end, 4);
        vm.assertTrue(ratings.isRated(jobId));
        refuse(order, end, 5, abi.encodeWithSelector(IRatings.AlreadyRated.selector, jobId));
    }

    function test_a_score_is_one_to_five() public {
        (Order memory order, JobEnd memory end) = released();
        refuse(order, end, 0, abi.encodeWithSelector(IRatings.InvalidScore.selector, 0));
        refuse(order, end, 6, abi.encodeWithSelector(IRatings.InvalidScore.selector, 6));
        rate(order, end, 1);
        (order, end) = released();
        rate(order, end, 5);
    }

    function test_only_the_buyer_rates() public {
        (Order memory order, JobEnd memory end) = released();
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IRatings.NotBuyer.selector, provider, buyer));
        ratings.rate(order, end, 5, COMMENT);
    }

    function test_a_signed_act_rates_for_the_buyer() public {
        (Order memory order, JobEnd memory end) = released();
        bytes memory data = abi.encodePacked(abi.encodeCall(ratings.rate, (order, end, 3, COMMENT)), buyer);
        vm.prank(stranger);
        (bool success,) = address(ratings).call(data);
        vm.assertFalse(success);
        expect(order, 3, 16_400_000);
        vm.prank(address(relay));
        (success,) = address(ratings).call(data);
        vm.assertTrue(success);
    }

    function test_a_run_without_a_result_is_rated_by_what_it_cost() public {
        Order memory order = ordered();
        JobEnd memory end = endBy(order, Outcome.AlgorithmFailed);
        expect(order, 2, 1_025_000);
        rate(order, end, 2);
        order = ordered();
        end = endBy(order, Outcome.Withheld);
        expect(order, 2, 6_150_000);
        rate(order, end, 2);
    }

    function test_the_relay_fee_is_no_part_of_what_a_run_cost() public {
        Order memory order = this.drafted(50);
        order.relayFee = 1e6;
        place(order);
        pass(100);
        JobEnd memory end = endBy(order, Outcome.Released);
        expect(order, 5, 16_400_000);
        rate(order, end, 5);
    }

    function test_a_pass_counts_as_paid_only_where_the_run_was_released() public {
        Order memory order = this.drafted(51);
        order.datasets[0].series = 1;
        vm.prank(owner);
        passes.openSeries(datasetId, Series(address(dollar), 10e6, uint40(block.timestamp + 90 days), 2, true));
        vm.startPrank(buyer);
        dollar.approve(address(passes), 20e6);
        passes.buy(datasetId, 1, 2, 20e6);
        vm.stopPrank();
        place(order);
        pass(100);
        JobEnd memory end = endBy(order, Outcome.Released);
        expect(order, 5, 16_400_000);
        rate(order, end, 5);

        order.salt = bytes32(uint256(52));
        order.runBy += 100;
        place(order);
        pass(100);
        end = endBy(order, Outcome.AlgorithmFailed);
        expect(order, 1, 1_025_000);
        rate(order, end, 1);
    }

    function test_a_run_that_cost_nothing_is_not_rated() public {
        Order memory order = ordered();
        JobEnd memory end = endBy(order, Outcome.Refused);
        refuse(order, end, 1, abi.encodeWithSelector(IRatings.NothingPaid.selector, jobIdOf(order)));
        order = ordered();
        pass(3 hours);
        end = endBy(order, abi.encodeCall(jobs.expire, (order)));
        refuse(order, end, 1, abi.encodeWithSelector(IRatings.NothingPaid.selector, jobIdOf(order)));
        order = this.drafted(60);
        order.failureCap = 0;
        place(order);
        pass(100);
        end = endBy(order, Outcome.AlgorithmFailed);
        refuse(order, end, 1, abi.encodeWithSelector(IRatings.NothingPaid.selector, jobIdOf(order)));
    }

    function test_an_end_that_was_another_rates_nothing() public {
        (Order memory order, JobEnd memory end) = released();
        end.payments[1] = end.payments[0];
        refuse(order, end, 5, abi.encodeWithSelector(JobProof.WrongProof.selector, jobIdOf(order)));
        Order memory running = ordered();
        refuse(running, end, 5, abi.encodeWithSelector(JobProof.WrongProof.selector, jobIdOf(running)));
    }
}
