// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Bounties} from "../src/Bounties.sol";
import {Channels} from "../src/Channels.sol";
import {Rewards} from "../src/Rewards.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {BountyKind, BountyTerms} from "../src/types/Bounty.sol";
import {JobEnd, Order, Outcome} from "../src/types/Order.sol";
import {Provider} from "../src/types/Provider.sol";
import {Series} from "../src/types/Series.sol";
import {Deriving} from "./support/Deriving.sol";
import {HostileToken, SilentToken} from "./support/HostileTokens.sol";
import {compiled, vm} from "./support/Vm.sol";

/// A market with every contract that takes tokens, and each call by which it takes some from the buyer.
abstract contract EntrancesStage is Deriving {
    struct Entrance {
        address target;
        bytes data;
    }

    Channels internal channels;
    Bounties internal bounties;
    Rewards internal rewards;
    Entrance[] internal entrances;
    address internal payee = address(0x9A7EE);

    function stageEntrances(address token) internal {
        vm.warp(1_800_000_000);
        // every function used of it has the dollar's arguments
        dollar = TestDollar(token);
        deployAtoll(token);
        stage(token);
        channels = Channels(vm.deployCode(compiled("Channels"), abi.encode(jobs, relay)));
        bounties = Bounties(vm.deployCode(compiled("Bounties"), abi.encode(jobs, relay)));
        rewards = Rewards(vm.deployCode(compiled("Rewards"), abi.encode(jobs, relay, governance)));
        vm.prank(owner);
        passes.openSeries(datasetId, Series(token, 8e6, uint40(block.timestamp + 90 days), 100, true));
        allow();
        vm.startPrank(buyer);
        providers.register(Provider(address(0xB0), buyer, "https://another.example"));
        channels.open(payee, token, address(0), 10e6, 1 days, "open");
        bounties.open(bounty("open"), 10e6);
        vm.stopPrank();
        fill(token);
    }

    function allow() private {
        address[5] memory spenders =
            [address(passes), address(channels), address(bounties), address(disputes), address(providers)];
        for (uint256 i = 0; i < spenders.length; ++i) {
            vm.prank(buyer);
            dollar.approve(spenders[i], type(uint256).max);
        }
    }

    function bounty(bytes32 salt) internal view returns (BountyTerms memory) {
        uint40 until = uint40(block.timestamp + 10 days);
        return BountyTerms(BountyKind.Model, address(dollar), keccak256("wanted"), owner, until, until + 5 days, salt);
    }

    function fill(address token) private {
        enter(address(jobs), abi.encodeCall(jobs.deposit, (token, buyer, 10e6)));
        enter(address(jobs), abi.encodeCall(jobs.deposit, (token, address(rewards), 10e6)));
        enter(address(providers), abi.encodeCall(providers.deposit, (token, 10e6)));
        enter(address(passes), abi.encodeCall(passes.buy, (datasetId, 1, 5, 8e6)));
        enter(
            address(channels), abi.encodeCall(channels.open, (payee, token, address(0), 10e6, 1 days, bytes32("other")))
        );
        bytes32 channelId = channels.channelIdOf(buyer, payee, token, "open");
        enter(address(channels), abi.encodeCall(channels.topUp, (channelId, 10e6)));
        bytes32 bountyId = bounties.bountyIdOf(buyer, bounty("open"));
        enter(address(bounties), abi.encodeCall(bounties.open, (bounty("other"), 10e6)));
        enter(address(bounties), abi.encodeCall(bounties.contribute, (bountyId, 10e6)));
        Order memory order = orderOf(datasetId);
        JobEnd memory end = run(order, Outcome.Released, 0);
        enter(address(disputes), abi.encodeCall(disputes.open, (order, end, bytes32(0))));
        order = orderOf(datasetId);
        enter(address(jobs), abi.encodeCall(jobs.order, (order, quoteFor(order))));
    }

    function enter(address target, bytes memory data) private {
        entrances.push(Entrance(target, data));
    }

    function call(uint256 i) internal returns (bool success) {
        vm.prank(buyer);
        (success,) = entrances[i].target.call(entrances[i].data);
    }

    /// What the contracts hold; all of it is in the escrow but collateral.
    function held() internal view returns (uint256) {
        return dollar.balanceOf(address(jobs)) + dollar.balanceOf(address(providers));
    }
}

