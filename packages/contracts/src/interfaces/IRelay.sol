// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// One call of a signed act.
struct Call {
    address target;
    bytes data;
}

/// What an account wants done by whoever sends it: all calls in order, or none.
/// @param calls at most eight, none to the relay itself; a `permit` among them (ERC-2612) may fail, since whoever sees one first can
/// use it up, and the allowance then decides; any other that fails undoes all
/// @param feeToken token of the relay fee, taken from the account's credit: before the calls, or after them where the credit comes
/// from them
/// @param deadline block time until which it may be sent
/// @param salt makes acts differ that are otherwise the same
struct Act {
    address account;
    Call[] calls;
    address feeToken;
    uint96 fee;
    uint40 deadline;
    bytes32 salt;
}

/// Executes acts that their accounts signed, for somebody without native coin. The contracts of Atoll trust it as their ERC-2771
/// forwarder: each call carries the account behind its data.
interface IRelay {
    event ActExecuted(
        bytes32 indexed digest, address indexed account, address indexed relayer, address feeToken, uint256 fee
    );
    event ActRevoked(bytes32 indexed digest, address indexed account);

    error ActUsed(bytes32 digest);
    error ActExpired(uint40 deadline);
    error InvalidActSignature(address account);
    error NotAccount(address caller, address account);
    error TooManyCalls(uint256 count);
    /// Without a reason of its own, to the relay, or to an address without code.
    error CallFailed(uint256 index, address target);

    /// The EIP-712 digest that the account signs.
    function digestOf(Act calldata act) external view returns (bytes32);
    function isUsed(bytes32 digest) external view returns (bool);
    /// @param signature of the act by its account (EIP-712, or ERC-1271 for a contract)
    function execute(Act calldata act, bytes calldata signature) external;
    /// Makes an act that was signed unusable; by its account.
    function revoke(Act calldata act) external;
    /// The escrow contract, in whose ledger the fee is paid.
    function jobs() external view returns (address);
}
