// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {ILineage} from "../src/interfaces/ILineage.sol";
import {JobProof} from "../src/libraries/JobProof.sol";
import {AssetKind, Publication, Royalty, Terms} from "../src/types/Asset.sol";
import {Ancestor, Derivation} from "../src/types/Lineage.sol";
import {JobEnd, Order, Outcome} from "../src/types/Order.sol";
import {Deriving} from "./support/Deriving.sol";
import {vm} from "./support/Vm.sol";

contract LineageTest is Deriving {
    uint256 private parentId;

    function setUp() public override {
        super.setUp();
        parentId = publishWith(owner, AssetKind.Dataset, 1_000);
        later();
    }

    function later() private {
        vm.warp(vm.getBlockTimestamp() + 1 minutes);
    }

    function refuse(Derivation memory derivation, bytes memory reason) private {
        Publication memory publication = publicationOf(AssetKind.Model, keccak256("refused"), 0);
        vm.prank(buyer);
        vm.expectRevert(reason);
        assets.publishDerived(publication, 0, derivation);
    }

    function assertOwes(uint256 assetId, uint256 index, uint256 ancestor, address account, uint256 rate) private view {
        Royalty memory royalty = assets.royaltiesOf(assetId)[index];
        vm.assertEq(royalty.parentId, ancestor);
        vm.assertEq(royalty.account, account);
        vm.assertEq(royalty.rate, rate);
    }

    function test_an_asset_made_of_an_output_owes_what_the_dataset_asked_for() public {
        Derivation memory derivation = ran(orderOf(parentId));
        Publication memory publication = publicationOf(AssetKind.Model, keccak256("made"), 0);
        Ancestor[] memory ancestors = new Ancestor[](1);
        ancestors[0] = Ancestor(parentId, 1_000);
        uint256 id = assets.assetIdOf(buyer, keccak256("made"), 4);
        vm.expectEmit(address(assets));
        emit IAssetRegistry.AssetPublished(id, buyer, AssetKind.Model, keccak256("made"), 0, publication.terms);
        vm.expectEmit(address(assets));
        emit ILineage.AssetDerived(id, jobIdOf(derivation.order), keccak256("content"), ancestors);
        vm.prank(buyer);
        vm.assertEq(assets.publishDerived(publication, 4, derivation), id);
        vm.assertEq(assets.ownerOf(id), buyer);
        vm.assertEq(assets.royaltiesOf(id).length, 1);
        assertOwes(id, 0, parentId, owner, 1_000);
        vm.assertEq(assets.royaltiesOf(parentId).length, 0);
    }

    function test_a_parent_is_paid_where_it_wants_to_be_paid_now() public {
        uint256 id = derive(ran(orderOf(parentId)), AssetKind.Model, 0);
        vm.prank(owner);
        assets.transferFrom(owner, stranger, parentId);
        assertOwes(id, 0, parentId, stranger, 1_000);
    }

    function test_the_algorithm_is_a_parent_too() public {
        vm.prank(author);
        assets.setTerms(algorithmId, Terms(address(dollar), 5e6, provider, address(0), 400, 0, 0));
        vm.warp(vm.getBlockTimestamp() + 1 days);
        uint256 id = derive(ran(orderOf(parentId)), AssetKind.Model, 0);
        assertOwes(id, 0, parentId, owner, 1_000);
        assertOwes(id, 1, algorithmId, author, 400);
    }

    function test_terms_count_as_they_stood_at_the_order() public {
        Derivation memory derivation = ran(orderOf(parentId));
        later();
        vm.prank(owner);
        assets.setTerms(parentId, Terms(address(dollar), 10e6, provider, address(0), 0, 0, 0));
        assertOwes(derive(derivation, AssetKind.Model, 0), 0, parentId, owner, 1_000);
        vm.assertEq(assets.royaltiesOf(derive(ran(orderOf(parentId)), AssetKind.Model, 0)).length, 0);
    }

    function test_a_raise_after_the_order_reaches_no_derivation_of_it() public {
        Order memory order = orderOf(parentId);
        vm.prank(owner);
        assets.setTerms(parentId, Terms(address(dollar), 10e6, provider, address(0), 5_000, 0, 0));
        order = orderOf(parentId);
        Derivation memory derivation = ran(order);
        vm.warp(vm.getBlockTimestamp() + 10 days);
        assertOwes(derive(derivation, AssetKind.Model, 0), 0, parentId, owner, 1_000);
    }

    function test_what_a_parent_owes_is_taken_out_of_what_it_gets() public {
        // the child asks for 20 %, of which it owes the tenth to its parent
        uint256 child = derive(ran(orderOf(parentId)), AssetKind.Dataset, 2_000);
        approve(buyer, child, 10);
        later();
        uint256 grandchild = derive(ran(orderOf(child)), AssetKind.Model, 0);
        vm.assertEq(assets.royaltiesOf(grandchild).length, 2);
        assertOwes(grandchild, 0, parentId, owner, 200);
        assertOwes(grandchild, 1, child, buyer, 1_800);
    }

    function test_an_ancestor_on_two_ways_is_kept_once() public {
        uint256 child = derive(ran(orderOf(parentId)), AssetKind.Dataset, 2_000);
        approve(buyer, child, 10);
        later();
        uint256[] memory both = new uint256[](2);
        (both[0], both[1]) = (parentId, child);
        uint256 id = derive(ran(orderOf(both)), AssetKind.Model, 0);
        Royalty[] memory royalties = assets.royaltiesOf(id);
        vm.assertEq(royalties.length, 2);
        uint256 first = royalties[0].parentId == parentId ? 0 : 1;
        assertOwes(id, first, parentId, owner, 1_200);
        assertOwes(id, 1 - first, child, buyer, 1_800);
    }

    function test_rates_above_half_are_scaled_down_in_proportion() public {
        uint256[] memory both = new uint256[](2);
        both[0] = publishWith(owner, AssetKind.Dataset, 5_000);
        both[1] = publishWith(author, AssetKind.Dataset, 2_500);
        later();
        uint256 id = derive(ran(orderOf(both)), AssetKind.Model, 0);
        (,,,,,, address payee,) = assets.asset(both[0]);
        bool ownerFirst = payee == owner;
        assertOwes(id, 0, both[0], payee, ownerFirst ? 3_333 : 1_666);
        assertOwes(id, 1, both[1], ownerFirst ? author : owner, ownerFirst ? 1_666 : 3_333);
    }

    function test_a_fifth_ancestor_is_refused() public {
        uint256[] memory four = new uint256[](4);
        for (uint256 i = 0; i < 4; ++i) {
            four[i] = publishWith(owner, AssetKind.Dataset, 100);
        }
        later();
        uint256 child = derive(ran(orderOf(four)), AssetKind.Dataset, 1_000);
        vm.assertEq(assets.royaltiesOf(child).length, 4);
        approve(buyer, child, 10);
        later();
        refuse(ran(orderOf(child)), abi.encodeWithSelector(ILineage.TooManyAncestors.selector, child));
    }

    function test_who_asks_for_nothing_is_no_parent() public {
        uint256 id = derive(ran(orderOf(datasetId)), AssetKind.Model, 0);
        vm.assertEq(assets.royaltiesOf(id).length, 0);
    }

    function test_only_the_buyer_of_the_run_derives() public {
        Derivation memory derivation = ran(orderOf(parentId));
        Publication memory publication = publicationOf(AssetKind.Model, keccak256("stolen"), 0);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IJobs.NotBuyer.selector, stranger, buyer));
        assets.publishDerived(publication, 0, derivation);
        vm.prank(address(relay));
        (bool success,) = address(assets).call(
            abi.encodePacked(abi.encodeCall(assets.publishDerived, (publication, 0, derivation)), buyer)
        );
        vm.assertTrue(success);
    }

    function test_only_a_released_run_has_outputs() public {
        Order memory order = orderOf(parentId);
        Derivation memory derivation;
        derivation.order = order;
        derivation.end = run(order, Outcome.Withheld, leafOf(0, 0, 0));
        refuse(derivation, abi.encodeWithSelector(ILineage.RunNotReleased.selector, jobIdOf(order)));
    }

    function test_an_end_that_is_told_wrong_is_refused() public {
        Derivation memory derivation = ran(orderOf(parentId));
        bytes memory reason = abi.encodeWithSelector(JobProof.WrongProof.selector, jobIdOf(derivation.order));
        // earlier, to before the parent asked for anything
        derivation.end.orderedAt -= 1;
        refuse(derivation, reason);
        derivation.end.orderedAt += 1;
        derivation.end.receipt.outputsRoot = leafOf(0, 0, 0);
        refuse(derivation, reason);
    }

    function test_an_order_without_one_of_its_datasets_is_another_order() public {
        uint256[] memory both = new uint256[](2);
        (both[0], both[1]) = (parentId, datasetId);
        Derivation memory derivation = ran(orderOf(both));
        uint256[] memory one = new uint256[](1);
        one[0] = datasetId;
        bytes32 salt = derivation.order.salt;
        derivation.order = orderOf(one);
        derivation.order.salt = salt;
        refuse(derivation, abi.encodeWithSelector(JobProof.WrongProof.selector, jobIdOf(derivation.order)));
    }

    function test_what_the_run_did_not_put_out_is_refused() public {
        Derivation memory derivation = ran(orderOf(parentId));
        derivation.outputDigest = keccak256("other");
        bytes32 jobId = jobIdOf(derivation.order);
        refuse(derivation, abi.encodeWithSelector(ILineage.OutputNotProved.selector, jobId, keccak256("other")));
    }

    /// Vector: three outputs as the SDK commits to them.
    function test_an_output_of_several_is_proved_as_clients_commit_to_them() public {
        Order memory order = orderOf(parentId);
        Derivation memory derivation;
        derivation.order = order;
        derivation.end =
            run(order, Outcome.Released, 0x20ddef318fc1dba42e620bd0d661d00f3309a023f59d36ebc000ba5f9b8a9617);
        derivation.outputName = sha256("model.onnx");
        derivation.outputDigest = sha256("content of model.onnx");
        derivation.salt = keccak256("salt 1");
        derivation.proof = new bytes32[](2);
        derivation.proof[0] = 0x27aca43053638173bae7f1bc34342b3f7b00f8e57f9988a7ab743543d27a6ac8;
        derivation.proof[1] = 0xe98ff693d91a7ab6c3a9a18ba350a323429a09ca71bfbb1bbebd359b68cb8feb;
        uint256 id = derive(derivation, AssetKind.Model, 0);
        assertOwes(id, 0, parentId, owner, 1_000);
    }

    function test_the_runs_of_a_derived_dataset_and_algorithm_pay_their_parents() public {
        uint256 child = derive(ran(orderOf(parentId)), AssetKind.Dataset, 0);
        approve(buyer, child, 10);
        later();
        uint256 before = credit(owner);
        Order memory order = orderOf(child);
        run(order, Outcome.Released, 0);
        vm.assertEq(credit(owner) - before, 1e6);
    }

    function test_a_derived_algorithm_pays_its_parents_of_every_run() public {
        uint256 made = derive(ran(orderOf(parentId)), AssetKind.Algorithm, 0);
        (,,,, bytes32 digest,,,) = assets.asset(made);
        vm.prank(owner);
        assets.approveAlgorithm(datasetId, made, digest, type(uint40).max, 10);
        later();
        Order memory order = orderOf(datasetId);
        order.algorithm = legOf(made);
        (uint256 before, uint256 ofBuyer) = (credit(owner), credit(buyer));
        run(order, Outcome.Released, 0);
        // 10 for the dataset, a tenth of 10 for the parent of the algorithm
        vm.assertEq(credit(owner) - before, 11e6);
        // the buyer paid 57.4 from what the first run gave back or from the wallet, and owns the algorithm
        vm.assertEq(credit(buyer) - ofBuyer, 36.9e6 + 9e6);
    }
}
