// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {RevenueShares} from "../../src/RevenueShares.sol";
import {ShareToken} from "../../src/ShareToken.sol";
import {AssetState} from "../../src/types/Asset.sol";
import {Actor} from "./Actor.sol";
import {Books} from "./Books.sol";
import {bound, vm} from "./Vm.sol";

/// Shares of what assets earn: issued, traded, paid and dissolved.
contract SharesHandler is Actor {
    uint256 private constant SCALE = 1e27;

    RevenueShares private immutable shares;
    ShareToken[] private _known;
    mapping(address token => uint256) private _claimed;

    constructor(Books books_) Actor(books_) {
        shares = books_.world().shares;
    }

    /// In parts of 1 / 1e27 of a unit: what came in, what went out, what is owed to holders and what no holder is owed yet.
    function totals()
        external
        view
        returns (uint256 received, uint256 paid, uint256 owed, uint256 remainder, uint256 held, uint256 claimed)
    {
        for (uint256 i = 0; i < _known.length; ++i) {
            ShareToken token = _known[i];
            (uint256 in_, uint256 out, uint256 left) = token.statementOf(address(dollar));
            (received, paid, remainder) = (received + in_ * SCALE, paid + out * SCALE, remainder + left);
            (held, claimed) = (held + creditOf(address(token)), claimed + _claimed[address(token)]);
            for (uint256 j = 0; j < BUYERS; ++j) {
                (uint256 amount, uint256 fraction) = token.owedOf(buyerAt(j), address(dollar));
                owed += amount * SCALE + fraction;
            }
        }
    }

    function create(uint256 seed) external counted("shares.create") {
        issue(mixed(seed));
    }

    /// As a run's income would, or a gift.
    function pay(uint256 seed) external counted("shares.pay") {
        ShareToken token = pick(seed);
        acceptToken();
        vm.prank(buyerAt(seed));
        jobs.deposit(address(dollar), address(token), bound(seed >> 16, 1, 50e6));
    }

    function transfer(uint256 seed) external counted("shares.transfer") {
        ShareToken token = pick(seed);
        address from = buyerAt(seed);
        uint256 amount = bound(seed >> 16, 0, token.balanceOf(from));
        vm.prank(from);
        token.transfer(buyerAt(seed >> 8), amount);
    }

    function claim(uint256 seed) external counted("shares.claim") {
        ShareToken token = pick(seed);
        address account = buyerAt(seed);
        (uint256 owed,) = token.owedOf(account, address(dollar));
        uint256 before = creditOf(account);
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(dollar), address(dollar));
        token.claim(account, tokens);
        if (creditOf(account) != before + owed) books.breach("dividend");
        _claimed[address(token)] += owed;
    }

    function dissolve(uint256 seed) external counted("shares.dissolve") {
        ShareToken token = pick(seed);
        address account = buyerAt(seed);
        for (uint256 i = 0; i < BUYERS; ++i) {
            uint256 balance = token.balanceOf(buyerAt(i));
            // now and then one keeps his shares, and nothing is dissolved
            if (buyerAt(i) == account || balance == 0 || (seed >> 8) % 8 == 0) continue;
            vm.prank(buyerAt(i));
            token.transfer(account, balance);
        }
        vm.prank(account);
        token.dissolve();
        if (assets.isBeneficiaryLocked(token.assetId())) books.breach("locked for good");
    }

    function issue(uint256 seed) private returns (ShareToken token) {
        uint256 id = books.datasetAt(seed);
        if (shares.tokenOf(id) != address(0)) id = books.datasetAt(seed >> 8);
        vm.prank(assets.ownerOf(id));
        token = ShareToken(shares.create(id, "Shares", "S", bound(seed >> 16, 1, 1e24), buyerAt(seed)));
        _known.push(token);
        books.addModule(address(token));
    }

    /// One of the latest that still has shares, or a new one.
    function pick(uint256 seed) private returns (ShareToken token) {
        uint256 count = _known.length < 3 ? _known.length : 3;
        for (uint256 i = 0; i < count; ++i) {
            token = _known[_known.length - 1 - ((seed + i) % count)];
            if (token.totalSupply() > 0) return token;
        }
        return issue(mixed(seed));
    }
}
