// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Shares in the income of one asset: an ERC-20 of 18 decimals and fixed supply, whose own credit in the escrow's ledger is the income.
/// What comes in belongs to whoever holds shares at that moment, in proportion, and stays theirs when they sell.
///
/// Amounts are kept in 1/1e27 of a token's smallest unit, and what a division leaves is carried to the next income, so that at any
/// time, in those parts: received = paid + the sum of what is owed + remainder, exactly.
interface IShareToken is IERC20 {
    event TokenAdded(address indexed token);
    event DividendClaimed(address indexed account, address indexed token, uint256 amount);
    /// @param heir whose everything is that comes in from now on
    event SharesDissolved(address indexed heir);

    error OnlyFactory(address caller);
    error TokenTracked(address token);
    error TokenNotTracked(address token);
    error TooManyTokens(uint256 count);
    error NothingReceived(address token);
    error NotAllShares(address account, uint256 held, uint256 supply);

    /// Credits an account what it is owed in these tokens; anyone may ask for it. At most 4 tokens in a call.
    function claim(address account, address[] calldata tokens) external;
    /// Starts to share out the income in a further accepted token, of which something must have come in. At most 4 tokens are shared
    /// out; without limit once dissolved. The asset's owner alone takes the last place, and may before anything came in: while shares
    /// exist, the asset is priced only in a token that they share out.
    function addToken(address token) external;
    /// Makes income of what lies in this contract's own wallet, as markets pay royalties of a resale there; by anyone.
    function sweep(address token) external;
    /// By who holds every share: burns them and unlocks the asset's beneficiary. What others are owed stays theirs; the remainders
    /// and what still comes in are the caller's.
    function dissolve() external;

    function assetId() external view returns (uint256);
    function isTracked(address token) external view returns (bool);
    /// Tokens whose income is shared out.
    function tokens() external view returns (address[] memory);
    /// What an account could claim now, in the smallest unit, and the fraction of a unit beyond it, in 1/1e27.
    function owedOf(address account, address token) external view returns (uint256 amount, uint256 fraction);
    /// What came in and went out so far, in the smallest unit, and what no share was given yet, in 1/1e27 of it.
    function statementOf(address token) external view returns (uint256 received, uint256 paid, uint256 remainder);
    /// Who dissolved the shares; zero while they stand.
    function heir() external view returns (address);
}
