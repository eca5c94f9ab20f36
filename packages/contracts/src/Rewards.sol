// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Purse} from "./Purse.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IRewards} from "./interfaces/IRewards.sol";
import {Epoch} from "./types/Epoch.sol";

/// Merkle epochs of rewards. What an epoch may pay is set aside when it is proposed, so epochs cannot pay from each other's money.
contract Rewards is IRewards, Purse, ERC2771Context, Ownable2Step {
    uint40 public constant CHALLENGE_PERIOD = 2 days;
    uint256 public constant CLAIM_TERM = 365 days;

    address public publisher;
    address public guardian;

    mapping(uint256 epoch => Epoch) private _epochs;
    mapping(address token => uint256) private _committed;
    /// One bit for each epoch, so that an account pays for a new word once in 256 epochs.
    mapping(address account => mapping(uint256 word => uint256)) private _claimed;

    /// @param jobs_ escrow that keeps the ledger
    /// @param relay trusted forwarder of signed acts
    /// @param governance owner, who names publisher and guardian
    constructor(address jobs_, address relay, address governance)
        Purse(jobs_)
        ERC2771Context(relay)
        Ownable(governance)
    {}

    function epochOf(uint256 epoch) external view returns (Epoch memory) {
        return _epochs[epoch];
    }

    function isClaimed(uint256 epoch, address account) external view returns (bool) {
        return _claimed[account][epoch >> 8] & (1 << (epoch & 0xff)) != 0;
    }

    function committedOf(address token) external view returns (uint256) {
        return _committed[token];
    }

    function propose(uint256 epoch, address token, bytes32 root, uint96 total, bytes32 dataDigest) external {
        if (_msgSender() != publisher) revert NotPublisher(_msgSender());
        if (root == 0) revert InvalidEpoch("root");
        if (total == 0) revert InvalidEpoch("total");
        if (_epochs[epoch].root != 0) revert EpochExists(epoch);
        uint8 tokenIndex = _ledger.tokenIndexOf(token);
        if (tokenIndex == 0) revert IJobs.TokenNotAccepted(token);
        _checkCovered(token, total);
        _committed[token] += total;
        uint40 claimableFrom = uint40(block.timestamp) + CHALLENGE_PERIOD;
        _epochs[epoch] = Epoch(root, total, 0, claimableFrom, tokenIndex, false);
        emit EpochProposed(epoch, token, root, total, dataDigest, claimableFrom);
    }

    function veto(uint256 epoch) external {
        if (_msgSender() != owner() && _msgSender() != guardian) revert NotGuardian(_msgSender());
        Epoch memory found = _find(epoch);
        if (block.timestamp >= found.claimableFrom) revert VetoTooLate(epoch, found.claimableFrom);
        // nothing was claimed yet, so the number may be used again
        delete _epochs[epoch];
        _committed[_ledger.tokenAt(found.tokenIndex)] -= found.total;
        emit EpochVetoed(epoch, _msgSender());
    }

    function claim(uint256 epoch, address account, uint256 amount, bytes32[] calldata proof) external {
        Epoch memory found = _find(epoch);
        if (block.timestamp < found.claimableFrom) revert ClaimsNotOpen(epoch, found.claimableFrom);
        uint256 word = _claimed[account][epoch >> 8];
        uint256 bit = 1 << (epoch & 0xff);
        if (word & bit != 0) revert AlreadyClaimed(epoch, account);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(epoch, account, amount))));
        if (!MerkleProof.verifyCalldata(proof, found.root, leaf)) revert InvalidRewardProof(epoch, account, amount);
        uint256 left = found.total - found.claimed;
        if (amount > left) revert ClaimAboveTotal(epoch, amount, left);
        _claimed[account][epoch >> 8] = word | bit;
        _epochs[epoch].claimed = found.claimed + uint96(amount);
        address token = _ledger.tokenAt(found.tokenIndex);
        _committed[token] -= amount;
        emit RewardClaimed(epoch, account, amount);
        _give(token, account, amount);
    }

    function sweep(uint256 epoch) external {
        Epoch memory found = _find(epoch);
        uint256 from = found.claimableFrom + CLAIM_TERM;
        if (block.timestamp < from) revert SweepTooSoon(epoch, from);
        uint256 left = found.total - found.claimed;
        _epochs[epoch].swept = true;
        address token = _ledger.tokenAt(found.tokenIndex);
        _committed[token] -= left;
        emit EpochSwept(epoch, left);
        _give(token, _ledger.treasury(), left);
    }

    function returnUncommitted(address token, uint256 amount) external onlyOwner {
        _checkCovered(token, amount);
        emit UncommittedReturned(token, amount);
        _give(token, _ledger.treasury(), amount);
    }

    function setPublisher(address account) external onlyOwner {
        publisher = account;
        emit PublisherChanged(account);
    }

    function setGuardian(address account) external onlyOwner {
        guardian = account;
        emit GuardianChanged(account);
    }

    /// Whether the credit that no epoch may take covers an amount.
    function _checkCovered(address token, uint256 amount) private view {
        uint256 available = _ledger.balanceOf(token, address(this)) - _committed[token];
        if (amount > available) revert NotCovered(token, amount, available);
    }

    function _find(uint256 epoch) private view returns (Epoch memory found) {
        found = _epochs[epoch];
        if (found.root == 0) revert EpochUnknown(epoch);
        if (found.swept) revert EpochOver(epoch);
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return ERC2771Context._contextSuffixLength();
    }
}
