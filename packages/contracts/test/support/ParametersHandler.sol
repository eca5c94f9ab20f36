// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Disputes} from "../../src/Disputes.sol";
import {DisputeTerms} from "../../src/types/Dispute.sol";
import {ExpiryTerms} from "../../src/types/Parameters.sol";
import {Curve} from "../../src/types/Provider.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Governance that changes its mind within its bounds.
contract ParametersHandler is Actor {
    Disputes private immutable disputes;
    address private immutable arbiter;
    address private immutable treasury;

    constructor(Books books_) Actor(books_) {
        disputes = books_.world().disputes;
        (arbiter, treasury) = (disputes.terms().arbiter, jobs.treasury());
    }

    function setFeeRate(uint256 seed) external counted("jobs.setFeeRate") {
        vm.prank(governance);
        jobs.setFeeRate(uint16(bound(seed, 0, 1_000)));
    }

    function setTreasury(uint256 seed) external counted("jobs.setTreasury") {
        address account = seed % 2 == 0 ? treasury : books.personAt(seed >> 1);
        vm.prank(governance);
        jobs.setTreasury(account);
    }

    /// What is inside can leave, whether or not the token may still come in.
    function setAccepted(uint256 seed) external counted("jobs.setAccepted") {
        vm.prank(governance);
        jobs.setAccepted(address(dollar), seed % 2 != 0);
    }

    function setExpiryTerms(uint256 seed) external counted("jobs.setExpiryTerms") {
        uint16 caller = uint16(bound(seed >> 16, 0, 1_000));
        uint16 buyer = uint16(bound(seed >> 32, 0, 8_000 - caller));
        vm.prank(governance);
        jobs.setExpiryTerms(ExpiryTerms(uint16(bound(seed >> 48, 0, 10_000)), buyer, caller));
    }

    function setCurve(uint256 seed) external counted("providers.setCurve") {
        uint32 atKink = uint32(bound(seed >> 16, 10_000, 20_000));
        vm.prank(governance);
        providers.setCurve(Curve(uint16(bound(seed, 5_000, 9_000)), 10_000, atKink, atKink + 20_000));
    }

    function setDisputeTerms(uint256 seed) external counted("disputes.setTerms") {
        uint16 bondRate = uint16(bound(seed, 100, 2_000));
        uint24 term = uint24(bound(seed >> 16, 3 days, 30 days));
        vm.prank(governance);
        disputes.setTerms(DisputeTerms(arbiter, bondRate, term, uint16(bound(seed >> 48, 0, 8_000))));
    }
}
