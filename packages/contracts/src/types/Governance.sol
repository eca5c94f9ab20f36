// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// How votes are held. In brackets what a public deployment takes; a local chain may be faster.
/// @param votingDelay seconds from proposal to the moment whose votes count (1 day)
/// @param votingPeriod seconds for voting (5 days)
/// @param proposalThreshold votes that a proposer needs, in the token's smallest unit (0.1 % of the supply)
/// @param quorumPercent of the supply that must vote for or abstain (4)
/// @param lateQuorumExtension seconds that remain for voting after a quorum that was reached late (2 days)
struct VotingTerms {
    uint48 votingDelay;
    uint32 votingPeriod;
    uint256 proposalThreshold;
    uint256 quorumPercent;
    uint48 lateQuorumExtension;
}
