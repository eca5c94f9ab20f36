// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Jobs} from "../src/Jobs.sol";
import {TestDollar} from "../src/TestDollar.sol";
import {IBalances} from "../src/interfaces/IBalances.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {ExpiryTerms, JobsConfig} from "../src/types/Parameters.sol";
import {Outcome} from "../src/types/Order.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";

contract ParametersTest is Market {
    function refuse(string memory what, uint256 value, uint256 limit) private {
        vm.expectRevert(abi.encodeWithSelector(IParameters.ParameterOutOfBounds.selector, what, value, limit));
    }

    function test_only_governance_sets_parameters() public {
        bytes memory reason =
            abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this));
        vm.expectRevert(reason);
        jobs.setFeeRate(1);
        vm.expectRevert(reason);
        jobs.setTreasury(stranger);
        vm.expectRevert(reason);
        jobs.setAccepted(address(dollar), false);
        vm.expectRevert(reason);
        jobs.setExpiryTerms(ExpiryTerms(0, 0, 0));
    }

    function test_every_parameter_is_bounded() public {
        vm.startPrank(governance);
        refuse("feeRate", 1_001, 1_000);
        jobs.setFeeRate(1_001);
        refuse("slashRate", 10_001, 10_000);
        jobs.setExpiryTerms(ExpiryTerms(10_001, 0, 0));
        refuse("callerShare", 1_001, 1_000);
        jobs.setExpiryTerms(ExpiryTerms(0, 0, 1_001));
        refuse("buyerShare", 7_001, 7_000);
        jobs.setExpiryTerms(ExpiryTerms(0, 7_001, 1_000));
        refuse("buyerShare", 8_001, 8_000);
        jobs.setExpiryTerms(ExpiryTerms(0, 8_001, 0));
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "treasury"));
        jobs.setTreasury(address(0));
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "treasury"));
        jobs.setTreasury(address(jobs));
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "token"));
        jobs.setAccepted(stranger, true);
    }

    function test_parameters_read_back() public {
        ExpiryTerms memory terms = ExpiryTerms(10_000, 7_000, 1_000);
        vm.startPrank(governance);
        jobs.setFeeRate(1_000);
        jobs.setTreasury(stranger);
        jobs.setExpiryTerms(terms);
        vm.assertEq(jobs.feeRate(), 1_000);
        vm.assertEq(jobs.treasury(), stranger);
        vm.assertEq(keccak256(abi.encode(jobs.expiryTerms())), keccak256(abi.encode(terms)));
    }

    function test_a_token_keeps_its_place_while_it_is_not_accepted() public {
        TestDollar second = new TestDollar();
        vm.startPrank(governance);
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "token"));
        jobs.setAccepted(address(second), false);
        jobs.setAccepted(address(second), true);
        vm.assertEq(jobs.tokenIndexOf(address(second)), 2);
        jobs.setAccepted(address(dollar), false);
        vm.assertEq(jobs.tokenIndexOf(address(dollar)), 0);
        vm.assertFalse(jobs.isAccepted(address(dollar)));
        vm.assertEq(jobs.tokenAt(1), address(dollar));
        jobs.setAccepted(address(dollar), true);
        vm.assertEq(jobs.tokenIndexOf(address(dollar)), 1);
    }

    function test_a_token_off_the_list_still_comes_into_the_ledger_and_one_that_never_was_on_it_does_not() public {
        TestDollar never = new TestDollar();
        vm.prank(governance);
        jobs.setAccepted(address(dollar), false);
        vm.assertEq(jobs.placeOf(address(dollar)), 1);
        vm.assertEq(jobs.placeOf(address(never)), 0);
        vm.startPrank(buyer);
        jobs.deposit(address(dollar), owner, 1e6);
        vm.assertEq(credit(owner), 1e6);
        vm.expectRevert(abi.encodeWithSelector(IJobs.TokenNotAccepted.selector, never));
        jobs.deposit(address(never), owner, 1);
    }

    function test_255_tokens_fit_and_no_more() public {
        vm.startPrank(governance);
        for (uint160 i = 1; i <= 255; ++i) {
            address token = address(0x70CE0000 + i);
            vm.etch(token, hex"00");
            if (i == 255) refuse("tokens", 256, 255);
            jobs.setAccepted(token, true);
        }
        vm.assertEq(jobs.tokenIndexOf(address(0x70CE0000 + 254)), 255);
    }

    function test_a_test_dollar_counts_in_millionths() public view {
        vm.assertEq(dollar.decimals(), 6);
    }

    function test_contracts_that_do_not_know_each_other_are_not_deployed() public {
        // what was staged knows only the escrow that is there
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "assets"));
        this.deployAs(0);
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "providers"));
        this.deployAs(1);
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "passes"));
        this.deployAs(2);
        vm.expectRevert(abi.encodeWithSelector(IParameters.InvalidAddress.selector, "relay"));
        this.deployAs(3);
    }

    function test_a_dispute_window_is_at_most_14_days() public {
        vm.assertEq(jobs.disputeWindow(), 3 days);
        refuse("disputeWindow", 14 days + 1, 14 days);
        this.deployAs(4);
        this.deployAs(5);
    }

    /// Builds an escrow of which the first `known` of the four contracts know, and beyond them one with a window too long.
    function deployAs(uint256 known) external {
        address predicted = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        JobsConfig memory config = configOf(address(dollar));
        address[4] memory parts = [config.assets, config.providers, config.passes, config.relay];
        for (uint256 i = 0; i < 4 && i < known; ++i) {
            vm.mockCall(parts[i], abi.encodeWithSignature("jobs()"), abi.encode(predicted));
        }
        config.disputeWindow = known == 4 ? 14 days + 1 : 14 days;
        new Jobs(config);
    }
}

