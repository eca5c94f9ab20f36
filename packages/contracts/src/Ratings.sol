// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IRatings} from "./interfaces/IRatings.sol";
import {JobProof} from "./libraries/JobProof.sol";
import {Split} from "./libraries/Split.sol";
import {JobEnd, Order, PaymentRole} from "./types/Order.sol";

/// Ratings of paid runs. Holds no money.
contract Ratings is IRatings, ERC2771Context {
    address public immutable jobs;

    mapping(bytes32 jobId => bool) public isRated;

    /// @param jobs_ the escrow contract
    /// @param relay trusted forwarder of signed acts
    constructor(address jobs_, address relay) ERC2771Context(relay) {
        jobs = jobs_;
    }

    function rate(Order calldata order, JobEnd calldata end, uint8 score, bytes32 comment)
        external
        returns (bytes32 jobId)
    {
        address buyer = _msgSender();
        if (buyer != order.buyer) revert NotBuyer(buyer, order.buyer);
        if (score == 0 || score > 5) revert InvalidScore(score);
        jobId = JobProof.verify(IJobs(jobs), order, end);
        if (isRated[jobId]) revert AlreadyRated(jobId);
        uint256 paid = _paid(order, end);
        if (paid == 0) revert NothingPaid(jobId);
        isRated[jobId] = true;
        emit Rated(jobId, buyer, order.provider, score, paid, comment);
    }

    /// What came back, to the buyer or as a pass, is told by the payments; what went to others is not, since royalties are no part
    /// of them.
    function _paid(Order calldata order, JobEnd calldata end) private pure returns (uint256 paid) {
        paid = Split.maximum(order) - order.relayFee;
        for (uint256 i = 0; i < end.payments.length; ++i) {
            PaymentRole role = end.payments[i].role();
            if (role == PaymentRole.Refund || role == PaymentRole.Pass) paid -= end.payments[i].amount();
        }
    }
}
