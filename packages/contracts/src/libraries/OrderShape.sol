// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IJobs} from "../interfaces/IJobs.sol";
import {Order} from "../types/Order.sol";

/// What an order must look like, whoever made it and whatever it names.
library OrderShape {
    uint256 internal constant MAX_DATASETS = 8;
    /// Furthest that `settleBy` may lie ahead of the order.
    uint256 internal constant MAX_TERM = 30 days;

    /// Reads every narrow field that no registry reads, so that nothing with unclear upper bits is logged.
    /// @return byPass whether an access pass pays for any dataset
    function check(Order calldata details) internal view returns (bool byPass) {
        uint256 count = details.datasets.length;
        if (count == 0) revert IJobs.InvalidOrder("datasets");
        if (count > MAX_DATASETS) revert IJobs.TooManyDatasets(count);
        uint256 last;
        for (uint256 i = 0; i < count; ++i) {
            uint256 assetId = details.datasets[i].assetId;
            if (assetId <= last && i > 0) revert IJobs.DatasetsNotAscending(i);
            last = assetId;
            if (details.datasets[i].series != 0) byPass = true;
        }
        if (details.algorithm.series != 0) revert IJobs.InvalidOrder("series");
        if (details.recipient == 0) revert IJobs.InvalidOrder("recipient");
        if (details.maxSeconds == 0) revert IJobs.InvalidOrder("maxSeconds");
        if (details.runBy <= block.timestamp) revert IJobs.DeadlinePassed(details.runBy);
        if (details.reviewBy <= details.runBy) revert IJobs.InvalidOrder("reviewBy");
        // else no moment would be left to finalise a run that nobody decided on
        if (details.settleBy <= details.reviewBy || details.settleBy > block.timestamp + MAX_TERM) {
            revert IJobs.InvalidOrder("settleBy");
        }
        details.failureCap;
    }
}
