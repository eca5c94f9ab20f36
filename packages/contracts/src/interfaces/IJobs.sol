// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {JobState, Order, Outcome, Quote, Receipt} from "../types/Order.sol";
import {Payment} from "../types/Payment.sol";
import {IBalances} from "./IBalances.sol";
import {IParameters} from "./IParameters.sol";

/// Escrow of runs: locks the maximum when a quoted order arrives and pays out by a signed receipt, once.
interface IJobs is IBalances, IParameters {
    /// @param maximum what was taken: from the passes that the order names their prices, from the buyer the rest
    event JobOrdered(
        bytes32 indexed jobId, address indexed buyer, address indexed provider, uint256 maximum, Order order
    );
    /// A run that ended and waits for the owner's review.
    event JobReported(bytes32 indexed jobId, uint32 computeSeconds);
    event JobSettled(bytes32 indexed jobId, Receipt receipt, Payment[] payments);
    /// Full refund, or the fallback of a held output that nobody decided on.
    event JobEnded(bytes32 indexed jobId, Outcome outcome, Payment[] payments);
    /// A parent's share of what a derived asset earned in this job; the asset's own payment is what is left.
    event RoyaltyPaid(
        bytes32 indexed jobId, uint256 indexed assetId, uint256 indexed parentId, address account, uint256 amount
    );
    /// The relay fee, credited to whoever sent the order.
    event OrderRelayed(bytes32 indexed jobId, address indexed relayer, uint256 fee);

    error JobUnknown(bytes32 jobId);
    error JobExists(bytes32 jobId);
    error JobFinished(bytes32 jobId);
    error NotBuyer(address caller, address buyer);
    error InvalidOrder(string what);
    error QuoteExpired(uint40 validUntil);
    error InvalidQuoteSignature(address recovered, address operator);
    error InvalidReceiptSignature(address recovered, address operator);
    error InvalidBuyerSignature(address buyer);
    error TooManyDatasets(uint256 count);
    error DatasetsNotAscending(uint256 index);
    error DeadlinePassed(uint40 deadline);
    error DeadlineNotPassed(uint40 deadline);
    error ComputeSecondsTooHigh(uint32 claimed, uint256 allowed);
    error WrongOutcome(Outcome outcome);
    error WrongReceipt(bytes32 expected, bytes32 found);
    error TokenNotAccepted(address token);
    error TransferShort(address token, uint256 expected, uint256 received);
    error FeeRateMismatch(uint16 ordered, uint16 current);
    error InvalidReceipt(string what);
    error LengthMismatch();

    /// Seconds after an end during which it can be disputed; an order's exposure is held for as long after its `settleBy`.
    function disputeWindow() external view returns (uint24);

    /// The EIP-712 digest of the order, which is the job's id.
    function jobIdOf(Order calldata details) external view returns (bytes32);
    function maximumOf(Order calldata details) external pure returns (uint256);
    function stateOf(bytes32 jobId) external view returns (JobState state, uint40 orderedAt, uint40 reportedAt);
    /// Keccak-256 (upper 31 bytes) of `abi.encode(keccak256(abi.encode(receipt, payments)), orderedAt, endedAt)`, against which later
    /// claims prove; zero while a job is open. An end without a receipt has one of zero digests. See `JobProof`.
    function endOf(bytes32 jobId) external view returns (bytes31);

    function order(Order calldata details, Quote calldata quote) external returns (bytes32 jobId);
    /// @param signature of the order by its buyer (EIP-712, or ERC-1271 for a contract)
    /// @param permit abi.encode(uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) of ERC-2612, or empty; a failing permit is ignored and the allowance decides
    function orderBySig(Order calldata details, Quote calldata quote, bytes calldata signature, bytes calldata permit)
        external
        returns (bytes32 jobId);
    /// Signed by the operator as `Report(bytes32 jobId,uint32 computeSeconds)`; anyone may send it.
    function reportRun(Order calldata details, uint32 computeSeconds, bytes calldata signature) external;
    /// Anyone may send the operator's signed receipt.
    function settle(Order calldata details, Receipt calldata receipt, bytes calldata signature) external;
    /// Skips what is finished.
    function settleMany(Order[] calldata orders, Receipt[] calldata receipts, bytes[] calldata signatures) external;
    /// After `reviewBy`, where a reported run was not decided: ends as withheld.
    function finalizeWithheld(Order calldata details) external;
    /// Both signed `Cancel(bytes32 jobId)`: full refund.
    function cancel(Order calldata details, bytes calldata buyerSignature, bytes calldata operatorSignature) external;
    /// After `runBy` without a report, or after `settleBy`: full refund, by anyone's call, and until the dispute window after
    /// `settleBy` has passed a slice of the provider's collateral.
    function expire(Order calldata details) external;
}
