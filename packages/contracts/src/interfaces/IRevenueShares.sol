// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Makes shares in the income of assets. While they exist the asset pays them: neither its terms nor a sale change that.
interface IRevenueShares {
    /// @param token the shares' ERC-20
    event SharesCreated(
        uint256 indexed assetId, address indexed token, address indexed holder, uint256 supply, string name, string symbol
    );
    event SharesReleased(uint256 indexed assetId, address indexed token);

    error InvalidShares(string what);
    error NotShares(uint256 assetId, address caller);

    /// By the asset's owner.
    /// @param supply in 1/1e18 of a share; from 1 to 1e27
    /// @param holder who gets all of them
    /// @return token the shares' ERC-20
    function create(uint256 assetId, string calldata name, string calldata symbol, uint256 supply, address holder)
        external
        returns (address token);
    /// Called by the asset's shares alone, when they are dissolved.
    function release(uint256 assetId) external;

    /// The shares of an asset; zero where it has none.
    function tokenOf(uint256 assetId) external view returns (address);
    /// The code that all shares run.
    function implementation() external view returns (address);
    /// The escrow contract, in whose ledger the income is.
    function jobs() external view returns (address);
}
