// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../../src/interfaces/IJobs.sol";
import {JobEnd, Order, Outcome, Receipt} from "../../src/types/Order.sol";
import {Payment} from "../../src/types/Payment.sol";
import {Market} from "./Market.sol";
import {Vm, vm} from "./Vm.sol";

/// A market whose buyer may dispute and rate how a job ended.
abstract contract Disputing is Market {
    // kept here, since the compiler may keep the block time of a call that a cheatcode changes within it
    uint256 internal time = 1_800_000_001;
    uint256 private _salt;

    function pass(uint256 elapsed) internal {
        time += elapsed;
        vm.warp(time);
    }

    // external, for the same reason
    function drafted(uint256 salt) external view returns (Order memory order) {
        order = draft();
        order.salt = bytes32(salt);
    }

    /// An order of the market's, at 52,275,000 at most; a further one each time.
    function ordered() internal returns (Order memory order) {
        order = this.drafted(++_salt);
        place(order);
        pass(100);
    }

    /// Released after 100 seconds, the commonest end.
    function released() internal returns (Order memory order, JobEnd memory end) {
        order = ordered();
        end = endBy(order, Outcome.Released);
    }

    function endBy(Order memory order, Outcome outcome) internal returns (JobEnd memory) {
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, outcome, 100);
        return endBy(order, abi.encodeCall(jobs.settle, (order, receipt, signature)));
    }

    /// Ends a job by a call to the escrow and tells its end as a reader of the events would.
    function endBy(Order memory order, bytes memory data) internal returns (JobEnd memory end) {
        (, end.orderedAt,) = jobs.stateOf(jobIdOf(order));
        end.endedAt = uint40(time);
        vm.recordLogs();
        (bool success,) = address(jobs).call(data);
        vm.assertTrue(success, "not ended");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last = logs[logs.length - 1];
        if (last.topics[0] == IJobs.JobSettled.selector) {
            (end.receipt, end.payments) = abi.decode(last.data, (Receipt, Payment[]));
        } else {
            Outcome outcome;
            (outcome, end.payments) = abi.decode(last.data, (Outcome, Payment[]));
            uint32 computeSeconds = outcome == Outcome.Withheld ? 100 : 0;
            end.receipt = Receipt(jobIdOf(order), outcome, computeSeconds, 0, 0, 0);
        }
    }

    /// Credits of everybody but those named, so that a test can say that nobody else's changed.
    function othersCredits(address[3] memory except) internal view returns (bytes32) {
        address[11] memory all = [
            buyer,
            owner,
            author,
            payout,
            treasury,
            provider,
            operator,
            stranger,
            arbiter,
            governance,
            address(passes)
        ];
        uint256[11] memory credits;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i] == except[0] || all[i] == except[1] || all[i] == except[2]) continue;
            credits[i] = credit(all[i]);
        }
        return keccak256(abi.encode(credits));
    }
}
