// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ILineage} from "../src/interfaces/ILineage.sol";
import {Terms} from "../src/types/Asset.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

/// What an asset asked of derivations at any time.
contract DerivativeRoyaltyTest is Market {
    uint40 private constant NOTICE = 1 days;
    uint40 private start;

    function setUp() public override {
        super.setUp();
        start = uint40(block.timestamp);
    }

    function set(uint16 rate) private {
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(address(dollar), 10e6, provider, address(0), rate, 0, 0));
    }

    function rateAt(uint40 time) private view returns (uint256) {
        return assets.derivativeRoyaltyAt(datasetId, time);
    }

    function test_the_rate_of_the_publication_holds_until_it_is_changed() public {
        vm.prank(owner);
        vm.assertEq(rateAt(start), 0);
        vm.assertEq(rateAt(start + 1_000 days), 0);
    }

    function test_a_raise_counts_a_day_later_and_a_lowering_at_once() public {
        vm.expectEmit(address(assets));
        emit ILineage.DerivativeRoyaltyChanged(datasetId, 700, start + NOTICE);
        set(700);
        vm.assertEq(rateAt(start), 0);
        vm.assertEq(rateAt(start + NOTICE - 1), 0);
        vm.assertEq(rateAt(start + NOTICE), 700);
        vm.warp(start + 2 days);
        vm.expectEmit(address(assets));
        emit ILineage.DerivativeRoyaltyChanged(datasetId, 300, start + 2 days);
        set(300);
        vm.assertEq(rateAt(start + 2 days - 1), 700);
        vm.assertEq(rateAt(start + 2 days), 300);
        vm.assertEq(rateAt(start), 0);
    }

    function test_a_raise_that_does_not_count_yet_is_replaced_by_what_follows() public {
        set(700);
        vm.warp(start + 12 hours);
        // still a raise over what counts, so its notice starts anew
        set(600);
        vm.assertEq(rateAt(start + NOTICE), 0);
        vm.assertEq(rateAt(start + 12 hours + NOTICE), 600);
        vm.warp(start + 20 hours);
        set(0);
        vm.assertEq(rateAt(start + 30 days), 0);
    }

    function test_a_raise_cannot_be_hurried_by_a_lower_one_before_it() public {
        set(100);
        vm.warp(start + NOTICE);
        set(5_000);
        vm.assertEq(rateAt(start + NOTICE), 100);
        vm.assertEq(rateAt(start + NOTICE + NOTICE), 5_000);
    }

    function test_terms_that_keep_the_rate_change_no_notice() public {
        set(700);
        vm.warp(start + 12 hours);
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(address(dollar), 99e6, provider, address(0), 700, 0, 0));
        vm.assertEq(rateAt(start + NOTICE), 700);
    }

    /// Against a list of what was announced when.
    function testFuzz_the_rate_at_any_time_is_what_was_announced_for_it(uint16[12] memory rates, uint32[12] memory gaps)
        public
    {
        uint40[13] memory froms;
        uint256[13] memory values;
        uint256 last;
        uint40 time = start;
        for (uint256 i = 0; i < rates.length; ++i) {
            time += uint40(1 + (gaps[i] % 2 days));
            vm.warp(time);
            uint16 rate = rates[i] % 5_001;
            (,,,,,,, Terms memory stated) = assets.asset(datasetId);
            set(rate);
            if (rate == stated.derivativeRoyalty) continue;
            if (froms[last] > time) --last;
            bool raised = rate > values[last];
            (froms[last + 1], values[last + 1]) = (raised ? time + NOTICE : time, rate);
            ++last;
        }
        for (uint256 i = 0; i <= last; ++i) {
            // of two that count from the same moment on, the later one does
            if (i == last || froms[i + 1] > froms[i]) vm.assertEq(rateAt(froms[i]), values[i]);
            if (i > 0 && froms[i] > froms[i - 1]) vm.assertEq(rateAt(froms[i] - 1), values[i - 1]);
        }
    }
}
