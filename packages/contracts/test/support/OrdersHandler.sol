// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AccessPass} from "../../src/AccessPass.sol";
import {AssetState, Terms} from "../../src/types/Asset.sol";
import {Leg, Order, Quote} from "../../src/types/Order.sol";
import {Series} from "../../src/types/Series.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Orders of one or two datasets, paid from credit, a wallet or by passes, whatever the assets came to be; kept in the books.
abstract contract OrdersHandler is Actor {
    AccessPass internal immutable passes;
    bytes32 private immutable _environment;
    mapping(bytes32 jobId => uint40) internal orderedAtOf;

    constructor(Books books_) Actor(books_) {
        passes = books_.world().passes;
        _environment = books_.world().environment;
    }

    function order(uint256 seed) external counted("jobs.order") {
        place(seed, false);
    }

    function orderBySig(uint256 seed) external counted("jobs.orderBySig") {
        place(seed, true);
    }

    function place(uint256 seed, bool relayed) internal returns (uint256 index) {
        (index,,) = books.counts();
        seed = uint256(keccak256(abi.encode(seed, index)));
        acceptToken();
        if (providers.isDraining(provider)) {
            vm.prank(provider);
            providers.setDraining(false);
        }
        Order memory details = drafted(seed, relayed);
        bytes32 jobId = orderDigest(address(jobs), details);
        uint40 validUntil = uint40(now_());
        bytes memory signature = sign(books.operatorKey(), quoteDigest(address(jobs), jobId, validUntil));
        uint256 before = wealthOf(details.buyer);
        if (relayed) {
            jobs.orderBySig(details, Quote(validUntil, signature), sign(keyOf(details.buyer), jobId), "");
        } else {
            vm.prank(details.buyer);
            jobs.order(details, Quote(validUntil, signature));
        }
        uint256 maximum = jobs.maximumOf(details);
        if (before > wealthOf(details.buyer) + maximum) books.breach("overcharged");
        orderedAtOf[jobId] = uint40(now_());
        if (passValueOf(details) > 0) books.count("order by pass");
        books.place(jobId, abi.encode(details), maximum - details.relayFee);
    }

    function placedAt(uint256 index) internal view returns (Order memory details, bytes32 jobId) {
        details = abi.decode(books.placedAt(index).order, (Order));
        jobId = orderDigest(address(jobs), details);
    }

    function passValueOf(Order memory details) internal pure returns (uint256 value) {
        for (uint256 i = 0; i < details.datasets.length; ++i) {
            if (details.datasets[i].series != 0) value += details.datasets[i].price;
        }
    }

    function wealthOf(address account) private view returns (uint256) {
        return dollar.balanceOf(account) + creditOf(account);
    }

    function drafted(uint256 seed, bool relayed) private returns (Order memory details) {
        details.buyer = buyerAt(seed);
        details.provider = provider;
        details.payout = providers.payoutOf(provider);
        details.token = address(dollar);
        details.environment = _environment;
        details.parametersDigest = "parameters";
        details.recipient = "recipient";
        details.pricePerSecond = uint96(providers.ceilingOf(provider, _environment));
        details.salt = bytes32(seed);
        details.maxSeconds = uint32(bound(seed >> 8, 1, 7_200));
        details.failureCap = uint96(bound(seed >> 40, 0, 60e6));
        details.relayFee = relayed ? uint96(bound(seed >> 80, 0, 2e6)) : 0;
        details.feeRate = jobs.feeRate();
        details.runBy = uint40(now_() + bound(seed >> 120, 1, 1 days));
        details.reviewBy = details.runBy + uint40(bound(seed >> 160, 1, 2 days));
        details.settleBy = details.reviewBy + uint40(bound(seed >> 200, 1, 2 days));
        details.algorithm = legOf(algorithm(seed >> 5));
        details.datasets = chosen(seed >> 11);
        for (uint256 i = 0; i < details.datasets.length; ++i) {
            admit(details.datasets[i].assetId, details.algorithm);
            if (seed & 3 != 0) payByPass(details.datasets[i], details.buyer);
        }
    }

    function chosen(uint256 seed) private view returns (Leg[] memory legs) {
        uint256 first = dataset(seed);
        uint256 second = dataset(seed >> 7);
        bool both = seed & 1 == 0 && first != second;
        legs = new Leg[](both ? 2 : 1);
        if (both && second < first) (first, second) = (second, first);
        legs[0] = legOf(first);
        if (both) legs[1] = legOf(second);
    }

    /// One that is not retired; the first one never is.
    function dataset(uint256 seed) private view returns (uint256 id) {
        id = books.datasetAt(seed);
        if (stateOf(id) == AssetState.Retired) id = books.datasetAt(0);
    }

    function algorithm(uint256 seed) private returns (uint256 id) {
        id = books.algorithmAt(seed);
        if (stateOf(id) == AssetState.Retired) id = books.algorithmAt(0);
        activate(id);
    }

    function stateOf(uint256 id) private view returns (AssetState state) {
        (, state,,,,,,) = assets.asset(id);
    }

    function activate(uint256 id) private {
        if (stateOf(id) == AssetState.Active) return;
        vm.prank(assets.ownerOf(id));
        assets.setState(id, AssetState.Active);
    }

    /// Whoever owns it now lets the algorithm in, where it is not.
    function admit(uint256 id, Leg memory algorithmLeg) private {
        activate(id);
        (uint40 expiresAt, uint32 runsLeft) = assets.approvalOf(id, algorithmLeg.assetId, algorithmLeg.metadataDigest);
        if (expiresAt == 0 && assets.isPublic(id)) {
            (expiresAt, runsLeft) = assets.publisherApprovalOf(id, assets.ownerOf(algorithmLeg.assetId));
        }
        if (expiresAt >= now_() && runsLeft > 0) return;
        expiresAt = uint40(now_() + 10 days);
        vm.prank(assets.ownerOf(id));
        assets.approveAlgorithm(id, algorithmLeg.assetId, algorithmLeg.metadataDigest, expiresAt, 3);
    }

    function payByPass(Leg memory leg, address buyer) private view {
        uint32 series = passes.seriesCount(leg.assetId);
        if (series == 0 || passes.balanceOf(buyer, passes.idOf(leg.assetId, series)) == 0) return;
        (Series memory details,,) = passes.seriesOf(leg.assetId, series);
        if (details.expiresAt >= now_()) (leg.series, leg.price) = (series, details.price);
    }

    function legOf(uint256 id) private view returns (Leg memory leg) {
        Terms memory terms;
        (,,,, leg.metadataDigest,, leg.payee, terms) = assets.asset(id);
        (leg.assetId, leg.price) = (id, terms.price);
    }
}
