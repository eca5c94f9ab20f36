// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// Signatures of accounts that may be contracts. The contract is asked with capped gas and at most one word of its answer is
/// read, so a wallet can make only its own order fail.
library Signatures {
    /// Enough for multi-owner wallets and for passkeys verified in Solidity.
    uint256 internal constant ERC1271_GAS = 400_000;

    /// Zero where the signature is malformed or malleable (upper half of `s`).
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address signer) {
        (signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
    }

    /// Keys come first: an account that delegated its code (EIP-7702) can still sign with its key.
    function isValid(address account, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (recover(digest, signature) == account && account != address(0)) return true;
        if (account.code.length == 0) return false;
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bytes32 answer;
        bool answered;
        assembly ("memory-safe") {
            mstore(0, 0)
            let success := staticcall(ERC1271_GAS, account, add(question, 32), mload(question), 0, 32)
            answered := and(success, gt(returndatasize(), 31))
            answer := mload(0)
        }
        return answered && answer == bytes32(IERC1271.isValidSignature.selector);
    }
}
