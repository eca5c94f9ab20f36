// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ancestry} from "../src/libraries/Ancestry.sol";
import {Ancestor} from "../src/types/Lineage.sol";
import {vm} from "./support/Vm.sol";

contract AncestryTest {
    using Ancestry for Ancestry.List;

    function owe(uint256 parent, uint16[4] memory rates, uint256 count) private pure returns (Ancestor[] memory list) {
        list = new Ancestor[](count);
        for (uint256 i = 0; i < count; ++i) {
            // as the registry keeps them: never zero, together at most half
            list[i] = Ancestor(parent + 1 + i, 1 + (rates[i] % 1_250));
        }
    }

    /// However rates meet: what is owed never exceeds what the parents asked for nor half, and each rate is within its own share.
    function testFuzz_what_is_owed_is_at_most_what_was_asked_for(uint16[4] memory asked, uint16[4] memory rates, uint8 seed)
        public
        pure
    {
        Ancestry.List memory list;
        uint256 sum;
        // parents 0 to 3 whose ancestors are the parents after them, so that at most four are met
        for (uint256 i = 0; i < 4; ++i) {
            uint256 rate = asked[i] % 5_001;
            if (rate == 0) continue;
            list.addParent(i, rate, owe(i, rates, uint256(seed) % (4 - i)));
            sum += rate;
        }
        Ancestor[] memory owed = list.finish();
        uint256 total;
        for (uint256 i = 0; i < owed.length; ++i) {
            vm.assertTrue(owed[i].rate > 0, "zero");
            for (uint256 j = 0; j < i; ++j) {
                vm.assertTrue(owed[i].assetId != owed[j].assetId, "twice");
            }
            total += owed[i].rate;
        }
        vm.assertLe(owed.length, 4, "many");
        if (sum <= Ancestry.MAX_SUM) vm.assertEq(total, sum, "lost");
        else vm.assertTrue(total <= Ancestry.MAX_SUM && total + 4 > Ancestry.MAX_SUM, "half");
    }

    function test_a_share_that_rounds_to_nothing_stays_with_the_parent() public pure {
        Ancestry.List memory list;
        Ancestor[] memory ancestors = new Ancestor[](1);
        ancestors[0] = Ancestor(7, 5_000);
        list.addParent(6, 1, ancestors);
        Ancestor[] memory owed = list.finish();
        vm.assertEq(owed.length, 1);
        vm.assertEq(owed[0].assetId, 6);
        vm.assertEq(owed[0].rate, 1);
    }

    function test_what_scaling_makes_nothing_is_left_out() public pure {
        Ancestry.List memory list;
        Ancestor[] memory none;
        list.addParent(1, 1, none);
        list.addParent(2, 5_000, none);
        list.addParent(3, 5_000, none);
        Ancestor[] memory owed = list.finish();
        vm.assertEq(owed.length, 2);
        vm.assertEq(owed[0].assetId, 2);
        vm.assertEq(owed[0].rate, 2_499);
    }
}
