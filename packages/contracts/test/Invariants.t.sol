// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ChannelsHandler} from "./support/ChannelsHandler.sol";
import {Campaign} from "./support/Campaign.sol";
import {vm} from "./support/Vm.sol";

/// Random calls of every part, mixed. The ledger is held against the books after each call, each part against its own at the end.
contract InvariantsTest is Campaign {
    uint256 private constant SCALE = 1e27;

    /// Tokens held are credits and locked maxima in the escrow; bonded, unbonding and frozen collateral at the registry. To the unit.
    function invariant_tokens_held_are_what_is_owed() public view {
        vm.assertEq(dollar.balanceOf(address(jobs)), credits() + books.locked(), "escrow");
        (uint256 bonded,, uint256 unbonding) = providers.collateralOf(provider, address(dollar));
        uint256 frozen = providers.frozenOf(provider, address(dollar));
        vm.assertEq(dollar.balanceOf(address(providers)), bonded + unbonding + frozen, "collateral");
        vm.assertEq(frozen, books.frozen(), "frozen");
        vm.assertEq(credit(address(disputes)), books.bonds(), "bonds");
        vm.assertEq(dollar.balanceOf(address(disputes)), 0, "disputes");
        vm.assertEq(credit(address(relay)) + dollar.balanceOf(address(relay)), 0, "relay");
    }

    function afterInvariant() public {
        checkBreaches();
        checkParts();
        checkDividends();
        checkEveryoneCanLeave();
    }

    /// What a handler saw that must never be.
    function checkBreaches() internal view {
        never("ended twice");
        never("escrow");
        never("overcharged");
        never("overdrawn");
        never("trapped");
        never("too soon");
        never("too late");
        never("acted twice");
        never("rated twice");
        never("disputed twice");
        never("ruled on credit");
        never("ruled twice");
        never("slash");
        never("dividend");
        never("locked for good");
        never("approved after all");
    }

    /// Each part's credit is what it owes, no more and no less.
    function checkParts() internal view {
        vm.assertEq(credit(address(passes)), passesHandler.liability(), "passes");
        vm.assertEq(credit(address(bounties)), bountiesHandler.liability(), "bounties");
        vm.assertEq(credit(address(channels)), channelsHandler.liability(), "channels");
        ChannelsHandler.Totals memory totals = channelsHandler.totals();
        vm.assertEq(
            totals.deposited, totals.redeemed + totals.refunded + channelsHandler.liability(), "vouchers"
        );
        (uint256 committed, bool overpaid) = rewardsHandler.liability();
        vm.assertEq(rewards.committedOf(address(dollar)), committed, "committed");
        vm.assertLe(committed, credit(address(rewards)), "rewards");
        vm.assertFalse(overpaid);
    }

    /// Dividends received = paid + owed + what is carried over, to the fraction; what is held is what was not paid.
    function checkDividends() internal view {
        (uint256 received, uint256 paid, uint256 owed, uint256 remainder, uint256 held, uint256 claimed) =
            sharesHandler.totals();
        vm.assertEq(received, paid + owed + remainder, "dividends");
        vm.assertEq(received - paid, held * SCALE, "dividends held");
        vm.assertEq(paid, claimed * SCALE, "dividends claimed");
    }

    /// Whatever came before, past the deadlines buyers leave every job and all take their credit out; the parts keep what they owe.
    function checkEveryoneCanLeave() internal {
        jobsHandler.leaveAll();
        vm.assertEq(books.locked(), 0, "locked");
        creditsHandler.withdrawAll();
        checkBreaches();
        vm.assertEq(dollar.balanceOf(address(jobs)), sum(books.modules()), "left");
    }

    function credits() private view returns (uint256) {
        return sum(books.people()) + sum(books.modules());
    }

    function sum(address[] memory accounts) private view returns (uint256 total) {
        for (uint256 i = 0; i < accounts.length; ++i) {
            total += credit(accounts[i]);
        }
    }

    function never(bytes32 what) private view {
        vm.assertEq(books.breaches(what), 0, string(abi.encodePacked(what)));
    }
}
