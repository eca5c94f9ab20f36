// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AccessPass} from "../../src/AccessPass.sol";
import {AssetRegistry} from "../../src/AssetRegistry.sol";
import {Bounties} from "../../src/Bounties.sol";
import {Channels} from "../../src/Channels.sol";
import {Disputes} from "../../src/Disputes.sol";
import {Jobs} from "../../src/Jobs.sol";
import {ProviderRegistry} from "../../src/ProviderRegistry.sol";
import {Ratings} from "../../src/Ratings.sol";
import {Relay} from "../../src/Relay.sol";
import {RevenueShares} from "../../src/RevenueShares.sol";
import {Rewards} from "../../src/Rewards.sol";
import {TestDollar} from "../../src/TestDollar.sol";

/// Every contract that random calls go to, and who governs them.
struct World {
    TestDollar dollar;
    Relay relay;
    AssetRegistry assets;
    AccessPass passes;
    RevenueShares shares;
    ProviderRegistry providers;
    Disputes disputes;
    Ratings ratings;
    Channels channels;
    Bounties bounties;
    Rewards rewards;
    Jobs jobs;
    address governance;
    address provider;
    bytes32 environment;
}

/// One order that was placed; `end` is the encoded `JobEnd` once there is one.
struct Placed {
    bytes order;
    uint256 locked;
    uint32 reportedSeconds;
    bool ended;
    bool rated;
    bool disputed;
    bytes end;
}

/// What the handlers share: the clock, who has credit, what was ordered, and books kept apart from the contracts' own.
contract Books {
    World private _world;
    uint256 public time = block.timestamp;
    uint256 public operatorKey;
    uint256 public locked;
    uint256 public bonds;
    uint256 public frozen;
    address[] private _people;
    address[] private _modules;
    uint256[] public datasets;
    uint256[] public algorithms;
    Placed[] private _placed;
    mapping(bytes32 jobId => uint256) private _number;
    mapping(bytes32 what => uint256) public breaches;
    mapping(bytes32 call => uint256) public succeeded;

    constructor(World memory world_, address[] memory people_, uint256 operatorKey_) {
        _world = world_;
        _people = people_;
        operatorKey = operatorKey_;
        _modules = [
            address(world_.passes),
            address(world_.disputes),
            address(world_.channels),
            address(world_.bounties),
            address(world_.rewards)
        ];
    }

    function world() external view returns (World memory) {
        return _world;
    }

    function people() external view returns (address[] memory) {
        return _people;
    }

    function modules() external view returns (address[] memory) {
        return _modules;
    }

    function personAt(uint256 seed) external view returns (address) {
        return _people[seed % _people.length];
    }

    function datasetAt(uint256 seed) external view returns (uint256) {
        return datasets[seed % datasets.length];
    }

    function algorithmAt(uint256 seed) external view returns (uint256) {
        return algorithms[seed % algorithms.length];
    }

    function counts() external view returns (uint256, uint256, uint256) {
        return (_placed.length, datasets.length, algorithms.length);
    }

    function placedAt(uint256 index) external view returns (Placed memory) {
        return _placed[index];
    }

    function isEnded(uint256 index) external view returns (bool) {
        return _placed[index].ended;
    }

    /// Of a job's id; reverts where it was never placed.
    function indexOf(bytes32 jobId) external view returns (uint256) {
        return _number[jobId] - 1;
    }

    function setTime(uint256 time_) external {
        time = time_;
    }

    function setOperatorKey(uint256 key) external {
        operatorKey = key;
    }

    function addPerson(address account) external {
        _people.push(account);
    }

    function addModule(address account) external {
        _modules.push(account);
    }

    function addDataset(uint256 assetId) external {
        datasets.push(assetId);
    }

    function addAlgorithm(uint256 assetId) external {
        algorithms.push(assetId);
    }

    function place(bytes32 jobId, bytes calldata order, uint256 locked_) external {
        Placed storage placed = _placed.push();
        (placed.order, placed.locked) = (order, locked_);
        _number[jobId] = _placed.length;
        locked += locked_;
    }

    function report(uint256 index, uint32 computeSeconds) external {
        _placed[index].reportedSeconds = computeSeconds;
    }

    function end(uint256 index, bytes calldata end_) external {
        Placed storage placed = _placed[index];
        // a breach must be kept: nothing after it may revert
        if (placed.ended) {
            ++breaches["ended twice"];
            return;
        }
        (placed.ended, placed.end) = (true, end_);
        locked -= placed.locked;
    }

    function rate(uint256 index) external {
        if (_placed[index].rated) ++breaches["rated twice"];
        _placed[index].rated = true;
    }

    function dispute(uint256 index, uint256 bond, uint256 frozen_) external {
        if (_placed[index].disputed) ++breaches["disputed twice"];
        _placed[index].disputed = true;
        (bonds, frozen) = (bonds + bond, frozen + frozen_);
    }

    function release(uint256 bond, uint256 frozen_) external {
        if (bond > bonds || frozen_ > frozen) {
            ++breaches["ruled twice"];
            return;
        }
        (bonds, frozen) = (bonds - bond, frozen - frozen_);
    }

    function breach(bytes32 what) external {
        ++breaches[what];
    }

    function count(bytes32 call) external {
        ++succeeded[call];
    }
}
