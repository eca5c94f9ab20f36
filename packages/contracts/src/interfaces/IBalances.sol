// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Credits per token and account. Money leaves only when its owner asks for it.
interface IBalances {
    event Withdrawn(address indexed account, address indexed token, address to, uint256 amount);

    error NothingToWithdraw(address account, address token);
    error InvalidWithdrawal(address to);

    function balanceOf(address token, address account) external view returns (uint256);
    /// Withdraws the whole credit of each token; a token that fails to transfer reverts only when it is the single one asked for.
    function withdraw(address[] calldata tokens, address to) external;
}
