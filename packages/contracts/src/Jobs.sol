// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Balances} from "./Balances.sol";
import {Parameters} from "./Parameters.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {OrderMessage} from "./libraries/OrderMessage.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Split} from "./libraries/Split.sol";
import {TokenTransfer} from "./libraries/TokenTransfer.sol";
import {JobSlot, endedJob, openJob} from "./types/JobSlot.sol";
import {JobState, Order, Outcome, Payment, PaymentRole, Quote, Receipt} from "./types/Order.sol";

/// Escrow of runs. A job is one word; everything else is proved by presenting the order again, whose digest is the job's id.
///
/// Until `runBy` (inclusive) an unreported job can be settled or reported; after it, only expire or cancel.
/// A reported job can be settled until `settleBy`; from `reviewBy` on anyone may finalise it as withheld; after `settleBy` it can
/// only expire or be cancelled. So from some block time on, the buyer always gets out with a call of its own.
contract Jobs is IJobs, Balances, Parameters, EIP712 {
    using OrderHash for Order;

    uint256 public constant MAX_DATASETS = 8;
    /// Furthest that `settleBy` may lie ahead of the order.
    uint256 public constant MAX_TERM = 30 days;

    IAssetRegistry public immutable assets;
    IProviderRegistry public immutable providers;

    mapping(bytes32 jobId => JobSlot) private _jobs;

    /// @param assets_ registry that was built with this contract's address
    /// @param providers_ registry that was built with this contract's address
    /// @param governance owner of the parameters
    /// @param rate protocol fee in basis points
    /// @param tokens accepted from the start
    constructor(
        IAssetRegistry assets_,
        IProviderRegistry providers_,
        address governance,
        address treasury_,
        uint16 rate,
        address[] memory tokens
    ) Parameters(governance, treasury_, rate, tokens) EIP712("Atoll Jobs", "1") {
        if (assets_.jobs() != address(this)) revert InvalidAddress("assets");
        if (providers_.jobs() != address(this)) revert InvalidAddress("providers");
        assets = assets_;
        providers = providers_;
    }

    function jobIdOf(Order calldata details) public view returns (bytes32) {
        return _hashTypedDataV4(details.hash());
    }

    function maximumOf(Order calldata details) external pure returns (uint256) {
        return Split.maximum(details);
    }

    function stateOf(bytes32 jobId) external view returns (JobState state, uint40 orderedAt, uint40 reportedAt) {
        JobSlot job = _jobs[jobId];
        state = job.state();
        if (state != JobState.Ended) (orderedAt, reportedAt) = (job.orderedAt(), job.reportedAt());
    }

    function endOf(bytes32 jobId) external view returns (bytes31) {
        JobSlot job = _jobs[jobId];
        return job.state() == JobState.Ended ? job.endHash() : bytes31(0);
    }

    function order(Order calldata details, Quote calldata quote) external nonReentrant returns (bytes32 jobId) {
        if (msg.sender != details.buyer) revert NotBuyer(msg.sender, details.buyer);
        jobId = jobIdOf(details);
        _order(jobId, details, quote);
    }

    function orderBySig(
        Order calldata details,
        Quote calldata quote,
        bytes calldata signature,
        bytes calldata permit
    ) external nonReentrant returns (bytes32 jobId) {
        jobId = jobIdOf(details);
        if (!Signatures.isValid(details.buyer, jobId, signature)) revert InvalidBuyerSignature(details.buyer);
        if (permit.length > 0) _permit(details, permit);
        _order(jobId, details, quote);
    }

    function reportRun(Order calldata details, uint32 computeSeconds, bytes calldata signature) external {
        (bytes32 jobId, JobSlot job) = _find(details);
        if (job.state() != JobState.Open) revert InvalidReceipt("reported");
        if (block.timestamp > details.runBy) revert DeadlinePassed(details.runBy);
        _checkSeconds(details, job, computeSeconds);
        _checkOperator(details.provider, OrderHash.report(jobId, computeSeconds), signature);
        _jobs[jobId] = job.reported(computeSeconds);
        emit JobReported(jobId, computeSeconds);
    }

    function settle(Order calldata details, Receipt calldata receipt, bytes calldata signature)
        external
        nonReentrant
    {
        (bytes32 jobId, JobSlot job) = _find(details);
        _settle(jobId, job, details, receipt, signature);
    }

    function settleMany(Order[] calldata orders, Receipt[] calldata receipts, bytes[] calldata signatures)
        external
        nonReentrant
    {
        if (orders.length != receipts.length || orders.length != signatures.length) revert LengthMismatch();
        for (uint256 i = 0; i < orders.length; ++i) {
            bytes32 jobId = jobIdOf(orders[i]);
            JobSlot job = _jobs[jobId];
            if (job.state() == JobState.Ended) continue;
            if (job.state() == JobState.None) revert JobUnknown(jobId);
            _settle(jobId, job, orders[i], receipts[i], signatures[i]);
        }
    }

    function finalizeWithheld(Order calldata details) external nonReentrant {
        (bytes32 jobId, JobSlot job) = _find(details);
        if (job.state() != JobState.Reported || block.timestamp <= details.reviewBy) {
            revert DeadlineNotPassed(details.reviewBy);
        }
        if (block.timestamp > details.settleBy) revert DeadlinePassed(details.settleBy);
        _endWithoutReceipt(jobId, job, details, Outcome.Withheld, 0);
    }

    function cancel(Order calldata details, bytes calldata buyerSignature, bytes calldata operatorSignature)
        external
        nonReentrant
    {
        (bytes32 jobId, JobSlot job) = _find(details);
        bytes32 structHash = OrderHash.cancel(jobId);
        if (!Signatures.isValid(details.buyer, _hashTypedDataV4(structHash), buyerSignature)) {
            revert InvalidBuyerSignature(details.buyer);
        }
        _checkOperator(details.provider, structHash, operatorSignature);
        _endWithoutReceipt(jobId, job, details, Outcome.Cancelled, 0);
    }

    function expire(Order calldata details) external nonReentrant {
        (bytes32 jobId, JobSlot job) = _find(details);
        uint40 deadline = job.state() == JobState.Reported ? details.settleBy : details.runBy;
        if (block.timestamp <= deadline) revert DeadlineNotPassed(deadline);
        uint256 slice = ((job.locked() + details.relayFee) * _rates.slashRate) / UNIT;
        _endWithoutReceipt(jobId, job, details, Outcome.Expired, slice);
    }

    function _order(bytes32 jobId, Order calldata details, Quote calldata quote) private {
        if (block.timestamp > quote.validUntil) revert QuoteExpired(quote.validUntil);
        uint8 tokenIndex = _checkOrder(details);
        if (JobSlot.unwrap(_jobs[jobId]) != 0) revert JobExists(jobId);
        uint256 maximum = Split.maximum(details);
        if (maximum > type(uint96).max) revert InvalidOrder("maximum");
        _jobs[jobId] = openJob(maximum - details.relayFee);

        (uint256 copy, uint256 length) = OrderMessage.load(details);
        uint256 heldUntil = uint256(details.settleBy) + _rates.disputeWindow;
        address operator = OrderMessage.admitProvider(providers, copy, length, tokenIndex, maximum, heldUntil);
        address signer =
            Signatures.recover(_hashTypedDataV4(OrderHash.quote(jobId, quote.validUntil)), quote.signature);
        if (signer != operator) revert InvalidQuoteSignature(signer, operator);
        OrderMessage.admitAssets(assets, copy, length, tokenIndex);

        // paid from one source: from credit where that covers all of it, else from the wallet
        if (!_debit(details.token, details.buyer, maximum)) {
            TokenTransfer.pull(details.token, details.buyer, maximum);
        }
        OrderMessage.log(copy, length, jobId, details.buyer, details.provider, maximum);
        if (details.relayFee > 0) {
            _credit(details.token, msg.sender, details.relayFee);
            emit OrderRelayed(jobId, msg.sender, details.relayFee);
        }
    }

    /// Reads every narrow field that no registry reads, so that nothing with unclear upper bits is logged.
    function _checkOrder(Order calldata details) private view returns (uint8 tokenIndex) {
        uint256 count = details.datasets.length;
        if (count == 0) revert InvalidOrder("datasets");
        if (count > MAX_DATASETS) revert TooManyDatasets(count);
        for (uint256 i = 1; i < count; ++i) {
            if (details.datasets[i].assetId <= details.datasets[i - 1].assetId) revert DatasetsNotAscending(i);
        }
        if (details.recipient == 0) revert InvalidOrder("recipient");
        if (details.maxSeconds == 0) revert InvalidOrder("maxSeconds");
        if (details.runBy <= block.timestamp) revert DeadlinePassed(details.runBy);
        if (details.reviewBy <= details.runBy) revert InvalidOrder("reviewBy");
        if (details.settleBy < details.reviewBy || details.settleBy > block.timestamp + MAX_TERM) {
            revert InvalidOrder("settleBy");
        }
        details.failureCap;
        if (details.feeRate != _rates.feeRate) revert FeeRateMismatch(details.feeRate, _rates.feeRate);
        tokenIndex = tokenIndexOf(details.token);
        if (tokenIndex == 0) revert TokenNotAccepted(details.token);
    }

    /// A permit that fails was used already (by whoever saw it first) or is void; either way the allowance decides.
    function _permit(Order calldata details, bytes calldata permit) private {
        if (permit.length != 160) revert InvalidOrder("permit");
        (uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) =
            abi.decode(permit, (uint256, uint256, uint8, bytes32, bytes32));
        try IERC20Permit(details.token).permit(details.buyer, address(this), value, deadline, v, r, s) {} catch {}
    }

    function _settle(
        bytes32 jobId,
        JobSlot job,
        Order calldata details,
        Receipt calldata receipt,
        bytes calldata signature
    ) private {
        if (receipt.jobId != jobId) revert WrongReceipt(jobId, receipt.jobId);
        Outcome outcome = receipt.outcome;
        if (outcome > Outcome.Refused) revert WrongOutcome(outcome);
        if ((outcome == Outcome.Released) != (receipt.resultDigest != 0)) revert InvalidReceipt("resultDigest");
        uint40 deadline = job.state() == JobState.Reported ? details.settleBy : details.runBy;
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        _checkSeconds(details, job, receipt.computeSeconds);
        _checkOperator(details.provider, OrderHash.hash(receipt), signature);

        (Payment[] memory payments, uint256 count) =
            Split.payments(details, outcome, receipt.computeSeconds, job.locked(), _rates.treasury, 0);
        _truncate(payments, count);
        bytes memory encoded = abi.encode(receipt, payments);
        _jobs[jobId] = endedJob(_proof(encoded, job));
        _pay(details.token, payments);
        if (outcome > Outcome.AlgorithmFailed) _restore(job, details);
        _logSettled(jobId, encoded);
    }

    function _endWithoutReceipt(
        bytes32 jobId,
        JobSlot job,
        Order calldata details,
        Outcome outcome,
        uint256 slice
    ) private {
        uint32 computeSeconds = job.reportedSeconds();
        (Payment[] memory payments, uint256 count) =
            Split.payments(details, outcome, computeSeconds, job.locked(), _rates.treasury, 3);
        // ended before the collateral's token is called; the proof follows once the payments are known
        _jobs[jobId] = endedJob(0);
        if (slice > 0) count = _slash(jobId, details, slice, payments, count);
        _truncate(payments, count);
        Receipt memory receipt = Receipt(jobId, outcome, computeSeconds, 0, 0, 0);
        _jobs[jobId] = endedJob(_proof(abi.encode(receipt, payments), job));
        _pay(details.token, payments);
        if (outcome > Outcome.AlgorithmFailed) _restore(job, details);
        emit JobEnded(jobId, outcome, payments);
    }

    /// Takes a slice of the collateral. A token that refuses to move must not keep the buyer from the refund, so a failure is
    /// passed over. Too little gas cannot be used for that: what a starved call leaves (1/64) does not suffice for what follows.
    function _slash(bytes32 jobId, Order calldata details, uint256 slice, Payment[] memory payments, uint256 count)
        private
        returns (uint256)
    {
        uint256 taken;
        try providers.slash(details.provider, details.token, jobId, slice) returns (uint256 amount) {
            taken = amount;
        } catch {}
        if (taken == 0) return count;
        Rates memory terms = _rates;
        (uint256 buyer, uint256 caller, uint256 rest) = Split.slash(taken, terms.buyerShare, terms.callerShare);
        if (buyer > 0) payments[count++] = Payment(PaymentRole.Slash, details.buyer, 0, buyer);
        if (caller > 0) payments[count++] = Payment(PaymentRole.Slash, msg.sender, 0, caller);
        if (rest > 0) payments[count++] = Payment(PaymentRole.Slash, terms.treasury, 0, rest);
        return count;
    }

    function _pay(address token, Payment[] memory payments) private {
        for (uint256 i = 0; i < payments.length; ++i) {
            _credit(token, payments[i].account, payments[i].amount);
        }
    }

    /// Runs are given back where none took place; a reported job did run.
    function _restore(JobSlot job, Order calldata details) private {
        if (job.state() == JobState.Open) assets.restore(details, job.orderedAt());
    }

    function _find(Order calldata details) private view returns (bytes32 jobId, JobSlot job) {
        jobId = jobIdOf(details);
        job = _jobs[jobId];
        if (job.state() == JobState.None) revert JobUnknown(jobId);
        if (job.state() == JobState.Ended) revert JobFinished(jobId);
    }

    /// Seconds are bound by the order, by the block times and by what was reported.
    function _checkSeconds(Order calldata details, JobSlot job, uint32 computeSeconds) private view {
        uint256 allowed = block.timestamp - job.orderedAt();
        if (allowed > details.maxSeconds) allowed = details.maxSeconds;
        if (job.state() == JobState.Reported && allowed > job.reportedSeconds()) allowed = job.reportedSeconds();
        if (computeSeconds > allowed) revert ComputeSecondsTooHigh(computeSeconds, allowed);
    }

    function _checkOperator(address provider, bytes32 structHash, bytes calldata signature) private view {
        address operator = providers.operatorOf(provider);
        address signer = Signatures.recover(_hashTypedDataV4(structHash), signature);
        if (signer != operator || signer == address(0)) revert InvalidReceiptSignature(signer, operator);
    }

    function _proof(bytes memory encoded, JobSlot job) private view returns (bytes32) {
        return keccak256(abi.encode(keccak256(encoded), job.orderedAt(), block.timestamp));
    }

    function _checkToken(address token) internal view override {
        if (!isAccepted(token)) revert TokenNotAccepted(token);
    }

    /// Emits `JobSettled` from what was encoded for the proof.
    function _logSettled(bytes32 jobId, bytes memory encoded) private {
        bytes32 topic = JobSettled.selector;
        assembly ("memory-safe") {
            log2(add(encoded, 0x20), mload(encoded), topic, jobId)
        }
    }

    function _truncate(Payment[] memory payments, uint256 count) private pure {
        assembly ("memory-safe") {
            mstore(payments, count)
        }
    }
}
