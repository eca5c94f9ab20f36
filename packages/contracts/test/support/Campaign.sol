// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bounties} from "../../src/Bounties.sol";
import {Channels} from "../../src/Channels.sol";
import {Rewards} from "../../src/Rewards.sol";
import {AssetsHandler} from "./AssetsHandler.sol";
import {Books, World} from "./Books.sol";
import {BountiesHandler} from "./BountiesHandler.sol";
import {ChannelsHandler} from "./ChannelsHandler.sol";
import {CreditsHandler} from "./CreditsHandler.sol";
import {DisputesHandler} from "./DisputesHandler.sol";
import {JobsHandler} from "./JobsHandler.sol";
import {Market} from "./Market.sol";
import {ParametersHandler} from "./ParametersHandler.sol";
import {PassesHandler} from "./PassesHandler.sol";
import {ProvidersHandler} from "./ProvidersHandler.sol";
import {RewardsHandler} from "./RewardsHandler.sol";
import {SharesHandler} from "./SharesHandler.sol";
import {compiled, vm} from "./Vm.sol";

/// One market with everything beside it, and a handler for each of its parts on common books.
abstract contract Campaign is Market {
    struct Excluded {
        address target;
        bytes4[] selectors;
    }

    Books internal books;
    Channels internal channels;
    Bounties internal bounties;
    Rewards internal rewards;
    JobsHandler internal jobsHandler;
    CreditsHandler internal creditsHandler;
    AssetsHandler internal assetsHandler;
    PassesHandler internal passesHandler;
    DisputesHandler internal disputesHandler;
    SharesHandler internal sharesHandler;
    ChannelsHandler internal channelsHandler;
    BountiesHandler internal bountiesHandler;
    RewardsHandler internal rewardsHandler;
    ProvidersHandler internal providersHandler;
    ParametersHandler internal parametersHandler;

    function setUp() public override {
        super.setUp();
        channels = Channels(vm.deployCode(compiled("Channels"), abi.encode(jobs, relay)));
        bounties = Bounties(vm.deployCode(compiled("Bounties"), abi.encode(jobs, relay)));
        rewards = Rewards(vm.deployCode(compiled("Rewards"), abi.encode(jobs, relay, governance)));
        address[] memory people = new address[](11);
        (people[0], people[1], people[2], people[3]) = (owner, author, payout, treasury);
        (people[4], people[5], people[6]) = (arbiter, provider, address(0x9A7EE));
        people[7] = vm.addr(0xCAFE);
        for (uint256 i = 0; i < 3; ++i) {
            people[8 + i] = vm.addr(BUYER_KEY + i);
            endow(people[8 + i]);
        }
        books = new Books(world(), people, OPERATOR_KEY);
        books.addDataset(datasetId);
        books.addAlgorithm(algorithmId);
        deployHandlers();
        // whoever sends an order or ends a job may be paid for it
        books.addPerson(address(jobsHandler));
        books.addPerson(address(creditsHandler));
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](11);
        (targets[0], targets[1], targets[2]) =
            (address(jobsHandler), address(creditsHandler), address(assetsHandler));
        (targets[3], targets[4], targets[5]) =
            (address(passesHandler), address(disputesHandler), address(sharesHandler));
        (targets[6], targets[7], targets[8]) =
            (address(channelsHandler), address(bountiesHandler), address(rewardsHandler));
        (targets[9], targets[10]) = (address(providersHandler), address(parametersHandler));
    }

    /// What the checks at the end of a run call.
    function excludeSelectors() public view returns (Excluded[] memory excluded) {
        excluded = new Excluded[](2);
        (excluded[0], excluded[1]) = (Excluded(address(jobsHandler), new bytes4[](1)), Excluded(address(creditsHandler), new bytes4[](1)));
        (excluded[0].selectors[0], excluded[1].selectors[0]) =
            (jobsHandler.leaveAll.selector, creditsHandler.withdrawAll.selector);
    }

    function deployHandlers() private {
        jobsHandler = new JobsHandler(books);
        creditsHandler = new CreditsHandler(books);
        assetsHandler = new AssetsHandler(books, jobsHandler);
        passesHandler = new PassesHandler(books);
        disputesHandler = new DisputesHandler(books, jobsHandler);
        sharesHandler = new SharesHandler(books);
        channelsHandler = new ChannelsHandler(books);
        bountiesHandler = new BountiesHandler(books);
        rewardsHandler = new RewardsHandler(books);
        providersHandler = new ProvidersHandler(books);
        parametersHandler = new ParametersHandler(books);
    }

    function endow(address account) private {
        dollar.mint(account, 1e15);
        address[4] memory spenders = [address(jobs), address(passes), address(disputes), address(bounties)];
        vm.startPrank(account);
        for (uint256 i = 0; i < spenders.length; ++i) {
            dollar.approve(spenders[i], type(uint256).max);
        }
        vm.stopPrank();
    }

    function world() private view returns (World memory it) {
        (it.dollar, it.relay, it.assets, it.passes, it.shares) = (dollar, relay, assets, passes, shares);
        (it.providers, it.disputes, it.ratings, it.channels) = (providers, disputes, ratings, channels);
        (it.bounties, it.rewards, it.jobs) = (bounties, rewards, jobs);
        (it.governance, it.provider, it.environment) = (governance, provider, environment);
    }
}
