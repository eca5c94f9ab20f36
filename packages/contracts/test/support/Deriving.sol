// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetKind, Publication, Terms} from "../../src/types/Asset.sol";
import {Derivation} from "../../src/types/Lineage.sol";
import {JobEnd, Leg, Order, Outcome, Receipt} from "../../src/types/Order.sol";
import {Payment} from "../../src/types/Payment.sol";
import {Market} from "./Market.sol";
import {Vm, vm} from "./Vm.sol";

/// A market in which assets are made of other assets: runs, their proofs, and what is published of them.
abstract contract Deriving is Market {
    uint256 private _count;

    function publishWith(address publisher, AssetKind kind, uint16 rate) internal returns (uint256 id) {
        bytes32 digest = keccak256(abi.encode("asset", ++_count));
        vm.prank(publisher);
        id = assets.publish(publicationOf(kind, digest, rate), 0);
        if (kind == AssetKind.Dataset) approve(publisher, id, type(uint32).max - 1);
    }

    function publicationOf(AssetKind kind, bytes32 digest, uint16 rate) internal view returns (Publication memory) {
        bytes32 commitment = kind == AssetKind.Dataset ? keccak256("commitment") : bytes32(0);
        return Publication(kind, digest, commitment, Terms(address(dollar), 10e6, provider, address(0), rate, 0, 0));
    }

    function legOf(uint256 assetId) internal view returns (Leg memory leg) {
        Terms memory terms;
        leg.assetId = assetId;
        (,,,, leg.metadataDigest,, leg.payee, terms) = assets.asset(assetId);
        leg.price = terms.price;
    }

    /// An order of these datasets, in whatever order they come.
    function orderOf(uint256[] memory datasets) internal returns (Order memory order) {
        order = draft();
        order.datasets = new Leg[](datasets.length);
        for (uint256 i = 0; i < datasets.length; ++i) {
            for (uint256 j = i; j > 0 && datasets[j - 1] > datasets[j]; --j) {
                (datasets[j - 1], datasets[j]) = (datasets[j], datasets[j - 1]);
            }
        }
        for (uint256 i = 0; i < datasets.length; ++i) {
            order.datasets[i] = legOf(datasets[i]);
        }
        order.algorithm = legOf(algorithmId);
        order.salt = keccak256(abi.encode("order", ++_count));
    }

    function orderOf(uint256 dataset) internal returns (Order memory) {
        uint256[] memory datasets = new uint256[](1);
        datasets[0] = dataset;
        return orderOf(datasets);
    }

    /// Places and ends an order; the end is what the escrow's event tells.
    function run(Order memory order, Outcome outcome, bytes32 outputsRoot) internal returns (JobEnd memory end) {
        place(order);
        end.orderedAt = uint40(block.timestamp);
        (Receipt memory receipt,) = receiptFor(order, outcome, 0);
        receipt.outputsRoot = outputsRoot;
        bytes memory signature = sign(OPERATOR_KEY, receiptDigest(address(jobs), receipt));
        vm.recordLogs();
        jobs.settle(order, receipt, signature);
        end.endedAt = uint40(block.timestamp);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (end.receipt, end.payments) = abi.decode(logs[logs.length - 1].data, (Receipt, Payment[]));
    }

    function leafOf(bytes32 salt, bytes32 name, bytes32 digest) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(salt, name, digest))));
    }

    /// A run whose only output is what the proof shows.
    function ran(Order memory order) internal returns (Derivation memory derivation) {
        derivation.order = order;
        (derivation.outputName, derivation.outputDigest) = (keccak256("name"), keccak256("content"));
        derivation.salt = keccak256("secret");
        bytes32 root = leafOf(derivation.salt, derivation.outputName, derivation.outputDigest);
        derivation.end = run(order, Outcome.Released, root);
    }

    function derive(Derivation memory derivation, AssetKind kind, uint16 rate) internal returns (uint256 id) {
        bytes32 digest = keccak256(abi.encode("derived", ++_count));
        vm.prank(derivation.order.buyer);
        return assets.publishDerived(publicationOf(kind, digest, rate), 0, derivation);
    }
}
