// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../src/interfaces/IJobs.sol";
import {Leg, Order, Quote} from "../src/types/Order.sol";
import {Ordering} from "./support/Ordering.sol";
import {vm} from "./support/Vm.sol";

/// What an order must be by itself, whatever the market says.
contract OrderShapeTest is Ordering {
    function test_none_nine_duplicate_or_unordered_datasets_are_refused() public {
        Order memory order = draft();
        Leg memory leg = order.datasets[0];
        order.datasets = new Leg[](0);
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "datasets"));
        order.datasets = new Leg[](9);
        refuse(order, abi.encodeWithSelector(IJobs.TooManyDatasets.selector, 9));
        order.datasets = new Leg[](2);
        (order.datasets[0], order.datasets[1]) = (leg, leg);
        refuse(order, abi.encodeWithSelector(IJobs.DatasetsNotAscending.selector, 1));
        order.datasets[1] = Leg(datasetId - 1, leg.metadataDigest, leg.payee, leg.price, 0);
        refuse(order, abi.encodeWithSelector(IJobs.DatasetsNotAscending.selector, 1));
    }

    function test_deadlines_must_ascend_and_be_near() public {
        Order memory order = draft();
        order.runBy = uint40(block.timestamp);
        refuse(order, abi.encodeWithSelector(IJobs.DeadlinePassed.selector, order.runBy));
        order = draft();
        order.reviewBy = order.runBy;
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "reviewBy"));
        order = draft();
        order.settleBy = order.reviewBy;
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "settleBy"));
        order.settleBy = uint40(block.timestamp + 30 days + 1);
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "settleBy"));
    }

    function test_missing_recipient_no_seconds_and_too_large_a_maximum_are_refused() public {
        Order memory order = draft();
        order.recipient = 0;
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "recipient"));
        order = draft();
        order.maxSeconds = 0;
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "maxSeconds"));
        order = draft();
        order.pricePerSecond = type(uint96).max;
        refuse(order, abi.encodeWithSelector(IJobs.InvalidOrder.selector, "maximum"));
    }

    /// The datasets' offset is the sixth word of the order, which starts at the first argument's offset.
    function test_an_order_that_is_not_canonically_encoded_is_refused() public {
        Order memory order = draft();
        bytes memory data = abi.encodeCall(jobs.order, (order, quoteFor(order)));
        assembly {
            let datasets := add(add(data, 0x24), add(0x40, 0xa0))
            mstore(datasets, add(mload(datasets), 0x20))
        }
        vm.prank(buyer);
        (bool success,) = address(jobs).call(data);
        vm.assertFalse(success);
    }

    /// Nothing may reach the log with bits above its type, even where the provider signed for that very encoding.
    function test_unclear_upper_bits_of_any_narrow_field_are_refused() public {
        uint8[15] memory words = [0, 1, 2, 3, 8, 9, 10, 13, 14, 15, 16, 17, 18, 19, 20];
        for (uint256 i = 0; i < words.length; ++i) {
            Order memory order = draft();
            (, bytes memory id) = address(jobs).staticcall(soil(abi.encodeCall(jobs.jobIdOf, (order)), 0x20, words[i]));
            uint40 validUntil = uint40(block.timestamp + 1);
            bytes32 digest = quoteDigest(address(jobs), abi.decode(id, (bytes32)), validUntil);
            Quote memory quote = Quote(validUntil, sign(OPERATOR_KEY, digest));
            bytes memory data = soil(abi.encodeCall(jobs.order, (order, quote)), 0x40, words[i]);
            vm.prank(buyer);
            (bool success,) = address(jobs).call(data);
            vm.assertFalse(success);
        }
        place(draft());
    }

    /// Sets the highest bit of a word of the order, which starts `offset` after the selector.
    function soil(bytes memory data, uint256 offset, uint256 word) private pure returns (bytes memory) {
        assembly {
            let field := add(add(data, 0x24), add(offset, mul(0x20, word)))
            mstore(field, or(mload(field), shl(255, 1)))
        }
        return data;
    }
}
