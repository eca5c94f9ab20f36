// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApprovals} from "../src/interfaces/IApprovals.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {AssetKind} from "../src/types/Asset.sol";
import {Order, Outcome, Quote} from "../src/types/Order.sol";
import {Market} from "./support/Market.sol";
import {bound, vm} from "./support/Vm.sol";

/// A public dataset admits publishers, beside exact versions; which of the two an order used decides which gets its run back.
contract PublisherApprovalsTest is Market {
    uint40 private constant FOREVER = type(uint40).max;
    uint256 private _now;

    function setUp() public override {
        super.setUp();
        _now = block.timestamp;
        vm.startPrank(owner);
        assets.revokeAlgorithm(datasetId, algorithmId, algorithmDigest);
        assets.setPublic(datasetId, true);
        assets.approvePublisher(datasetId, author, FOREVER, 5);
        vm.stopPrank();
        later();
    }

    function later() private {
        _now += 1 minutes;
        vm.warp(_now);
    }

    function publisherRuns(address publisher) private view returns (uint256 runs) {
        (, runs) = assets.publisherApprovalOf(datasetId, publisher);
    }

    function exactRuns() private view returns (uint256 runs) {
        (, runs) = assets.approvalOf(datasetId, algorithmId, algorithmDigest);
    }

    function refuse(bytes memory reason) private {
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(reason);
        jobs.order(order, quote);
    }

    /// Ends an order without a run, a minute later.
    function giveBack(Order memory order) private {
        later();
        settle(order, Outcome.Refused, 0);
    }

    function test_a_publisher_of_a_public_dataset_runs_any_version_of_any_algorithm_it_owns() public {
        place(draft());
        vm.assertEq(publisherRuns(author), 4);
        bytes32 second = keccak256("another algorithm");
        uint256 other = publish(author, AssetKind.Algorithm, second, address(dollar), 5e6, 0);
        Order memory order = draft();
        (order.algorithm.assetId, order.algorithm.metadataDigest) = (other, second);
        place(order);
        vm.assertEq(publisherRuns(author), 3);
        // the grant is of who owns the algorithm at the order, not of who published it
        vm.prank(author);
        assets.transferFrom(author, stranger, algorithmId);
        order = draft();
        order.algorithm.payee = stranger;
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, algorithmDigest));
        jobs.order(order, quote);
    }

    function test_a_publisher_counts_only_while_the_dataset_is_public() public {
        vm.prank(owner);
        assets.setPublic(datasetId, false);
        vm.assertFalse(assets.isPublic(datasetId));
        refuse(abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, algorithmDigest));
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.DatasetNotPublic.selector, datasetId));
        assets.approvePublisher(datasetId, stranger, FOREVER, 1);
        vm.expectEmit(address(assets));
        emit IAssetRegistry.PublicChanged(datasetId, true);
        vm.prank(owner);
        assets.setPublic(datasetId, true);
        place(draft());
    }

    function test_an_exact_grant_decides_alone_also_when_it_is_used_up_or_expired() public {
        vm.startPrank(owner);
        assets.approveAlgorithm(datasetId, algorithmId, algorithmDigest, uint40(_now + 1 minutes), 1);
        vm.stopPrank();
        place(draft());
        vm.assertEq(publisherRuns(author), 5);
        Order memory order = draft();
        order.salt = keccak256("second");
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.ApprovalUsedUp.selector, datasetId, algorithmDigest));
        jobs.order(order, quote);
        uint256 end = _now + 1 minutes;
        later();
        later();
        refuse(abi.encodeWithSelector(IApprovals.ApprovalExpired.selector, datasetId, algorithmDigest, end));
    }

    function test_a_publisher_grant_is_limited_expires_and_can_be_revoked() public {
        vm.expectEmit(address(assets));
        emit IApprovals.PublisherApproved(datasetId, author, 0, uint40(_now + 30), 1);
        vm.prank(owner);
        assets.approvePublisher(datasetId, author, uint40(_now + 30), 1);
        place(draft());
        Order memory order = draft();
        order.salt = keccak256("second");
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.ApprovalUsedUp.selector, datasetId, algorithmDigest));
        jobs.order(order, quote);
        uint256 end = _now + 30;
        later();
        refuse(abi.encodeWithSelector(IApprovals.ApprovalExpired.selector, datasetId, algorithmDigest, end));
        vm.expectEmit(address(assets));
        emit IApprovals.PublisherRevoked(datasetId, author, 0);
        vm.prank(owner);
        assets.revokePublisher(datasetId, author);
        refuse(abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, algorithmDigest));
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.PublisherNotApproved.selector, datasetId, author));
        assets.revokePublisher(datasetId, author);
    }

    function test_a_transfer_of_the_dataset_voids_publisher_grants() public {
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        (uint40 expiresAt,) = assets.publisherApprovalOf(datasetId, author);
        vm.assertEq(expiresAt, 0);
    }

    function test_only_the_owner_of_a_dataset_marks_it_public_and_approves_publishers() public {
        bytes memory reason = abi.encodeWithSelector(IAssetRegistry.NotAssetOwner.selector, datasetId, stranger);
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        assets.setPublic(datasetId, true);
        vm.expectRevert(reason);
        assets.approvePublisher(datasetId, stranger, FOREVER, 1);
        vm.expectRevert(reason);
        assets.revokePublisher(datasetId, author);
        vm.stopPrank();
        vm.startPrank(author);
        reason = abi.encodeWithSelector(IAssetRegistry.WrongKind.selector, algorithmId, AssetKind.Algorithm);
        vm.expectRevert(reason);
        assets.setPublic(algorithmId, true);
        vm.stopPrank();
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.InvalidApproval.selector, "publisher"));
        assets.approvePublisher(datasetId, address(0), FOREVER, 1);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.InvalidApproval.selector, "expiresAt"));
        assets.approvePublisher(datasetId, author, uint40(_now), 1);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.InvalidApproval.selector, "runs"));
        assets.approvePublisher(datasetId, author, FOREVER, 0);
    }

    /// A digest that looks like a publisher's address is another key.
    function test_a_digest_made_of_an_address_is_no_publisher() public {
        bytes32 forged = bytes32(uint256(uint160(author)));
        uint256 id = publish(stranger, AssetKind.Algorithm, forged, address(dollar), 5e6, 0);
        Order memory order = draft();
        (order.algorithm.assetId, order.algorithm.metadataDigest, order.algorithm.payee) = (id, forged, stranger);
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, forged));
        jobs.order(order, quote);
    }

    function test_a_run_goes_back_to_the_publisher_whose_grant_gave_it() public {
        Order memory order = draft();
        place(order);
        giveBack(order);
        vm.assertEq(publisherRuns(author), 5);
    }

    function test_a_run_of_a_publisher_is_not_given_to_an_exact_grant_of_later() public {
        Order memory order = draft();
        place(order);
        later();
        approve(owner, datasetId, 1);
        giveBack(order);
        vm.assertEq(exactRuns(), 1);
        vm.assertEq(publisherRuns(author), 5);
    }

    function test_a_run_of_an_exact_grant_is_not_given_to_the_publisher_when_it_was_revoked_or_replaced() public {
        approve(owner, datasetId, 3);
        later();
        Order memory order = draft();
        place(order);
        Order memory second = draft();
        second.salt = keccak256("second");
        place(second);
        vm.assertEq(exactRuns(), 1);
        later();
        approve(owner, datasetId, 7);
        giveBack(order);
        vm.assertEq(exactRuns(), 7);
        vm.assertEq(publisherRuns(author), 5);
        vm.prank(owner);
        assets.revokeAlgorithm(datasetId, algorithmId, algorithmDigest);
        giveBack(second);
        vm.assertEq(exactRuns(), 0);
        vm.assertEq(publisherRuns(author), 5);
    }

    function test_a_run_is_not_given_to_who_bought_the_algorithm_meanwhile() public {
        vm.prank(owner);
        assets.approvePublisher(datasetId, stranger, FOREVER, 1);
        later();
        Order memory order = draft();
        place(order);
        later();
        vm.prank(author);
        assets.transferFrom(author, stranger, algorithmId);
        giveBack(order);
        vm.assertEq(publisherRuns(author), 4);
        vm.assertEq(publisherRuns(stranger), 1);
    }

    function test_what_somebody_gives_a_publisher_unasked_is_not_what_it_published() public {
        bytes32 digest = keccak256("harvest");
        uint256 id = publish(stranger, AssetKind.Algorithm, digest, address(dollar), 0, 0);
        vm.prank(stranger);
        assets.transferFrom(stranger, author, id);
        Order memory order = draft();
        order.algorithm.assetId = id;
        (order.algorithm.metadataDigest, order.algorithm.price) = (digest, 0);
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, digest));
        jobs.order(order, quote);
    }

    function test_what_a_publisher_parted_with_is_not_its_own_again_when_it_comes_back() public {
        vm.prank(author);
        assets.transferFrom(author, stranger, algorithmId);
        vm.prank(stranger);
        assets.transferFrom(stranger, author, algorithmId);
        refuse(abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, algorithmDigest));
    }

    function test_a_publisher_grant_given_anew_gets_no_run_of_the_old_one() public {
        Order memory order = draft();
        place(order);
        later();
        vm.prank(owner);
        assets.approvePublisher(datasetId, author, FOREVER, 9);
        giveBack(order);
        vm.assertEq(publisherRuns(author), 9);
    }

    /// Orders, ends and every change of grants in any order: no grant ever has more runs than it was given last.
    function testFuzz_no_grant_gets_more_runs_than_it_was_given(uint8[24] memory steps) public {
        Order[] memory open = new Order[](24);
        uint256 count;
        uint256 exact = 0;
        uint256 ofPublisher = 5;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 step = steps[i] % 7;
            // several steps share a block
            if (steps[i] & 128 != 0) later();
            if (step < 2) {
                Order memory order = draft();
                order.salt = bytes32(i);
                Quote memory quote = quoteFor(order);
                vm.prank(buyer);
                try jobs.order(order, quote) {
                    open[count++] = order;
                } catch {}
            } else if (step < 4 && count > 0) {
                settle(open[--count], Outcome.Refused, 0);
            } else if (step == 4) {
                exact = 1 + (steps[i] >> 4);
                approve(owner, datasetId, uint32(exact));
            } else if (step == 5) {
                vm.prank(owner);
                try assets.revokeAlgorithm(datasetId, algorithmId, algorithmDigest) {
                    exact = 0;
                } catch {}
            } else if (step == 6) {
                ofPublisher = 1 + (steps[i] >> 4);
                vm.prank(owner);
                assets.approvePublisher(datasetId, author, FOREVER, uint32(ofPublisher));
            }
            vm.assertLe(exactRuns(), exact, "exact");
            vm.assertLe(publisherRuns(author), ofPublisher, "publisher");
        }
    }
}
