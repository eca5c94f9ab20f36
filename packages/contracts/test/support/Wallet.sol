// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// A contract wallet (ERC-1271) that can also misbehave.
contract Wallet {
    enum Mode {
        Honest,
        BurnsGas,
        ReturnsMuch,
        ReturnsNothing
    }

    address public immutable key;
    Mode public mode;

    constructor(address key_, IERC20 token, address spender) {
        key = key_;
        token.approve(spender, type(uint256).max);
    }

    function set(Mode mode_) external {
        mode = mode_;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (mode == Mode.BurnsGas) while (true) {}
        if (mode == Mode.ReturnsMuch) {
            assembly {
                return(0, 1000000)
            }
        }
        if (mode == Mode.ReturnsNothing) {
            assembly {
                return(0, 0)
            }
        }
        return ECDSA.recoverCalldata(digest, signature) == key ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}
