// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IJobs} from "../interfaces/IJobs.sol";

/// Taking tokens in, to the last unit: a token that keeps a fee is refused.
library TokenTransfer {
    using SafeERC20 for IERC20;

    function pull(address token, address from, uint256 amount) internal {
        uint256 before = _held(token);
        IERC20(token).safeTransferFrom(from, address(this), amount);
        uint256 received = _held(token) - before;
        if (received != amount) revert IJobs.TransferShort(token, amount, received);
    }

    /// `balanceOf(address(this))`, without the memory that the compiler would spend on the call. Reverts where the token does not answer.
    function _held(address token) private view returns (uint256 held) {
        bytes32 selector = IERC20.balanceOf.selector;
        assembly ("memory-safe") {
            mstore(0, selector)
            mstore(4, address())
            if iszero(and(gt(returndatasize(), 31), staticcall(gas(), token, 0, 36, 0, 32))) { revert(0, 0) }
            held := mload(0)
        }
    }
}
