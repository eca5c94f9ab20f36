// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Rewards} from "../../src/Rewards.sol";
import {Epoch} from "../../src/types/Epoch.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Epochs of two rewards each, whose sum is at times more than the total.
contract RewardsHandler is Actor {
    Rewards private immutable rewards;
    uint256[2][] private _amounts;
    bool[] private _vetoed;
    address private _publisher = address(0x9B1);

    constructor(Books books_) Actor(books_) {
        rewards = books_.world().rewards;
    }

    /// What claims and sweeps may still take, and whether any epoch paid more than its total.
    function liability() external view returns (uint256 sum, bool overpaid) {
        for (uint256 i = 0; i < _amounts.length; ++i) {
            Epoch memory epoch = rewards.epochOf(i);
            if (epoch.claimed > epoch.total) overpaid = true;
            if (!epoch.swept) sum += epoch.total - epoch.claimed;
        }
    }

    function fund(uint256 seed) external counted("rewards.fund") {
        acceptToken();
        vm.prank(buyerAt(seed));
        jobs.deposit(address(dollar), address(rewards), bound(seed >> 8, 1, 50e6));
    }

    function setPublisher(uint256 seed) external counted("rewards.setPublisher") {
        _publisher = books.personAt(seed);
        vm.prank(governance);
        rewards.setPublisher(_publisher);
    }

    function setGuardian(uint256 seed) external counted("rewards.setGuardian") {
        address guardian = books.personAt(seed);
        vm.prank(governance);
        rewards.setGuardian(guardian);
    }

    function propose(uint256 seed) external counted("rewards.propose") {
        start(seed);
    }

    function veto(uint256 seed) external counted("rewards.veto") {
        uint256 epoch = _amounts.length;
        start(seed);
        if (seed % 4 == 0) moveTo(now_() + bound(seed >> 8, 1 days, 3 days));
        uint256 opens = rewards.epochOf(epoch).claimableFrom;
        vm.prank(governance);
        rewards.veto(epoch);
        if (now_() >= opens) books.breach("too late");
        _vetoed[epoch] = true;
    }

    /// What the tree says, once, and within the total.
    function claim(uint256 seed) external counted("rewards.claim") {
        uint256 epoch = pick(seed);
        uint256 side = (seed >> 8) & 1;
        uint256 opens = rewards.epochOf(epoch).claimableFrom;
        if (seed % 8 != 0) moveTo(opens);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = leafOf(epoch, 1 - side);
        uint256 before = creditOf(buyerAt(side));
        rewards.claim(epoch, buyerAt(side), _amounts[epoch][side], proof);
        if (now_() < opens) books.breach("too soon");
        if (creditOf(buyerAt(side)) != before + _amounts[epoch][side]) books.breach("overdrawn");
        try rewards.claim(epoch, buyerAt(side), _amounts[epoch][side], proof) {
            books.breach("overdrawn");
        } catch {}
    }

    function sweep(uint256 seed) external counted("rewards.sweep") {
        uint256 epoch = pick(seed);
        uint256 due = uint256(rewards.epochOf(epoch).claimableFrom) + rewards.CLAIM_TERM();
        if (seed % 4 == 0) moveTo(due);
        rewards.sweep(epoch);
        if (now_() < due) books.breach("too soon");
    }

    /// Never what an epoch was promised.
    function returnUncommitted(uint256 seed) external counted("rewards.returnUncommitted") {
        uint256 spare = creditOf(address(rewards)) - rewards.committedOf(address(dollar));
        uint256 amount = bound(seed, 0, spare + spare / 8);
        vm.prank(governance);
        rewards.returnUncommitted(address(dollar), amount);
        if (amount > spare) books.breach("overdrawn");
    }

    function start(uint256 seed) private {
        acceptToken();
        if (rewards.publisher() != _publisher) {
            vm.prank(governance);
            rewards.setPublisher(_publisher);
        }
        uint256 epoch = _amounts.length;
        _amounts.push([bound(seed >> 16, 1, 20e6), bound(seed >> 48, 1, 20e6)]);
        _vetoed.push(false);
        uint256 total = _amounts[epoch][0] + _amounts[epoch][1];
        if (seed % 4 == 0) total -= total / 3;
        vm.prank(buyerAt(seed));
        jobs.deposit(address(dollar), address(rewards), total);
        (bytes32 left, bytes32 right) = (leafOf(epoch, 0), leafOf(epoch, 1));
        if (right < left) (left, right) = (right, left);
        bytes32 root = keccak256(abi.encode(left, right));
        vm.prank(_publisher);
        rewards.propose(epoch, address(dollar), root, uint96(total), "data");
    }

    function leafOf(uint256 epoch, uint256 side) private view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(epoch, buyerAt(side), _amounts[epoch][side]))));
    }

    /// One of the latest that stands, or a new one.
    function pick(uint256 seed) private returns (uint256 epoch) {
        for (uint256 i = _amounts.length; i > 0 && i + 3 > _amounts.length; --i) {
            epoch = i - 1;
            if (_vetoed[epoch] || rewards.epochOf(epoch).swept) continue;
            if (!rewards.isClaimed(epoch, buyerAt((seed >> 8) & 1)) || seed % 8 == 1) return epoch;
        }
        epoch = _amounts.length;
        start(mixed(seed));
    }
}
