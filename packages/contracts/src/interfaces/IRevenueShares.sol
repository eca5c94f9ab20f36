// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// Makes an ERC-20 of shares in an asset's income and keeps the asset's beneficiary locked to it while shares exist.
interface IRevenueShares {
    event SharesCreated(
        uint256 indexed assetId, address indexed shares, address indexed holder, uint256 supply, string name, string symbol
    );
    event SharesDissolved(uint256 indexed assetId, address indexed shares);

    error NotAssetOwner(uint256 assetId, address caller);
    error OnlyShares(uint256 assetId, address caller);

    /// By the asset's owner; the asset's income from orders of now on goes to the shares.
    /// @param supply in units of 1e-18 of a share, up to 2^96 - 1; all of it goes to `holder`
    function create(uint256 assetId, string calldata name, string calldata symbol, uint96 supply, address holder)
        external
        returns (address shares);
    /// The shares that exist now; zero where none do.
    function sharesOf(uint256 assetId) external view returns (address);
    /// Called by the shares themselves when they are dissolved.
    function release(uint256 assetId) external;
    function jobs() external view returns (address);
}
