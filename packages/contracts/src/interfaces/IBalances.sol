// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Credits per token and account: the one ledger of Atoll. Other contracts hold what they owe as the credit of their own address.
/// Tokens leave only when the owner of a credit asks for them. Who calls is told by the relay where the call comes from it (ERC-2771).
interface IBalances {
    event Deposited(address indexed from, address indexed to, address indexed token, uint256 amount);
    event CreditTransferred(address indexed from, address indexed to, address indexed token, uint256 amount);
    event Withdrawn(address indexed account, address indexed token, address to, uint256 amount);

    error NothingToWithdraw(address account, address token);
    error InvalidWithdrawal(address to);
    error InvalidCredit(address to);
    error InsufficientCredit(address account, address token, uint256 needed, uint256 available);

    function balanceOf(address token, address account) external view returns (uint256);
    /// Takes exactly `amount` of a token that is or was accepted from the caller's wallet and credits it to `to`.
    function deposit(address token, address to, uint256 amount) external;
    /// Moves credit of the caller to another account.
    function transfer(address token, address to, uint256 amount) external;
    /// Withdraws the whole credit of each token; a token that fails to transfer reverts only when it is the single one asked for.
    function withdraw(address[] calldata tokens, address to) external;
}
