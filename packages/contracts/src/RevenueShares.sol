// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IRevenueShares} from "./interfaces/IRevenueShares.sol";
import {ShareToken} from "./ShareToken.sol";

/// Factory of share tokens, and the only one that may lock an asset's beneficiary.
contract RevenueShares is IRevenueShares, ERC2771Context {
    address public immutable jobs;
    IAssetRegistry public immutable assets;
    /// Code of every share token.
    address public immutable implementation;

    mapping(uint256 assetId => address) public sharesOf;

    constructor(address jobs_, IAssetRegistry assets_, address relay) ERC2771Context(relay) {
        jobs = jobs_;
        assets = assets_;
        implementation = address(new ShareToken(address(this), assets_, IJobs(jobs_), relay));
    }

    function create(uint256 assetId, string calldata name, string calldata symbol, uint96 supply, address holder)
        external
        returns (address shares)
    {
        address caller = _msgSender();
        if (IERC721(address(assets)).ownerOf(assetId) != caller) revert NotAssetOwner(assetId, caller);
        shares = Clones.clone(implementation);
        sharesOf[assetId] = shares;
        // refused where shares exist already
        assets.lockBeneficiary(assetId, shares);
        ShareToken(shares).initialize(assetId, name, symbol, supply, holder);
        emit SharesCreated(assetId, shares, holder, supply, name, symbol);
    }

    function release(uint256 assetId) external {
        if (msg.sender != sharesOf[assetId]) revert OnlyShares(assetId, msg.sender);
        delete sharesOf[assetId];
        assets.unlockBeneficiary(assetId);
        emit SharesDissolved(assetId, msg.sender);
    }
}
