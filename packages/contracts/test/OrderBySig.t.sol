// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IJobs} from "../src/interfaces/IJobs.sol";
import {Order, Quote} from "../src/types/Order.sol";
import {Market} from "./support/Market.sol";
import {vm} from "./support/Vm.sol";
import {Wallet} from "./support/Wallet.sol";

contract OrderBySigTest is Market {
    /// The same order, quote and signature, but with an empty word between the order's head and its datasets.
    function test_an_order_encoded_in_another_way_is_refused() public {
        bytes memory data = abi.encodeCall(jobs.order, (draft(), quoteFor(draft())));
        // arguments begin at 4, the order at 0x44, the place of its datasets at 0xe4, and they themselves at 0x304
        bytes memory other = new bytes(data.length + 32);
        for (uint256 i = 0; i < data.length; ++i) {
            other[i < 0x304 ? i : i + 32] = data[i];
        }
        uint256 quoteAt;
        assembly ("memory-safe") {
            quoteAt := mload(add(other, 0x44))
            mstore(add(other, 0x44), add(quoteAt, 0x20))
            mstore(add(other, 0x104), 0x2e0)
        }
        vm.prank(buyer);
        (bool success, bytes memory reason) = address(jobs).call(other);
        vm.assertFalse(success);
        vm.assertEq(
            keccak256(reason), keccak256(abi.encodeWithSelector(IJobs.InvalidOrder.selector, "encoding"))
        );
    }

    function permitOf(uint256 value, uint256 deadline) private view returns (bytes memory) {
        return permitFor(BUYER_KEY, dollar, address(jobs), value, deadline);
    }

    function withRelayFee() private view returns (Order memory order) {
        order = draft();
        order.relayFee = 1e6;
    }

    function noAllowance() private {
        vm.prank(buyer);
        dollar.approve(address(jobs), 0);
    }

    function send(Order memory order, bytes memory signature, bytes memory permit) private returns (bytes32) {
        Quote memory quote = quoteFor(order);
        vm.prank(stranger);
        return jobs.orderBySig(order, quote, signature, permit);
    }

    function test_two_signatures_order_and_the_relayer_is_paid() public {
        noAllowance();
        Order memory order = withRelayFee();
        bytes32 jobId = jobIdOf(order);
        bytes memory signature = sign(BUYER_KEY, jobId);
        bytes memory permit = permitOf(53_275_000, block.timestamp + 1);
        Quote memory quote = quoteFor(order);
        vm.expectEmit(address(jobs));
        emit IJobs.OrderRelayed(jobId, stranger, 1e6);
        vm.prank(stranger);
        jobs.orderBySig(order, quote, signature, permit);
        vm.assertEq(credit(stranger), 1e6);
        vm.assertEq(dollar.balanceOf(address(jobs)), 53_275_000);
    }

    function test_a_permit_that_was_front_run_does_no_harm() public {
        noAllowance();
        Order memory order = withRelayFee();
        bytes memory permit = permitOf(53_275_000, block.timestamp + 1);
        (uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(permit, (uint256, uint256, uint8, bytes32, bytes32));
        vm.prank(address(0xBAD));
        dollar.permit(buyer, address(jobs), value, deadline, v, r, s);
        send(order, sign(BUYER_KEY, jobIdOf(order)), permit);
        vm.assertEq(credit(stranger), 1e6);
    }

    function test_a_void_permit_leaves_it_to_the_allowance() public {
        noAllowance();
        Order memory order = withRelayFee();
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        bytes memory permit = permitOf(53_275_000, block.timestamp - 1);
        Quote memory quote = quoteFor(order);
        vm.expectRevert();
        jobs.orderBySig(order, quote, signature, permit);
        vm.prank(buyer);
        dollar.approve(address(jobs), 53_275_000);
        send(order, signature, permit);
    }

    function test_a_permit_that_is_no_permit_is_refused() public {
        Order memory order = withRelayFee();
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        Quote memory quote = quoteFor(order);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidOrder.selector, "permit"));
        jobs.orderBySig(order, quote, signature, hex"00");
    }

    function refuse(Order memory order, bytes memory signature) private {
        Quote memory quote = quoteFor(order);
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidBuyerSignature.selector, order.buyer));
        jobs.orderBySig(order, quote, signature, "");
    }

    function test_only_the_buyer_key_signs_for_this_chain_and_contract() public {
        Order memory order = draft();
        refuse(order, sign(OPERATOR_KEY, jobIdOf(order)));
        refuse(order, sign(BUYER_KEY, typed(address(jobs), block.chainid + 1, orderHash(order))));
        refuse(order, sign(BUYER_KEY, typed(address(assets), orderHash(order))));
        refuse(order, malleable(sign(BUYER_KEY, jobIdOf(order))));
        refuse(order, "");
        Order memory other = draft();
        other.failureCap += 1;
        refuse(other, sign(BUYER_KEY, jobIdOf(order)));
    }

    function test_a_fork_of_the_chain_gives_an_order_another_id() public {
        Order memory order = draft();
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        bytes32 here = jobs.jobIdOf(order);
        vm.chainId(block.chainid + 1);
        vm.assertTrue(jobs.jobIdOf(order) != here);
        refuse(order, signature);
    }

    function test_a_signature_is_used_once() public {
        Order memory order = draft();
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        bytes32 jobId = send(order, signature, "");
        Quote memory quote = quoteFor(order);
        vm.expectRevert(abi.encodeWithSelector(IJobs.JobExists.selector, jobId));
        jobs.orderBySig(order, quote, signature, "");
    }

    function test_a_contract_wallet_orders_by_erc1271() public {
        Wallet wallet = new Wallet(buyer, IERC20(address(dollar)), address(jobs));
        dollar.mint(address(wallet), 1e9);
        Order memory order = draft();
        order.buyer = address(wallet);
        refuse(order, sign(OPERATOR_KEY, jobIdOf(order)));
        send(order, sign(BUYER_KEY, jobIdOf(order)), "");
        vm.assertEq(dollar.balanceOf(address(wallet)), 1e9 - 52_275_000);
    }

    function test_a_contract_wallet_that_misbehaves_costs_bounded_gas() public {
        Wallet wallet = new Wallet(buyer, IERC20(address(dollar)), address(jobs));
        Order memory order = draft();
        order.buyer = address(wallet);
        Quote memory quote = quoteFor(order);
        bytes memory signature = sign(BUYER_KEY, jobIdOf(order));
        for (uint256 mode = 1; mode <= 3; ++mode) {
            wallet.set(Wallet.Mode(mode));
            uint256 gas = gasleft();
            vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidBuyerSignature.selector, wallet));
            jobs.orderBySig(order, quote, signature, "");
            vm.assertLe(gas - gasleft(), 500_000);
        }
    }
}
