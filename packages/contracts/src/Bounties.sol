// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Purse} from "./Purse.sol";
import {IBounties} from "./interfaces/IBounties.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {Bounty, BountyTerms, Submission} from "./types/Bounty.sol";

/// What of the escrow's own type is not in its interface.
interface IAssetsOfJobs {
    function assets() external view returns (address);
}

/// Bounties whose pots are this contract's credit in the escrow's ledger: its credit is the sum of what is in them.
contract Bounties is IBounties, Purse, ERC2771Context, ReentrancyGuardTransient {
    uint40 public constant MAX_SUBMIT_TERM = 365 days;
    /// A judge, and so a funder who judges himself, cannot let the time for awards end with the time for submissions.
    uint40 public constant MIN_DECIDE_TERM = 1 days;
    uint40 public constant MAX_DECIDE_TERM = 90 days;

    mapping(bytes32 bountyId => Bounty) private _bounties;
    mapping(bytes32 bountyId => mapping(address funder => uint256)) private _contributions;
    mapping(bytes32 bountyId => mapping(uint32 submission => Submission)) private _submissions;

    /// @param jobs_ escrow that keeps the ledger
    /// @param relay trusted forwarder of signed acts
    constructor(address jobs_, address relay) Purse(jobs_) ERC2771Context(relay) {}

    function bountyIdOf(address funder, BountyTerms calldata terms) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), funder, terms));
    }

    function bountyOf(bytes32 bountyId) external view returns (Bounty memory) {
        return _bounties[bountyId];
    }

    function contributionOf(bytes32 bountyId, address funder) external view returns (uint256) {
        return _contributions[bountyId][funder];
    }

    function submissionOf(bytes32 bountyId, uint32 submission) external view returns (Submission memory) {
        return _submissions[bountyId][submission];
    }

    function open(BountyTerms calldata terms, uint96 amount) external nonReentrant returns (bytes32 bountyId) {
        address funder = _msgSender();
        uint8 tokenIndex = _check(terms);
        bountyId = bountyIdOf(funder, terms);
        Bounty storage bounty = _bounties[bountyId];
        if (bounty.judge != address(0)) revert BountyExists(bountyId);
        bounty.judge = terms.judge;
        (bounty.submitUntil, bounty.decideUntil) = (terms.submitUntil, terms.decideUntil);
        (bounty.tokenIndex, bounty.kind) = (tokenIndex, terms.kind);
        emit BountyOpened(
            bountyId,
            funder,
            terms.judge,
            terms.kind,
            terms.token,
            terms.specification,
            terms.submitUntil,
            terms.decideUntil
        );
        _fund(bountyId, bounty, terms.token, funder, amount);
    }

    function contribute(bytes32 bountyId, uint96 amount) external nonReentrant {
        Bounty storage bounty = _find(bountyId);
        if (block.timestamp > bounty.submitUntil) revert SubmissionsOver(bountyId, bounty.submitUntil);
        if (bounty.rest != bounty.total) revert AwardsBegun(bountyId);
        _fund(bountyId, bounty, _ledger.tokenAt(bounty.tokenIndex), _msgSender(), amount);
    }

    function submit(bytes32 bountyId, uint256 assetId, bytes32 digest)
        external
        nonReentrant
        returns (uint32 submission)
    {
        Bounty storage bounty = _find(bountyId);
        address submitter = _msgSender();
        if (block.timestamp > bounty.submitUntil) revert SubmissionsOver(bountyId, bounty.submitUntil);
        if (submitter == bounty.judge) revert JudgeSubmits(submitter);
        if (assetId != 0) {
            address holder = IERC721(IAssetsOfJobs(address(_ledger)).assets()).ownerOf(assetId);
            if (holder != submitter) revert NotOwnerOfAsset(assetId, submitter);
        }
        submission = ++bounty.submissions;
        ++bounty.pending;
        _submissions[bountyId][submission].submitter = submitter;
        emit SubmissionMade(bountyId, submitter, submission, assetId, digest);
    }

    function reject(bytes32 bountyId, uint32 submission) external nonReentrant {
        (Bounty storage bounty, Submission storage found) = _judge(bountyId, submission);
        if (found.awarded > 0) revert SubmissionAwarded(bountyId, submission);
        delete _submissions[bountyId][submission];
        // `submissions` stays: who judges his own bounty must not get out by rejecting
        --bounty.pending;
        emit SubmissionRejected(bountyId, submission);
    }

    function award(bytes32 bountyId, uint32 submission, address submitter, uint96 amount) external nonReentrant {
        (Bounty storage bounty, Submission storage found) = _judge(bountyId, submission);
        if (found.submitter != submitter) {
            revert SubmitterMismatch(bountyId, submission, submitter, found.submitter);
        }
        uint96 rest = bounty.rest;
        if (amount == 0) revert InvalidBounty("amount");
        if (amount > rest) revert AwardAbovePot(bountyId, amount, rest);
        bounty.rest = rest - amount;
        found.awarded += amount;
        emit BountyAwarded(bountyId, submission, submitter, amount);
        _give(_ledger.tokenAt(bounty.tokenIndex), submitter, amount);
    }

    function close(bytes32 bountyId) external {
        _close(bountyId, _find(bountyId));
    }

    function reclaim(bytes32 bountyId, address funder) external nonReentrant {
        Bounty storage bounty = _bounties[bountyId];
        if (!bounty.closed) _close(bountyId, _find(bountyId));
        uint256 contribution = _contributions[bountyId][funder];
        if (contribution == 0) revert NothingToReclaim(bountyId, funder);
        (uint256 total, uint256 rest) = (bounty.total, bounty.rest);
        uint256 part = (contribution * rest) / total;
        delete _contributions[bountyId][funder];
        (bounty.total, bounty.rest) = (uint96(total - contribution), uint96(rest - part));
        emit ContributionReclaimed(bountyId, funder, part);
        _give(_ledger.tokenAt(bounty.tokenIndex), funder, part);
    }

    function _fund(bytes32 bountyId, Bounty storage bounty, address token, address funder, uint96 amount) private {
        if (amount == 0) revert InvalidBounty("amount");
        uint96 total = bounty.total + amount;
        (bounty.total, bounty.rest) = (total, total);
        _contributions[bountyId][funder] += amount;
        _take(token, funder, amount);
        emit BountyFunded(bountyId, funder, amount, total);
    }

    function _close(bytes32 bountyId, Bounty storage bounty) private {
        uint40 closesAfter = bounty.submissions == 0 ? bounty.submitUntil : bounty.decideUntil;
        if (block.timestamp <= closesAfter) revert BountyNotDue(bountyId, closesAfter);
        bounty.closed = true;
        emit BountyClosed(bountyId, bounty.rest);
    }

    function _check(BountyTerms calldata terms) private view returns (uint8 tokenIndex) {
        if (terms.judge == address(0)) revert InvalidBounty("judge");
        if (terms.submitUntil <= block.timestamp || terms.submitUntil > block.timestamp + MAX_SUBMIT_TERM) {
            revert InvalidBounty("submitUntil");
        }
        if (
            terms.decideUntil < terms.submitUntil + MIN_DECIDE_TERM
                || terms.decideUntil > terms.submitUntil + MAX_DECIDE_TERM
        ) revert InvalidBounty("decideUntil");
        tokenIndex = _ledger.tokenIndexOf(terms.token);
        if (tokenIndex == 0) revert IJobs.TokenNotAccepted(terms.token);
    }

    function _judge(bytes32 bountyId, uint32 submission)
        private
        view
        returns (Bounty storage bounty, Submission storage found)
    {
        bounty = _find(bountyId);
        if (_msgSender() != bounty.judge) revert NotJudge(_msgSender(), bounty.judge);
        if (block.timestamp > bounty.decideUntil) revert AwardsOver(bountyId, bounty.decideUntil);
        found = _submissions[bountyId][submission];
        if (found.submitter == address(0)) revert SubmissionUnknown(bountyId, submission);
    }

    function _find(bytes32 bountyId) private view returns (Bounty storage bounty) {
        bounty = _bounties[bountyId];
        if (bounty.judge == address(0)) revert BountyUnknown(bountyId);
        if (bounty.closed) revert BountyFinished(bountyId);
    }
}
