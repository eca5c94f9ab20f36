// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bounty, BountyKind, BountyTerms, Submission} from "../types/Bounty.sol";

/// Escrowed bounties for data, models or fixes. Whoever adds to the pot gets back his part of what the judge did not award, once the
/// time for awards has passed; not sooner where anything was submitted, so that nobody takes the pot away from work in hand.
interface IBounties {
    event BountyOpened(
        bytes32 indexed bountyId,
        address indexed funder,
        address indexed judge,
        BountyKind kind,
        address token,
        bytes32 specification,
        uint40 submitUntil,
        uint40 decideUntil
    );
    /// @param total of the pot after it
    event BountyFunded(bytes32 indexed bountyId, address indexed funder, uint256 amount, uint256 total);
    /// @param assetId published asset that is offered, owned by the submitter; or zero
    /// @param digest of what is offered
    event SubmissionMade(
        bytes32 indexed bountyId,
        address indexed submitter,
        uint32 submission,
        uint256 assetId,
        bytes32 digest
    );
    event SubmissionRejected(bytes32 indexed bountyId, uint32 submission);
    event BountyAwarded(bytes32 indexed bountyId, uint32 submission, address indexed submitter, uint256 amount);
    /// @param rest that goes back to the funders
    event BountyClosed(bytes32 indexed bountyId, uint256 rest);
    event ContributionReclaimed(bytes32 indexed bountyId, address indexed funder, uint256 amount);

    error BountyUnknown(bytes32 bountyId);
    error BountyExists(bytes32 bountyId);
    error BountyFinished(bytes32 bountyId);
    error BountyNotDue(bytes32 bountyId, uint40 closesAfter);
    error InvalidBounty(string what);
    error SubmissionsOver(bytes32 bountyId, uint40 submitUntil);
    error AwardsOver(bytes32 bountyId, uint40 decideUntil);
    error AwardsBegun(bytes32 bountyId);
    error SubmissionUnknown(bytes32 bountyId, uint32 submission);
    error SubmitterMismatch(bytes32 bountyId, uint32 submission, address expected, address submitter);
    error SubmissionAwarded(bytes32 bountyId, uint32 submission);
    error AwardAbovePot(bytes32 bountyId, uint256 amount, uint256 rest);
    error NotJudge(address caller, address judge);
    error JudgeSubmits(address judge);
    error NotOwnerOfAsset(uint256 assetId, address account);
    error NothingToReclaim(bytes32 bountyId, address funder);

    /// Hash of chain, contract, funder and terms.
    function bountyIdOf(address funder, BountyTerms calldata terms) external view returns (bytes32);
    function bountyOf(bytes32 bountyId) external view returns (Bounty memory);
    function contributionOf(bytes32 bountyId, address funder) external view returns (uint256);
    /// @param submission number, from 1
    function submissionOf(bytes32 bountyId, uint32 submission) external view returns (Submission memory);

    /// Takes the amount from the caller's wallet.
    function open(BountyTerms calldata terms, uint96 amount) external returns (bytes32 bountyId);
    /// Adds to the pot from the caller's wallet, while submissions are taken and nothing was awarded yet: later money would share in
    /// what others already paid.
    function contribute(bytes32 bountyId, uint96 amount) external;
    /// @param assetId of the caller's own asset, or zero
    /// @param digest of what is offered. Whoever sees it can copy it, so let it cover the caller's address where only the digest is shown
    /// @return submission its number, from 1
    function submit(bytes32 bountyId, uint256 assetId, bytes32 digest) external returns (uint32 submission);
    /// By the judge, who will not award it. Does not let the funders have their money sooner.
    function reject(bytes32 bountyId, uint32 submission) external;
    /// By the judge, until `decideUntil`; several submissions and several times, together at most the pot.
    /// @param submitter whom the judge means: numbers follow the order of the chain, which a reorganisation can change
    function award(bytes32 bountyId, uint32 submission, address submitter, uint96 amount) external;
    /// By anyone after `decideUntil`, or after `submitUntil` where nothing was submitted.
    function close(bytes32 bountyId) external;
    /// Credits a funder's part of the rest, by anyone's call; closes the bounty first where that is due. Parts are rounded down one
    /// after another and the last takes what is left, which differs from the exact part by less than one unit per funder.
    function reclaim(bytes32 bountyId, address funder) external;
}
