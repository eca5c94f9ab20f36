// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetKind, AssetState, Publication, Terms} from "../../src/types/Asset.sol";
import {Derivation} from "../../src/types/Lineage.sol";
import {JobEnd, Order, Outcome} from "../../src/types/Order.sol";
import {Actor} from "./Actor.sol";
import {Books, Placed} from "./Books.sol";
import {JobsHandler} from "./JobsHandler.sol";
import {bound, vm} from "./Vm.sol";

/// Assets that are published, derived, changed, approved and handed on. The first of each kind is never retired.
contract AssetsHandler is Actor {
    JobsHandler private immutable runs;
    uint256 private _count;

    constructor(Books books_, JobsHandler runs_) Actor(books_) {
        runs = runs_;
    }

    function publish(uint256 seed) external counted("assets.publish") {
        acceptToken();
        AssetKind kind = seed % 3 == 0 ? AssetKind.Algorithm : AssetKind.Dataset;
        Publication memory publication = publicationOf(kind, mixed(seed));
        vm.prank(books.personAt(seed >> 8));
        enter(kind, assets.publish(publication, 0));
    }

    /// Of a run's only output, by who ordered the run.
    function publishDerived(uint256 seed) external counted("assets.publishDerived") {
        Placed memory placed = books.placedAt(runs.run(seed));
        Derivation memory derivation;
        derivation.order = abi.decode(placed.order, (Order));
        derivation.end = abi.decode(placed.end, (JobEnd));
        (derivation.outputName, derivation.salt) = ("name", "salt");
        derivation.outputDigest = derivation.end.receipt.jobId;
        AssetKind kind = seed % 3 == 0 ? AssetKind.Algorithm : AssetKind.Dataset;
        Publication memory publication = publicationOf(kind, mixed(seed));
        vm.prank(derivation.order.buyer);
        enter(kind, assets.publishDerived(publication, 0, derivation));
    }

    function update(uint256 seed) external counted("assets.update") {
        uint256 id = pick(seed);
        (AssetKind kind,, uint32 version,,,,,) = assets.asset(id);
        vm.prank(assets.ownerOf(id));
        assets.update(id, version, freshDigest(), commitmentOf(kind));
    }

    function setTerms(uint256 seed) external counted("assets.setTerms") {
        acceptToken();
        uint256 id = pick(seed);
        Terms memory terms = termsOf(mixed(seed));
        (,,,,,, address payee,) = assets.asset(id);
        if (assets.isBeneficiaryLocked(id)) terms.beneficiary = payee;
        vm.prank(assets.ownerOf(id));
        assets.setTerms(id, terms);
    }

    function setState(uint256 seed) external counted("assets.setState") {
        uint256 id = pick(seed);
        bool first = id == books.datasetAt(0) || id == books.algorithmAt(0);
        vm.prank(assets.ownerOf(id));
        assets.setState(id, AssetState(bound(seed >> 8, 0, first ? 1 : 2)));
    }

    function setPublic(uint256 seed) external counted("assets.setPublic") {
        uint256 id = live(books.datasetAt(seed >> 1), books.datasetAt(0));
        vm.prank(assets.ownerOf(id));
        assets.setPublic(id, seed % 2 == 0);
    }

    function approveAlgorithm(uint256 seed) external counted("assets.approveAlgorithm") {
        uint256 id = books.datasetAt(seed);
        uint256 algorithm = books.algorithmAt(seed >> 8);
        bytes32 digest = digestOf(algorithm);
        uint40 expiresAt = uint40(now_() + bound(seed >> 16, 1 hours, 9 days));
        vm.prank(assets.ownerOf(id));
        assets.approveAlgorithm(id, algorithm, digest, expiresAt, uint32(bound(seed >> 48, 1, 3)));
    }

    /// What was revoked is not approved, whatever comes back from runs that used it.
    function revokeAlgorithm(uint256 seed) external counted("assets.revokeAlgorithm") {
        uint256 id = books.datasetAt(seed);
        uint256 algorithm = books.algorithmAt(seed >> 8);
        bytes32 digest = digestOf(algorithm);
        (uint40 expiresAt,) = assets.approvalOf(id, algorithm, digest);
        vm.startPrank(assets.ownerOf(id));
        if (expiresAt == 0) assets.approveAlgorithm(id, algorithm, digest, uint40(now_() + 1 days), 1);
        assets.revokeAlgorithm(id, algorithm, digest);
        vm.stopPrank();
        (expiresAt,) = assets.approvalOf(id, algorithm, digest);
        if (expiresAt != 0) books.breach("approved after all");
    }

    function approvePublisher(uint256 seed) external counted("assets.approvePublisher") {
        grant(seed);
    }

    function revokePublisher(uint256 seed) external counted("assets.revokePublisher") {
        (uint256 id, address publisher) = grant(seed);
        vm.prank(assets.ownerOf(id));
        assets.revokePublisher(id, publisher);
        (uint40 expiresAt,) = assets.publisherApprovalOf(id, publisher);
        if (expiresAt != 0) books.breach("approved after all");
    }

    /// By the owner or by somebody the owner approved. What the former owner approved is void at once.
    function transferFrom(uint256 seed) external counted("assets.transferFrom") {
        uint256 id = pick(seed);
        (address from, address to) = (assets.ownerOf(id), books.personAt(seed >> 24));
        address sender = from;
        if (seed % 3 == 0) {
            sender = buyerAt(seed);
            vm.prank(from);
            assets.approve(sender, id);
        }
        vm.prank(sender);
        assets.transferFrom(from, to, id);
        (AssetKind kind,,,,,,,) = assets.asset(id);
        if (kind != AssetKind.Dataset) return;
        uint256 algorithm = books.algorithmAt(0);
        (uint40 expiresAt,) = assets.approvalOf(id, algorithm, digestOf(algorithm));
        if (expiresAt != 0) books.breach("approved after all");
    }

    function grant(uint256 seed) private returns (uint256 id, address publisher) {
        id = live(books.datasetAt(seed), books.datasetAt(0));
        publisher = assets.ownerOf(books.algorithmAt(seed >> 8));
        vm.startPrank(assets.ownerOf(id));
        if (!assets.isPublic(id)) assets.setPublic(id, true);
        uint40 expiresAt = uint40(now_() + bound(seed >> 16, 1 hours, 9 days));
        assets.approvePublisher(id, publisher, expiresAt, uint32(bound(seed >> 48, 1, 3)));
        vm.stopPrank();
    }

    function pick(uint256 seed) private view returns (uint256) {
        return seed & 0x10000 == 0
            ? live(books.datasetAt(seed), books.datasetAt(0))
            : live(books.algorithmAt(seed), books.algorithmAt(0));
    }

    function live(uint256 id, uint256 otherwise) private view returns (uint256) {
        (, AssetState state,,,,,,) = assets.asset(id);
        return state == AssetState.Retired ? otherwise : id;
    }

    function digestOf(uint256 id) private view returns (bytes32 digest) {
        (,,,, digest,,,) = assets.asset(id);
    }

    function enter(AssetKind kind, uint256 id) private {
        if (kind == AssetKind.Dataset) books.addDataset(id);
        else books.addAlgorithm(id);
    }

    function publicationOf(AssetKind kind, uint256 seed) private returns (Publication memory) {
        return Publication(kind, freshDigest(), commitmentOf(kind), termsOf(seed));
    }

    function freshDigest() private returns (bytes32) {
        return keccak256(abi.encode("asset", ++_count));
    }

    function commitmentOf(AssetKind kind) private pure returns (bytes32) {
        return kind == AssetKind.Dataset ? bytes32("commitment") : bytes32(0);
    }

    function termsOf(uint256 seed) private view returns (Terms memory terms) {
        terms.token = address(dollar);
        terms.price = uint96(bound(seed, 0, 20e6));
        terms.provider = provider;
        if (seed & 3 == 0) terms.beneficiary = books.personAt(seed >> 8);
        terms.derivativeRoyalty = uint16(bound(seed >> 32, 0, 4_000));
        terms.reviewWindow = uint32(seed >> 80) & 1;
    }
}
