// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IRevenueShares} from "./interfaces/IRevenueShares.sol";
import {ShareToken} from "./ShareToken.sol";
import {Terms} from "./types/Asset.sol";

/// Clones one token for each asset that is shared out, and has its beneficiary locked for as long as the shares exist. The address of
/// shares commits to the asset, what they are called and how often it was shared out before.
contract RevenueShares is IRevenueShares, ERC2771Context {
    uint256 public constant MAX_SUPPLY = 1e27;
    uint256 public constant MAX_NAME = 64;
    uint256 public constant MAX_SYMBOL = 16;

    address public immutable jobs;
    IAssetRegistry public immutable assets;
    address public immutable implementation;

    mapping(uint256 assetId => address) public tokenOf;
    mapping(uint256 assetId => uint256) private _count;

    /// @param jobs_ the escrow contract, in whose ledger income is
    /// @param assets_ registry that was built with this contract's address
    /// @param relay trusted forwarder of signed acts, also of all shares
    constructor(address jobs_, IAssetRegistry assets_, address relay) ERC2771Context(relay) {
        (jobs, assets) = (jobs_, assets_);
        implementation = address(new ShareToken(IJobs(jobs_), assets_, relay));
    }

    function create(uint256 assetId, string calldata name, string calldata symbol, uint256 supply, address holder)
        external
        returns (address token)
    {
        address caller = _msgSender();
        if (IERC721(address(assets)).ownerOf(assetId) != caller) revert IAssetRegistry.NotAssetOwner(assetId, caller);
        if (supply == 0 || supply > MAX_SUPPLY) revert InvalidShares("supply");
        if (bytes(name).length == 0 || bytes(name).length > MAX_NAME) revert InvalidShares("name");
        if (bytes(symbol).length == 0 || bytes(symbol).length > MAX_SYMBOL) revert InvalidShares("symbol");
        bytes32 salt = keccak256(abi.encode(assetId, _count[assetId]++));
        token = Clones.cloneDeterministicWithImmutableArgs(implementation, abi.encode(assetId, name, symbol), salt);
        tokenOf[assetId] = token;
        emit SharesCreated(assetId, token, holder, supply, name, symbol);
        (,,,,,,, Terms memory terms) = assets.asset(assetId);
        // refused where it is locked, which is while former shares exist
        assets.lockBeneficiary(assetId, token);
        ShareToken(token).initialize(holder, supply, terms.token);
    }

    function release(uint256 assetId) external {
        if (msg.sender != tokenOf[assetId]) revert NotShares(assetId, msg.sender);
        delete tokenOf[assetId];
        emit SharesReleased(assetId, msg.sender);
        assets.unlockBeneficiary(assetId);
    }
}
