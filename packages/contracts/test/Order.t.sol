// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IApprovals} from "../src/interfaces/IApprovals.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {AssetKind, AssetState, Terms} from "../src/types/Asset.sol";
import {JobState, Leg, Order, Outcome, Quote} from "../src/types/Order.sol";
import {Environment, Provider} from "../src/types/Provider.sol";
import {Ordering} from "./support/Ordering.sol";
import {vm} from "./support/Vm.sol";

contract OrderTest is Ordering {
    function test_an_order_locks_its_maximum_and_takes_its_digest_as_id() public {
        Order memory order = draft();
        uint256 before = dollar.balanceOf(buyer);
        vm.expectEmit(address(jobs));
        emit IJobs.JobOrdered(jobIdOf(order), buyer, provider, 52_275_000, order);
        bytes32 jobId = place(order);
        vm.assertEq(jobId, jobs.jobIdOf(order));
        vm.assertEq(jobs.maximumOf(order), 52_275_000);
        vm.assertEq(before - dollar.balanceOf(buyer), 52_275_000);
        (JobState state, uint40 orderedAt, uint40 reportedAt) = jobs.stateOf(jobId);
        vm.assertTrue(state == JobState.Open);
        vm.assertEq(orderedAt, block.timestamp);
        vm.assertEq(reportedAt, 0);
        (, uint256 exposed,) = providers.collateralOf(provider, address(dollar));
        vm.assertEq(exposed, 52_275_000);
    }

    function test_a_second_order_of_the_same_digest_is_refused() public {
        Order memory order = draft();
        bytes32 jobId = place(order);
        refuse(order, abi.encodeWithSelector(IJobs.JobExists.selector, jobId));
    }

    function test_an_ended_job_cannot_be_ordered_again() public {
        Order memory order = draft();
        bytes32 jobId = place(order);
        settle(order, Outcome.Refused, 0);
        refuse(order, abi.encodeWithSelector(IJobs.JobExists.selector, jobId));
    }

    function test_only_the_buyer_orders_without_a_signature() public {
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IJobs.NotBuyer.selector, stranger, buyer));
        jobs.order(order, quote);
    }

    function test_an_expired_quote_is_refused() public {
        Order memory order = draft();
        Quote memory quote = quoteFor(order, uint40(block.timestamp - 1));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IJobs.QuoteExpired.selector, quote.validUntil));
        jobs.order(order, quote);
    }

    function test_a_quote_of_another_order_or_key_is_refused() public {
        Order memory other = draft();
        other.salt = keccak256("other");
        Quote memory quote = quoteFor(other);
        vm.prank(buyer);
        vm.expectPartialRevert(IJobs.InvalidQuoteSignature.selector);
        jobs.order(draft(), quote);

        Order memory order = draft();
        quote.signature = sign(BUYER_KEY, quoteDigest(address(jobs), jobIdOf(order), quote.validUntil));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidQuoteSignature.selector, buyer, operator));
        jobs.order(order, quote);
    }

    function test_a_quote_for_another_chain_or_contract_is_refused() public {
        Order memory order = draft();
        uint40 validUntil = uint40(block.timestamp + 1 minutes);
        bytes32 quoteType = keccak256("Quote(bytes32 jobId,uint40 validUntil)");
        bytes32 structHash = keccak256(abi.encode(quoteType, jobIdOf(order), validUntil));
        bytes memory otherChain = sign(OPERATOR_KEY, typed(address(jobs), block.chainid + 1, structHash));
        vm.prank(buyer);
        vm.expectPartialRevert(IJobs.InvalidQuoteSignature.selector);
        jobs.order(order, Quote(validUntil, otherChain));
        bytes memory otherContract = sign(OPERATOR_KEY, typed(address(this), structHash));
        vm.prank(buyer);
        vm.expectPartialRevert(IJobs.InvalidQuoteSignature.selector);
        jobs.order(order, Quote(validUntil, otherContract));
    }

    function test_a_malleable_quote_signature_is_refused() public {
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        quote.signature = malleable(quote.signature);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidQuoteSignature.selector, address(0), operator));
        jobs.order(order, quote);
    }

    function test_a_paused_or_retired_asset_cannot_be_ordered() public {
        vm.prank(owner);
        assets.setState(datasetId, AssetState.Paused);
        refuse(draft(), abi.encodeWithSelector(IAssetRegistry.AssetNotActive.selector, datasetId, AssetState.Paused));
        vm.prank(author);
        assets.setState(algorithmId, AssetState.Retired);
        vm.prank(owner);
        assets.setState(datasetId, AssetState.Active);
        refuse(
            draft(), abi.encodeWithSelector(IAssetRegistry.AssetNotActive.selector, algorithmId, AssetState.Retired)
        );
    }

    function test_a_stale_version_is_refused() public {
        vm.prank(owner);
        assets.update(datasetId, 1, keccak256("dataset 2"), keccak256("commitment 2"));
        refuse(
            draft(),
            abi.encodeWithSelector(
                IAssetRegistry.StaleVersion.selector, datasetId, keccak256("dataset"), keccak256("dataset 2")
            )
        );
    }

    function test_an_unknown_asset_or_a_wrong_kind_is_refused() public {
        Order memory order = draft();
        order.algorithm.assetId = 1;
        refuse(order, abi.encodeWithSelector(IAssetRegistry.AssetUnknown.selector, 1));
        order = draft();
        order.algorithm = Leg(datasetId, keccak256("dataset"), owner, 10e6, 0);
        refuse(order, abi.encodeWithSelector(IAssetRegistry.WrongKind.selector, datasetId, AssetKind.Dataset));
        order = draft();
        order.datasets[0] = order.algorithm;
        refuse(order, abi.encodeWithSelector(IAssetRegistry.WrongKind.selector, algorithmId, AssetKind.Algorithm));
    }

    function test_a_wrong_payee_price_or_token_of_a_leg_is_refused() public {
        Order memory order = draft();
        order.datasets[0].payee = stranger;
        refuse(order, abi.encodeWithSelector(IAssetRegistry.TermsMismatch.selector, datasetId));
        order = draft();
        order.datasets[0].price -= 1;
        refuse(order, abi.encodeWithSelector(IAssetRegistry.TermsMismatch.selector, datasetId));
        order = draft();
        order.algorithm.payee = owner;
        refuse(order, abi.encodeWithSelector(IAssetRegistry.TermsMismatch.selector, algorithmId));
    }

    function test_a_dataset_runs_only_at_its_provider() public {
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(address(dollar), 10e6, stranger, address(0), 0, 0, 0));
        refuse(draft(), abi.encodeWithSelector(IAssetRegistry.ProviderNotAllowed.selector, datasetId, provider));
    }

    function test_an_algorithm_runs_anywhere_unless_its_author_named_a_provider() public {
        vm.prank(author);
        assets.setTerms(algorithmId, Terms(address(dollar), 5e6, stranger, address(0), 0, 0, 0));
        refuse(draft(), abi.encodeWithSelector(IAssetRegistry.ProviderNotAllowed.selector, algorithmId, provider));
        vm.prank(author);
        assets.setTerms(algorithmId, Terms(address(dollar), 5e6, address(0), address(0), 0, 0, 0));
        place(draft());
    }

    function test_a_review_window_must_fit_between_run_and_review() public {
        vm.prank(owner);
        assets.setTerms(datasetId, Terms(address(dollar), 10e6, provider, address(0), 0, 0, 3 hours));
        refuse(
            draft(),
            abi.encodeWithSelector(IAssetRegistry.ReviewWindowTooShort.selector, datasetId, 3 hours, 2 hours)
        );
    }

    function test_approval_is_needed_and_can_expire_be_used_up_and_be_revoked() public {
        Order memory order = draft();
        bytes4 missing = IApprovals.AlgorithmNotApproved.selector;
        vm.prank(owner);
        assets.revokeAlgorithm(datasetId, algorithmId, algorithmDigest);
        refuse(order, abi.encodeWithSelector(missing, datasetId, algorithmDigest));

        uint40 expiresAt = uint40(block.timestamp + 10);
        vm.prank(owner);
        assets.approveAlgorithm(datasetId, algorithmId, algorithmDigest, expiresAt, 1);
        vm.warp(expiresAt + 1);
        order = draft();
        refuse(
            order,
            abi.encodeWithSelector(IApprovals.ApprovalExpired.selector, datasetId, algorithmDigest, expiresAt)
        );

        approve(owner, datasetId, 1);
        place(order);
        order.salt = keccak256("second");
        refuse(order, abi.encodeWithSelector(IApprovals.ApprovalUsedUp.selector, datasetId, algorithmDigest));
    }

    function test_an_unlimited_approval_is_never_used_up() public {
        approve(owner, datasetId, type(uint32).max);
        place(draft());
        (, uint32 runs) = assets.approvalOf(datasetId, algorithmId, algorithmDigest);
        vm.assertEq(runs, type(uint32).max);
    }

    function test_a_transfer_voids_approvals_and_pauses_until_the_new_owner_acts() public {
        vm.prank(owner);
        assets.transferFrom(owner, stranger, datasetId);
        Order memory order = draft();
        order.datasets[0].payee = stranger;
        refuse(order, abi.encodeWithSelector(IAssetRegistry.AssetNotActive.selector, datasetId, AssetState.Paused));
        vm.prank(stranger);
        assets.setState(datasetId, AssetState.Active);
        refuse(order, abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, algorithmDigest));
        approve(stranger, datasetId, 1);
        place(order);
    }

    function test_an_environment_must_exist_be_active_and_take_the_token() public {
        Order memory order = draft();
        order.environment = keccak256("none");
        refuse(
            order, abi.encodeWithSelector(IProviderRegistry.EnvironmentUnknown.selector, provider, order.environment)
        );
        vm.prank(provider);
        providers.setEnvironment(Environment(keccak256("resources"), address(dollar), 1e4, 4, false));
        refuse(
            draft(), abi.encodeWithSelector(IProviderRegistry.EnvironmentUnknown.selector, provider, environment)
        );
    }

    function test_a_price_above_the_ceiling_is_refused() public {
        Order memory order = draft();
        order.pricePerSecond = 1e4 + 1;
        refuse(order, abi.encodeWithSelector(IProviderRegistry.PriceAboveCeiling.selector, 1e4 + 1, 1e4));
    }

    function test_an_unknown_provider_or_a_changed_payout_is_refused() public {
        Order memory order = draft();
        order.provider = stranger;
        refuse(order, abi.encodeWithSelector(IProviderRegistry.ProviderUnknown.selector, stranger));
        vm.prank(provider);
        providers.update(Provider(operator, stranger, "https://provider.example"));
        refuse(draft(), abi.encodeWithSelector(IProviderRegistry.PayoutMismatch.selector, payout, stranger));
    }

    function test_collateral_must_cover_the_whole_order() public {
        vm.prank(provider);
        providers.unbond(address(dollar), 1e15 - 52_274_999);
        refuse(
            draft(),
            abi.encodeWithSelector(
                IProviderRegistry.InsufficientCollateral.selector, provider, dollar, 52_275_000, 52_274_999
            )
        );
    }

    function test_the_fee_rate_and_the_token_are_those_of_today() public {
        vm.prank(governance);
        jobs.setFeeRate(300);
        refuse(draft(), abi.encodeWithSelector(IJobs.FeeRateMismatch.selector, 250, 300));
        vm.prank(governance);
        jobs.setFeeRate(250);
        vm.prank(governance);
        jobs.setAccepted(address(dollar), false);
        refuse(draft(), abi.encodeWithSelector(IJobs.TokenNotAccepted.selector, dollar));
    }

    function test_too_little_allowance_or_money_is_refused() public {
        vm.prank(buyer);
        dollar.approve(address(jobs), 52_274_999);
        Order memory order = draft();
        Quote memory quote = quoteFor(order);
        vm.prank(buyer);
        vm.expectRevert();
        jobs.order(order, quote);
        vm.prank(buyer);
        dollar.approve(address(jobs), 52_275_000);
        place(order);
    }

    function test_eight_datasets_are_paid_each() public {
        Order memory order = draft();
        order.datasets = new Leg[](8);
        for (uint256 i = 0; i < 8; ++i) {
            bytes32 digest = keccak256(abi.encode("dataset", i));
            uint256 id = publish(owner, AssetKind.Dataset, digest, address(dollar), uint96(1e6 + i), 0);
            approve(owner, id, 1);
            uint256 slot = i;
            for (; slot > 0 && order.datasets[slot - 1].assetId > id; --slot) {
                order.datasets[slot] = order.datasets[slot - 1];
            }
            order.datasets[slot] = Leg(id, digest, owner, uint96(1e6 + i), 0);
        }
        place(order);
        settle(order, Outcome.Released, 0);
        vm.assertEq(credit(owner), 8e6 + 28);
    }

    function test_a_copy_of_an_approved_algorithm_under_another_account_is_not_approved() public {
        uint256 copy = publish(stranger, AssetKind.Algorithm, algorithmDigest, address(dollar), 0, 0);
        Order memory order = draft();
        (order.algorithm.assetId, order.algorithm.payee, order.algorithm.price) = (copy, stranger, 0);
        refuse(
            order, abi.encodeWithSelector(IApprovals.AlgorithmNotApproved.selector, datasetId, algorithmDigest)
        );
    }

    function test_a_credit_that_covers_the_order_pays_it() public {
        Order memory order = draft();
        place(order);
        settle(order, Outcome.Refused, 0);
        vm.assertEq(credit(buyer), 52_275_000);
        uint256 wallet = dollar.balanceOf(buyer);
        order.salt = keccak256("again");
        place(order);
        vm.assertEq(credit(buyer), 0);
        vm.assertEq(dollar.balanceOf(buyer), wallet);
    }

    function test_a_credit_that_covers_a_part_is_left_alone() public {
        Order memory order = draft();
        place(order);
        vm.warp(block.timestamp + 60);
        settle(order, Outcome.Released, 60);
        uint256 left = credit(buyer);
        vm.assertTrue(left > 0 && left < 52_275_000);
        order.salt = keccak256("again");
        place(order);
        vm.assertEq(credit(buyer), left);
    }
}