contract BalancesTest is Market {
    function tokensOf(address token) private pure returns (address[] memory tokens) {
        tokens = new address[](1);
        tokens[0] = token;
    }

    function test_a_credit_is_withdrawn_once_to_any_account() public {
        place(draft());
        settle(draft(), Outcome.Refused, 0);
        vm.expectEmit(address(jobs));
        emit IBalances.Withdrawn(buyer, address(dollar), stranger, 52_275_000);
        vm.startPrank(buyer);
        jobs.withdraw(tokensOf(address(dollar)), stranger);
        vm.assertEq(dollar.balanceOf(stranger), 52_275_000);
        vm.assertEq(credit(buyer), 0);
        vm.expectRevert(abi.encodeWithSelector(IBalances.NothingToWithdraw.selector, buyer, dollar));
        jobs.withdraw(tokensOf(address(dollar)), stranger);
    }

    function test_nothing_is_withdrawn_to_nowhere_or_into_the_escrow() public {
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidWithdrawal.selector, address(0)));
        jobs.withdraw(tokensOf(address(dollar)), address(0));
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidWithdrawal.selector, jobs));
        jobs.withdraw(tokensOf(address(dollar)), address(jobs));
    }

    function test_nothing_is_credited_to_nobody_or_to_the_escrow_itself() public {
        fund(stranger, address(dollar), 1e6);
        address[2] memory nobody = [address(0), address(jobs)];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory reason = abi.encodeWithSelector(IBalances.InvalidCredit.selector, nobody[i]);
            vm.prank(stranger);
            vm.expectRevert(reason);
            jobs.deposit(address(dollar), nobody[i], 1e6);
            vm.prank(stranger);
            vm.expectRevert(reason);
            jobs.transfer(address(dollar), nobody[i], 0);
        }
        vm.assertEq(dollar.balanceOf(stranger), 1e6);
    }

    function test_the_same_token_named_twice_is_paid_once() public {
        place(draft());
        settle(draft(), Outcome.Refused, 0);
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(dollar), address(dollar));
        vm.prank(buyer);
        jobs.withdraw(tokens, stranger);
        vm.assertEq(dollar.balanceOf(stranger), 52_275_000);
    }
}
