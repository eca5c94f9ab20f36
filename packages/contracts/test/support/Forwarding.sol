// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Market} from "./Market.sol";
import {vm} from "./Vm.sol";

/// A market beside which contracts are deployed that trust `forwarder` as their ERC-2771 forwarder.
abstract contract Forwarding is Market {
    address internal forwarder = address(0xF0A3);

    /// A call as the forwarder makes it for an account that signed it.
    function forward(address account, address target, bytes memory data) internal {
        vm.prank(forwarder);
        (bool success, bytes memory reason) = target.call(abi.encodePacked(data, account));
        if (!success) {
            assembly {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    /// Gives an account dollars that `spender` may take.
    function endow(address account, address spender, uint256 amount) internal {
        dollar.mint(account, amount);
        vm.prank(account);
        dollar.approve(spender, type(uint256).max);
    }

    function domain(string memory name, uint256 chain, address verifier) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                chain,
                verifier
            )
        );
    }
}
