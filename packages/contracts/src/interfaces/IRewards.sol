// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Epoch} from "../types/Epoch.sol";

/// Rewards for contribution, paid by epochs of Merkle roots that anyone can recompute from the indexed, settled value. A root waits
/// before it pays, and within that time the owner or the guardian refuses what cannot be recomputed.
///
/// Paid out of this contract's own credit in the escrow's ledger, which anyone may raise by `deposit` or `transfer` there.
interface IRewards {
    /// @param dataDigest as in `propose`; the event alone keeps it
    event EpochProposed(
        uint256 indexed epoch,
        address indexed token,
        bytes32 root,
        uint256 total,
        bytes32 dataDigest,
        uint40 claimableFrom
    );
    event EpochVetoed(uint256 indexed epoch, address indexed by);
    event RewardClaimed(uint256 indexed epoch, address indexed account, uint256 amount);
    /// @param amount that nobody claimed, now the treasury's
    event EpochSwept(uint256 indexed epoch, uint256 amount);
    event UncommittedReturned(address indexed token, uint256 amount);
    event PublisherChanged(address publisher);
    event GuardianChanged(address guardian);

    error EpochExists(uint256 epoch);
    error EpochUnknown(uint256 epoch);
    error EpochOver(uint256 epoch);
    error InvalidEpoch(string what);
    error NotPublisher(address caller);
    error NotGuardian(address caller);
    error VetoTooLate(uint256 epoch, uint40 claimableFrom);
    error ClaimsNotOpen(uint256 epoch, uint40 claimableFrom);
    error SweepTooSoon(uint256 epoch, uint256 from);
    error AlreadyClaimed(uint256 epoch, address account);
    error InvalidRewardProof(uint256 epoch, address account, uint256 amount);
    error ClaimAboveTotal(uint256 epoch, uint256 amount, uint256 left);
    error NotCovered(address token, uint256 needed, uint256 available);

    function epochOf(uint256 epoch) external view returns (Epoch memory);
    function isClaimed(uint256 epoch, address account) external view returns (bool);
    /// Credit that proposed epochs may still take.
    function committedOf(address token) external view returns (uint256);
    function publisher() external view returns (address);
    function guardian() external view returns (address);

    /// By the publisher. A number is used once, unless its root was refused.
    /// @param root of a Merkle tree with one leaf for each account, keccak256(bytes.concat(keccak256(abi.encode(uint256 epoch, address
    /// account, uint256 amount)))), pairs sorted: what OpenZeppelin's StandardMerkleTree makes of [uint256, address, uint256]
    /// @param total that all leaves come to; never more is paid, and it must be covered by credit that no other epoch may take
    /// @param dataDigest sha-256 of the document with all leaves and with what they are computed from, hence its CIDv1 (raw): canonical JSON
    /// (RFC 8785, UTF-8) of {"cap","chain","entries":[{"account","amount"}],"epoch","fund","rate","rewards","token"}. `chain` is a CAIP-2 id,
    /// `rewards` this contract; addresses are lower-case, `entries` ascend by account; `rate` and `cap` are numbers in basis points, all
    /// other quantities decimal strings, amounts in the token's smallest unit. Entries follow from fund, rate and cap by the formula of
    /// docs/economics.md over the jobs in the token that were released in the week of block time from `epoch` * 7 days on, as JobOrdered,
    /// JobSettled, RoyaltyPaid and DisputeOpened tell them. The contract does not check it: whoever may veto does
    function propose(uint256 epoch, address token, bytes32 root, uint96 total, bytes32 dataDigest) external;
    /// By the owner or the guardian, before claims open.
    function veto(uint256 epoch) external;
    /// Credits the account; anyone may send it.
    function claim(uint256 epoch, address account, uint256 amount, bytes32[] calldata proof) external;
    /// By anyone, a year after claims opened: what nobody claimed goes to the treasury.
    function sweep(uint256 epoch) external;
    /// By the owner: sends to the treasury what no epoch may take.
    function returnUncommitted(address token, uint256 amount) external;
    function setPublisher(address account) external;
    function setGuardian(address account) external;
}
