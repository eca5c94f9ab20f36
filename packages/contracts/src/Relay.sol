// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IBalances} from "./interfaces/IBalances.sol";
import {Act, Call, IRelay} from "./interfaces/IRelay.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// Executes signed acts. Holds nothing and may be allowed nothing: whatever it had, anyone could take by an act of his own.
///
/// A contract that trusts it must not let a caller choose the data of a call that it makes to itself (as a multicall does), since
/// such data could end with any account.
contract Relay is IRelay, EIP712 {
    uint256 public constant MAX_CALLS = 8;
    /// Longest reason of a failed call that is handed on.
    uint256 private constant MAX_REASON = 4_096;

    bytes32 private constant CALL = keccak256("Call(address target,bytes data)");
    bytes32 private constant ACT = keccak256(
        "Act(address account,Call[] calls,address feeToken,uint96 fee,uint40 deadline,bytes32 salt)Call(address target,bytes data)"
    );

    address public immutable jobs;

    mapping(bytes32 digest => bool) private _used;

    /// @param jobs_ the escrow contract, in whose ledger fees are paid
    constructor(address jobs_) EIP712("Atoll Relay", "1") {
        jobs = jobs_;
    }

    function digestOf(Act calldata act) public view returns (bytes32) {
        bytes32[] memory calls = new bytes32[](act.calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = keccak256(abi.encode(CALL, act.calls[i].target, keccak256(act.calls[i].data)));
        }
        bytes32 callsHash = keccak256(abi.encodePacked(calls));
        return _hashTypedDataV4(
            keccak256(abi.encode(ACT, act.account, callsHash, act.feeToken, act.fee, act.deadline, act.salt))
        );
    }

    function isUsed(bytes32 digest) external view returns (bool) {
        return _used[digest];
    }

    function execute(Act calldata act, bytes calldata signature) external {
        if (block.timestamp > act.deadline) revert ActExpired(act.deadline);
        uint256 count = act.calls.length;
        if (count > MAX_CALLS) revert TooManyCalls(count);
        bytes32 digest = digestOf(act);
        if (_used[digest]) revert ActUsed(digest);
        if (!Signatures.isValid(act.account, digest, signature)) revert InvalidActSignature(act.account);
        _used[digest] = true;
        emit ActExecuted(digest, act.account, msg.sender, act.feeToken, act.fee);

        bool feeDue = act.fee > 0;
        // first, so that a withdrawal of everything takes what is left; later only where the calls themselves bring the credit
        if (feeDue && IBalances(jobs).balanceOf(act.feeToken, act.account) >= act.fee) {
            _payFee(act);
            feeDue = false;
        }
        for (uint256 i = 0; i < count; ++i) {
            _call(i, act.calls[i], act.account);
        }
        if (feeDue) _payFee(act);
    }

    function revoke(Act calldata act) external {
        if (msg.sender != act.account) revert NotAccount(msg.sender, act.account);
        bytes32 digest = digestOf(act);
        if (_used[digest]) revert ActUsed(digest);
        _used[digest] = true;
        emit ActRevoked(digest, act.account);
    }

    /// A permit that fails was used already, by whoever saw it first, or is void; either way the allowance decides.
    function _call(uint256 index, Call calldata step, address account) private {
        address target = step.target;
        if (target == address(this) || target.code.length == 0) revert CallFailed(index, target);
        bool optional = step.data.length >= 4 && bytes4(step.data) == IERC20Permit.permit.selector;
        bytes memory data = abi.encodePacked(step.data, account);
        bool success;
        assembly ("memory-safe") {
            success := call(gas(), target, 0, add(data, 0x20), mload(data), 0, 0)
        }
        if (success || optional) return;
        uint256 size;
        assembly ("memory-safe") {
            size := returndatasize()
        }
        if (size == 0) revert CallFailed(index, target);
        if (size > MAX_REASON) size = MAX_REASON;
        assembly ("memory-safe") {
            let reason := mload(0x40)
            returndatacopy(reason, 0, size)
            revert(reason, size)
        }
    }

    function _payFee(Act calldata act) private {
        bytes memory data = abi.encodePacked(
            abi.encodeCall(IBalances.transfer, (act.feeToken, msg.sender, act.fee)), act.account
        );
        (bool success, bytes memory reason) = jobs.call(data);
        if (success) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
