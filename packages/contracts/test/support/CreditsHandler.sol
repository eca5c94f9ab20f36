// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Relay} from "../../src/Relay.sol";
import {Act, Call} from "../../src/interfaces/IRelay.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Credits that people put in, pass on and take out, themselves or by signed acts.
contract CreditsHandler is Actor {
    Relay private immutable relay;

    constructor(Books books_) Actor(books_) {
        relay = books_.world().relay;
    }

    function deposit(uint256 seed) external counted("jobs.deposit") {
        acceptToken();
        address to = books.personAt(seed >> 8);
        vm.prank(buyerAt(seed));
        jobs.deposit(address(dollar), to, bound(seed >> 16, 0, 100e6));
    }

    function transfer(uint256 seed) external counted("jobs.transfer") {
        (address from, address to) = (books.personAt(seed), books.personAt(seed >> 8));
        uint256 credit = creditOf(from);
        // a little more than there is, now and then
        uint256 amount = bound(seed >> 16, 0, credit + credit / 8);
        vm.prank(from);
        jobs.transfer(address(dollar), to, amount);
        if (amount > credit) books.breach("overdrawn");
    }

    function withdraw(uint256 seed) external counted("jobs.withdraw") {
        address account = books.personAt(seed);
        uint256 credit = creditOf(account);
        uint256 before = dollar.balanceOf(account);
        vm.prank(account);
        jobs.withdraw(dollarTwice(), account);
        if (dollar.balanceOf(account) - before != credit || creditOf(account) != 0) books.breach("overdrawn");
    }

    /// Everybody takes out what is theirs.
    function withdrawAll() external {
        address[] memory people = books.people();
        for (uint256 i = 0; i < people.length; ++i) {
            uint256 credit = creditOf(people[i]);
            uint256 before = dollar.balanceOf(people[i]);
            vm.prank(people[i]);
            jobs.withdraw(dollarTwice(), people[i]);
            if (dollar.balanceOf(people[i]) - before != credit) books.breach("overdrawn");
        }
    }

    /// A buyer's signed act: the fee first, then credit to somebody, then the rest to the buyer's wallet. Then the same again.
    function execute(uint256 seed, uint96 fee) external counted("relay.execute") {
        Act memory act = actOf(buyerAt(seed), seed, fee);
        uint256 credit = creditOf(act.account);
        bytes memory signature = sign(keyOf(act.account), actDigest(address(relay), block.chainid, act));
        relay.execute(act, signature);
        if (act.fee > credit) books.breach("overdrawn");
        try relay.execute(act, signature) {
            books.breach("acted twice");
        } catch {}
    }

    /// What was revoked is never executed.
    function revoke(uint256 seed) external counted("relay.revoke") {
        Act memory act = actOf(buyerAt(seed), mixed(seed), 0);
        vm.prank(act.account);
        relay.revoke(act);
        bytes memory signature = sign(keyOf(act.account), actDigest(address(relay), block.chainid, act));
        try relay.execute(act, signature) {
            books.breach("acted twice");
        } catch {}
    }

    function actOf(address account, uint256 seed, uint96 fee) private view returns (Act memory act) {
        uint256 credit = creditOf(account);
        address to = books.personAt(seed >> 8);
        uint256 amount = bound(seed >> 16, 0, credit / 2);
        act.calls = new Call[](2);
        act.calls[0] = Call(address(jobs), abi.encodeCall(jobs.transfer, (address(dollar), to, amount)));
        act.calls[1] = Call(address(jobs), abi.encodeCall(jobs.withdraw, (dollarTwice(), account)));
        act.account = account;
        act.feeToken = address(dollar);
        act.fee = uint96(bound(fee, 0, credit / 2 + 10));
        act.deadline = uint40(now_());
        act.salt = bytes32(seed);
    }

    /// Twice, since a list must not pay twice.
    function dollarTwice() private view returns (address[] memory tokens) {
        tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(dollar), address(dollar));
    }
}
