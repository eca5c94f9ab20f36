// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Dispute, DisputeTerms} from "../types/Dispute.sol";
import {JobEnd, Order, Outcome} from "../types/Order.sol";

/// Disputes about runs that were paid. A ruling moves collateral that was frozen at the opening, and the bond, and nothing else: what
/// an end credited stays credited.
interface IDisputes {
    /// @param bond what the buyer put up
    /// @param frozen collateral that was set aside, at most the order's maximum
    /// @param evidence sha-256 of a document that both sides and the arbiter can be shown
    event DisputeOpened(
        bytes32 indexed jobId,
        address indexed buyer,
        address indexed provider,
        address token,
        uint256 bond,
        uint256 frozen,
        address arbiter,
        uint40 ruleBy,
        bytes32 evidence
    );
    event DisputeAnswered(bytes32 indexed jobId, address indexed by, bytes32 evidence);
    event DisputeRuled(bytes32 indexed jobId, uint256 slashed, bool bondForfeited);
    /// What was slashed has been credited.
    event DisputePaid(bytes32 indexed jobId, uint256 toBuyer, uint256 toTreasury);
    event DisputeLapsed(bytes32 indexed jobId);
    event DisputeTermsChanged(DisputeTerms terms);

    error NotBuyer(address caller, address buyer);
    error NotProvider(address caller, address provider);
    error NotArbiter(address caller, address arbiter);
    error NotDisputable(bytes32 jobId, Outcome outcome);
    error DisputeExists(bytes32 jobId);
    error DisputeNotOpen(bytes32 jobId);
    error DisputeWindowClosed(uint256 closedAt);
    error RulingTermOver(uint40 ruleBy);
    error RulingTermNotOver(uint40 ruleBy);
    error SlashTooHigh(uint256 slashed, uint256 frozen);
    /// Whoever is right is not fined: collateral is slashed or the bond is forfeited, never both.
    error ContradictoryRuling();
    error InvalidTerms(string what);

    /// By the order's buyer, once per job, until the dispute window after its end has passed, where the run was paid for (released,
    /// withheld, failed by the algorithm). Takes `bondFor(maximum)` from the buyer's wallet and freezes the provider's collateral up
    /// to the order's maximum.
    function open(Order calldata order, JobEnd calldata end, bytes32 evidence) external returns (bytes32 jobId);
    /// By the provider or its operator, while the dispute is open.
    function answer(bytes32 jobId, bytes32 evidence) external;
    /// By the arbiter of the opening, until `ruleBy`: `slashed` of the frozen collateral goes to buyer and treasury and the bond back
    /// to the buyer, or nothing is slashed and the bond is forfeited to the provider's payout account, or neither.
    function rule(bytes32 jobId, uint256 slashed, bool bondForfeited) external;
    /// By anyone after `ruleBy`: all of the bond and of the collateral goes back.
    function lapse(bytes32 jobId) external;
    /// By governance; touches no open dispute.
    function setTerms(DisputeTerms calldata terms) external;

    function disputeOf(bytes32 jobId) external view returns (Dispute memory);
    function terms() external view returns (DisputeTerms memory);
    /// Bond of a dispute that is opened now, at least one unit.
    function bondFor(uint256 maximum) external view returns (uint256);
}
