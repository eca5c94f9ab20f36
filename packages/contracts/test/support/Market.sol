// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AccessPass} from "../../src/AccessPass.sol";
import {AssetRegistry} from "../../src/AssetRegistry.sol";
import {Disputes} from "../../src/Disputes.sol";
import {Jobs} from "../../src/Jobs.sol";
import {ProviderRegistry} from "../../src/ProviderRegistry.sol";
import {Ratings} from "../../src/Ratings.sol";
import {Relay} from "../../src/Relay.sol";
import {RevenueShares} from "../../src/RevenueShares.sol";
import {TestDollar} from "../../src/TestDollar.sol";
import {AssetKind, Publication, Terms} from "../../src/types/Asset.sol";
import {Leg, Order, Outcome, Quote, Receipt} from "../../src/types/Order.sol";
import {JobsConfig} from "../../src/types/Parameters.sol";
import {Environment, Provider} from "../../src/types/Provider.sol";
import {Signing} from "./Signing.sol";
import {compiled, vm} from "./Vm.sol";

/// A deployed Atoll with one dataset, one algorithm approved for it, one provider and a buyer who let the escrow take dollars.
abstract contract Market is Signing {
    uint256 internal constant BUYER_KEY = 0xB0B;
    uint256 internal constant OPERATOR_KEY = 0x0E7A;

    address internal buyer = vm.addr(BUYER_KEY);
    address internal operator = vm.addr(OPERATOR_KEY);
    address internal governance = address(0x60F);
    address internal treasury = address(0x7EA5);
    address internal owner = address(0xDA7A);
    address internal author = address(0xA160);
    address internal provider = address(0x9407);
    address internal payout = address(0x9A7);
    address internal stranger = address(0x57A4);
    address internal arbiter = address(0xA4B1);

    TestDollar internal dollar;
    Relay internal relay;
    AssetRegistry internal assets;
    AccessPass internal passes;
    RevenueShares internal shares;
    ProviderRegistry internal providers;
    Disputes internal disputes;
    Ratings internal ratings;
    Jobs internal jobs;

    uint256 internal datasetId;
    uint256 internal algorithmId;
    bytes32 internal environment;
    bytes32 internal algorithmDigest = keccak256("algorithm");

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        dollar = TestDollar(vm.deployCode(compiled("TestDollar"), ""));
        deployAtoll(address(dollar));
        stage(address(dollar));
    }

    /// Every contract that needs another's address is told the one that it is going to have.
    function deployAtoll(address token) internal {
        address predicted = upcoming(7);
        relay = Relay(vm.deployCode(compiled("Relay"), abi.encode(predicted)));
        assets = AssetRegistry(
            vm.deployCode(compiled("AssetRegistry"), abi.encode(predicted, relay, upcoming(2)))
        );
        passes = AccessPass(vm.deployCode(compiled("AccessPass"), abi.encode(predicted, assets, relay)));
        shares = RevenueShares(vm.deployCode(compiled("RevenueShares"), abi.encode(predicted, assets, relay)));
        providers = ProviderRegistry(
            vm.deployCode(compiled("ProviderRegistry"), abi.encode(predicted, upcoming(1), governance))
        );
        disputes = Disputes(
            vm.deployCode(compiled("Disputes"), abi.encode(predicted, providers, relay, governance, arbiter))
        );
        ratings = Ratings(vm.deployCode(compiled("Ratings"), abi.encode(predicted, relay)));
        jobs = Jobs(vm.deployCode(compiled("Jobs"), abi.encode(configOf(token))));
    }

    /// Address of the contract that this one creates after `further` others.
    function upcoming(uint256 further) private view returns (address) {
        return vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + further);
    }

    function configOf(address token) internal view returns (JobsConfig memory) {
        address[] memory tokens = new address[](1);
        tokens[0] = token;
        return JobsConfig({
            assets: address(assets),
            providers: address(providers),
            passes: address(passes),
            relay: address(relay),
            governance: governance,
            treasury: treasury,
            feeRate: 250,
            disputeWindow: 3 days,
            tokens: tokens
        });
    }

    function stage(address token) internal {
        openProvider(token);
        datasetId = publish(owner, AssetKind.Dataset, keccak256("dataset"), token, 10e6, 0);
        algorithmId = publish(author, AssetKind.Algorithm, algorithmDigest, token, 5e6, 0);
        approve(owner, datasetId, type(uint32).max - 1);
        fund(buyer, token, 1e30);
        // a run is given back only to an approval that is older than the order
        vm.warp(block.timestamp + 1);
    }

    function openProvider(address token) internal {
        vm.startPrank(provider);
        providers.register(Provider(operator, payout, "https://provider.example"));
        environment = providers.setEnvironment(Environment(keccak256("resources"), token, 1e4, 4, true));
        vm.stopPrank();
        TestDollar(token).mint(provider, 1e15);
        vm.startPrank(provider);
        TestDollar(token).approve(address(providers), type(uint256).max);
        providers.deposit(token, 1e15);
        vm.stopPrank();
    }

    function publish(address publisher, AssetKind kind, bytes32 digest, address token, uint96 price, uint32 window)
        internal
        returns (uint256)
    {
        bytes32 commitment = kind == AssetKind.Dataset ? keccak256("commitment") : bytes32(0);
        vm.prank(publisher);
        return assets.publish(
            Publication(kind, digest, commitment, Terms(token, price, provider, address(0), 0, 0, window)), 0
        );
    }

    function approve(address by, uint256 dataset, uint32 runs) internal {
        vm.prank(by);
        assets.approveAlgorithm(dataset, algorithmId, algorithmDigest, uint40(block.timestamp + 365 days), runs);
    }

    function fund(address account, address token, uint256 amount) internal {
        TestDollar(token).mint(account, amount);
        vm.prank(account);
        TestDollar(token).approve(address(jobs), type(uint256).max);
    }

    /// An order as it would be agreed on now: 10 for data, 5 for the algorithm, 0.01 a second for at most an hour.
    function draft() internal view returns (Order memory order) {
        order.buyer = buyer;
        order.provider = provider;
        order.payout = payout;
        order.token = address(dollar);
        order.environment = environment;
        order.datasets = new Leg[](1);
        order.datasets[0] = Leg(datasetId, keccak256("dataset"), owner, 10e6, 0);
        order.algorithm = Leg(algorithmId, algorithmDigest, author, 5e6, 0);
        order.parametersDigest = keccak256("parameters");
        order.recipient = keccak256("recipient");
        order.pricePerSecond = 1e4;
        order.maxSeconds = 3_600;
        order.failureCap = 20e6;
        order.feeRate = 250;
        order.runBy = uint40(block.timestamp + 2 hours);
        order.reviewBy = uint40(block.timestamp + 4 hours);
        order.settleBy = uint40(block.timestamp + 6 hours);
        order.salt = keccak256("salt");
    }

    function quoteFor(Order memory order) internal view returns (Quote memory) {
        return quoteFor(order, uint40(block.timestamp + 10 minutes));
    }

    function quoteFor(Order memory order, uint40 validUntil) internal view returns (Quote memory) {
        return Quote(validUntil, sign(OPERATOR_KEY, quoteDigest(address(jobs), jobIdOf(order), validUntil)));
    }

    function jobIdOf(Order memory order) internal view returns (bytes32) {
        return orderDigest(address(jobs), order);
    }

    function place(Order memory order) internal returns (bytes32) {
        Quote memory quote = quoteFor(order);
        vm.prank(order.buyer);
        return jobs.order(order, quote);
    }

    function receiptFor(Order memory order, Outcome outcome, uint32 computeSeconds)
        internal
        view
        returns (Receipt memory receipt, bytes memory signature)
    {
        bytes32 result = outcome == Outcome.Released ? keccak256("result") : bytes32(0);
        receipt = Receipt(
            jobIdOf(order), outcome, computeSeconds, result, keccak256("statement"), keccak256("outputs")
        );
        signature = sign(OPERATOR_KEY, receiptDigest(address(jobs), receipt));
    }

    function settle(Order memory order, Outcome outcome, uint32 computeSeconds) internal {
        (Receipt memory receipt, bytes memory signature) = receiptFor(order, outcome, computeSeconds);
        jobs.settle(order, receipt, signature);
    }

    function report(Order memory order, uint32 computeSeconds) internal {
        jobs.reportRun(
            order, computeSeconds, sign(OPERATOR_KEY, reportDigest(address(jobs), jobIdOf(order), computeSeconds))
        );
    }

    function credit(address account) internal view returns (uint256) {
        return jobs.balanceOf(address(dollar), account);
    }
}
