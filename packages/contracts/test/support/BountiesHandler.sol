// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bounties} from "../../src/Bounties.sol";
import {Bounty, BountyKind, BountyTerms} from "../../src/types/Bounty.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Bounties that buyers fund, others answer and a judge awards.
contract BountiesHandler is Actor {
    address private constant JUDGE = address(0x1D6E);

    Bounties private immutable bounties;
    bytes32[] private _ids;

    constructor(Books books_) Actor(books_) {
        bounties = books_.world().bounties;
    }

    /// What awards and funders may still take.
    function liability() external view returns (uint256 sum) {
        for (uint256 i = 0; i < _ids.length; ++i) {
            sum += bounties.bountyOf(_ids[i]).rest;
        }
    }

    function open(uint256 seed) external counted("bounties.open") {
        start(seed);
    }

    function contribute(uint256 seed) external counted("bounties.contribute") {
        bytes32 id = taking(seed);
        acceptToken();
        vm.prank(buyerAt(seed));
        bounties.contribute(id, uint96(bound(seed >> 8, 1, 50e6)));
    }

    function submit(uint256 seed) external counted("bounties.submit") {
        answer(taking(seed), seed);
    }

    function reject(uint256 seed) external counted("bounties.reject") {
        bytes32 id = taking(seed);
        uint32 submission = answer(id, seed);
        vm.prank(JUDGE);
        bounties.reject(id, submission);
    }

    function award(uint256 seed) external counted("bounties.award") {
        bytes32 id = taking(seed);
        uint32 submission = answer(id, seed);
        Bounty memory bounty = bounties.bountyOf(id);
        uint256 before = creditOf(buyerAt(seed));
        // now and then more than there is
        uint96 amount = uint96(bound(seed >> 16, 1, uint256(bounty.rest) + bounty.rest / 8 + 1));
        vm.prank(JUDGE);
        bounties.award(id, submission, buyerAt(seed), amount);
        if (amount > bounty.rest || creditOf(buyerAt(seed)) != before + amount) books.breach("overdrawn");
    }

    function close(uint256 seed) external counted("bounties.close") {
        bytes32 id = ending(seed);
        bounties.close(id);
        checkDue(id);
    }

    /// A part of what is left, by the contribution and once.
    function reclaim(uint256 seed) external counted("bounties.reclaim") {
        bytes32 id = ending(seed);
        address funder = funderOf(id, seed);
        Bounty memory bounty = bounties.bountyOf(id);
        uint256 part = (bounties.contributionOf(id, funder) * bounty.rest) / bounty.total;
        uint256 before = creditOf(funder);
        bounties.reclaim(id, funder);
        checkDue(id);
        if (creditOf(funder) != before + part) books.breach("overdrawn");
        try bounties.reclaim(id, funder) {
            books.breach("overdrawn");
        } catch {}
    }

    function checkDue(bytes32 id) private {
        Bounty memory bounty = bounties.bountyOf(id);
        uint40 due = bounty.submissions == 0 ? bounty.submitUntil : bounty.decideUntil;
        if (now_() <= due) books.breach("too soon");
    }

    function start(uint256 seed) private returns (bytes32 id) {
        acceptToken();
        BountyTerms memory terms;
        terms.kind = BountyKind(seed % 3);
        (terms.token, terms.judge, terms.specification) = (address(dollar), JUDGE, "specification");
        terms.submitUntil = uint40(now_() + bound(seed >> 8, 1 hours, 3 days));
        terms.decideUntil = terms.submitUntil + uint40(bound(seed >> 40, 1 days, 5 days));
        terms.salt = bytes32(_ids.length);
        vm.prank(buyerAt(seed));
        id = bounties.open(terms, uint96(bound(seed >> 80, 1, 50e6)));
        _ids.push(id);
    }

    function answer(bytes32 id, uint256 seed) private returns (uint32) {
        vm.prank(buyerAt(seed));
        return bounties.submit(id, 0, "digest");
    }

    function funderOf(bytes32 id, uint256 seed) private view returns (address funder) {
        for (uint256 i = 0; i < BUYERS; ++i) {
            funder = buyerAt(seed + i);
            if (bounties.contributionOf(id, funder) > 0) return funder;
        }
    }

    /// One that still takes submissions, or a new one.
    function taking(uint256 seed) private returns (bytes32 id) {
        for (uint256 i = _ids.length; i > 0 && i + 3 > _ids.length; --i) {
            id = _ids[i - 1];
            if (bounties.bountyOf(id).submitUntil >= now_()) return id;
        }
        return start(seed);
    }

    /// One that is not over, mostly past its deadlines.
    function ending(uint256 seed) private returns (bytes32 id) {
        for (uint256 i = _ids.length; i > 0 && i + 3 > _ids.length; --i) {
            id = _ids[i - 1];
            if (!bounties.bountyOf(id).closed) break;
        }
        if (id == 0 || bounties.bountyOf(id).closed) id = start(mixed(seed));
        if (seed % 4 != 0) moveTo(uint256(bounties.bountyOf(id).decideUntil) + 1);
    }
}