/// Each way in, with each way in which a token can fail; that the same call works with the token once honest shows that the token
/// was the cause.
contract HostileModulesTest is EntrancesStage {
    HostileToken private bad;

    function setUp() public override {
        bad = new HostileToken();
        stageEntrances(address(bad));
    }

    function refusedEverywhere(HostileToken.Mode mode) private {
        for (uint256 i = 0; i < entrances.length; ++i) {
            (uint256 before, uint256 inside) = (bad.balanceOf(buyer), held());
            bad.set(mode);
            vm.assertFalse(call(i));
            vm.assertEq(bad.balanceOf(buyer), before);
            vm.assertEq(held(), inside);
            bad.set(HostileToken.Mode.Honest);
            vm.assertTrue(call(i));
            vm.assertEq(before - bad.balanceOf(buyer), held() - inside);
        }
    }

    function test_a_token_that_keeps_a_fee_gets_in_nowhere() public {
        refusedEverywhere(HostileToken.Mode.KeepsFee);
    }

    function test_a_token_that_returns_false_gets_in_nowhere() public {
        refusedEverywhere(HostileToken.Mode.ReturnsFalse);
    }

    function test_a_token_that_reverts_gets_in_nowhere() public {
        refusedEverywhere(HostileToken.Mode.Reverts);
    }

    function test_a_token_that_blocks_a_contract_gets_into_it_nowhere() public {
        for (uint256 i = 0; i < entrances.length; ++i) {
            uint256 before = bad.balanceOf(buyer);
            bad.blockReceiver(entrances[i].target);
            vm.assertFalse(call(i));
            vm.assertEq(bad.balanceOf(buyer), before);
        }
    }

    function test_a_token_that_calls_back_reenters_nowhere() public {
        for (uint256 i = 0; i < entrances.length; ++i) {
            (uint256 before, uint256 inside) = (bad.balanceOf(buyer), held());
            bad.reenter(entrances[i].target, entrances[i].data);
            vm.assertTrue(call(i));
            vm.assertFalse(bad.reentered());
            vm.assertEq(
                bytes32(bad.refusal()), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
            );
            vm.assertEq(before - bad.balanceOf(buyer), held() - inside);
            bad.forget();
        }
    }

    function test_a_reward_in_a_token_that_stops_moving_is_credited_all_the_same() public {
        vm.prank(buyer);
        jobs.deposit(address(bad), address(rewards), 10e6);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(uint256(1), stranger, uint256(10e6)))));
        vm.prank(governance);
        rewards.setPublisher(author);
        vm.prank(author);
        rewards.propose(1, address(bad), leaf, 10e6, keccak256("data"));
        vm.warp(vm.getBlockTimestamp() + 2 days);
        bad.set(HostileToken.Mode.Reverts);
        rewards.claim(1, stranger, 10e6, new bytes32[](0));
        vm.assertEq(credit(stranger), 10e6);
    }

    function test_what_is_inside_moves_on_though_a_token_stops_moving() public {
        vm.prank(buyer);
        passes.buy(datasetId, 1, 5, 8e6);
        bytes32 channelId = channels.channelIdOf(buyer, payee, address(bad), "open");
        bytes32 bountyId = bounties.bountyIdOf(buyer, bounty("open"));
        bad.set(HostileToken.Mode.Reverts);
        vm.warp(vm.getBlockTimestamp() + 91 days);
        uint256 before = credit(buyer);
        passes.refund(datasetId, 1, buyer, 5);
        bounties.reclaim(bountyId, buyer);
        vm.prank(payee);
        channels.close(channelId, 0, "");
        vm.assertEq(credit(buyer) - before, 60e6);
    }

    /// Nothing here reads the decimals, so it is the amounts of such tokens that count.
    function test_single_units_and_units_of_24_decimals_come_back_whole() public {
        amounts(0, 1, "0 decimals");
        amounts(24, 300e24, "24 decimals");
    }

    function amounts(uint8 decimals, uint88 amount, bytes32 salt) private {
        bad.setDecimals(decimals);
        Series memory series = Series(address(bad), amount, uint40(vm.getBlockTimestamp() + 1 days), 1, true);
        vm.prank(owner);
        uint32 number = passes.openSeries(datasetId, series);
        uint256 before = credit(buyer);
        BountyTerms memory terms = bounty(salt);
        vm.startPrank(buyer);
        passes.buy(datasetId, number, 1, amount);
        bytes32 channelId = channels.open(payee, address(bad), address(0), amount, 1 days, salt);
        bytes32 bountyId = bounties.open(terms, amount);
        vm.stopPrank();
        vm.warp(vm.getBlockTimestamp() + 16 days);
        passes.refund(datasetId, number, buyer, 1);
        bounties.reclaim(bountyId, buyer);
        vm.prank(payee);
        channels.close(channelId, 0, "");
        vm.assertEq(credit(buyer) - before, 3 * uint256(amount));
    }
}

contract SilentModulesTest is EntrancesStage {
    function setUp() public override {
        stageEntrances(address(new SilentToken()));
    }

    function test_a_token_that_returns_nothing_gets_in_everywhere() public {
        for (uint256 i = 0; i < entrances.length; ++i) {
            (uint256 before, uint256 inside) = (dollar.balanceOf(buyer), held());
            vm.assertTrue(call(i));
            vm.assertTrue(held() > inside);
            vm.assertEq(before - dollar.balanceOf(buyer), held() - inside);
        }
    }
}
