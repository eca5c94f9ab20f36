// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Shares in the income of one asset. Income is whatever is credited to this contract in the ledger; it is divided by what each
/// holder held when it was noticed, which happens before every change of holdings.
interface IShareToken {
    /// @param amount of income divided among the holders
    event IncomeDivided(address indexed token, uint256 amount);
    event DividendPaid(address indexed account, address indexed token, uint256 amount);
    event TokenTracked(address indexed token);
    event Dissolved(address indexed account);
    /// What no holder is owed, paid to whoever dissolved the shares.
    event RemainderPaid(address indexed account, address indexed token, uint256 amount);

    error AlreadyInitialized();
    error OnlyFactory(address caller);
    error InvalidHolder(address account);
    error InvalidShares(string what);
    error TooManyTokens(uint256 limit);
    error TokenNotPaid(address token);
    error NotAllShares(address account, uint256 held, uint256 supply);
    error NotDissolved();

    function assetId() external view returns (uint256);
    /// Tokens whose income is divided; at most four.
    function tokens() external view returns (address[] memory);
    /// What `account` could claim now.
    function owedOf(address token, address account) external view returns (uint256);
    /// Credits what an account is owed to it, by anyone's call.
    function claim(address account, address[] calldata tokens) external;
    /// Begins to divide income in another token: the one that the asset is now paid in, by anyone's call.
    function track(address token) external;
    /// By who holds all shares: burns them and frees the asset's beneficiary. What former holders are owed stays theirs.
    function dissolve() external;
    /// After `dissolve`: what rounding left and what orders of before still bring, to whoever dissolved.
    function collect(address token) external;
}
