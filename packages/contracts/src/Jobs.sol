// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Balances} from "./Balances.sol";
import {Parameters} from "./Parameters.sol";
import {IAccessPass} from "./interfaces/IAccessPass.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IRelay} from "./interfaces/IRelay.sol";
import {JobProof} from "./libraries/JobProof.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {OrderMessage} from "./libraries/OrderMessage.sol";
import {OrderShape} from "./libraries/OrderShape.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Split} from "./libraries/Split.sol";
import {TokenTransfer} from "./libraries/TokenTransfer.sol";
import {Royalty} from "./types/Asset.sol";
import {JobSlot, endedJob, openJob} from "./types/JobSlot.sol";
import {JobState, Order, Outcome, PaymentRole, Quote, Receipt} from "./types/Order.sol";
import {JobsConfig} from "./types/Parameters.sol";
import {Payment, payment} from "./types/Payment.sol";

/// Escrow of runs. A job is one word; everything else is proved by presenting the order again, whose digest is the job's id.
///
/// Until `runBy` (inclusive) an unreported job can be settled or reported; after it, only expire or cancel.
/// A reported job can be settled until `settleBy`; from `reviewBy` on anyone may finalise it as withheld; after `settleBy` it can
/// only expire or be cancelled. So from some block time on, the buyer always gets out with a call of its own.
contract Jobs is IJobs, Balances, Parameters, EIP712 {
    using OrderHash for Order;

    uint24 private constant MAX_DISPUTE_WINDOW = 14 days;

    IAssetRegistry public immutable assets;
    IProviderRegistry public immutable providers;
    IAccessPass public immutable passes;
    uint24 public immutable disputeWindow;

    mapping(bytes32 jobId => JobSlot) private _jobs;

    constructor(JobsConfig memory config)
        Balances(config.relay)
        Parameters(config.governance, config.treasury, config.feeRate, config.tokens)
        EIP712("Atoll Jobs", "1")
    {
        assets = IAssetRegistry(config.assets);
        providers = IProviderRegistry(config.providers);
        passes = IAccessPass(config.passes);
        disputeWindow = config.disputeWindow;
        if (assets.jobs() != address(this)) revert InvalidAddress("assets");
        if (providers.jobs() != address(this)) revert InvalidAddress("providers");
        if (passes.jobs() != address(this)) revert InvalidAddress("passes");
        if (IRelay(config.relay).jobs() != address(this)) revert InvalidAddress("relay");
        if (config.disputeWindow > MAX_DISPUTE_WINDOW) {
            revert ParameterOutOfBounds("disputeWindow", config.disputeWindow, MAX_DISPUTE_WINDOW);
        }
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
        _checkOperator(providers.operatorOf(details.provider), OrderHash.report(jobId, computeSeconds), signature);
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
        providers.meter(details.provider, details.environment, job.reportedSeconds());
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
        _checkOperator(providers.operatorOf(details.provider), structHash, operatorSignature);
        _endWithoutReceipt(jobId, job, details, Outcome.Cancelled, 0);
    }

    function expire(Order calldata details) external nonReentrant {
        (bytes32 jobId, JobSlot job) = _find(details);
        uint40 deadline = job.state() == JobState.Reported ? details.settleBy : details.runBy;
        if (block.timestamp <= deadline) revert DeadlineNotPassed(deadline);
        // later, collateral is not held for this order any more and may back another
        bool isHeld = block.timestamp <= uint256(details.settleBy) + disputeWindow;
        uint256 slice = isHeld ? ((job.locked() + details.relayFee) * _rates.slashRate) / UNIT : 0;
        _endWithoutReceipt(jobId, job, details, Outcome.Expired, slice);
    }

    function _order(bytes32 jobId, Order calldata details, Quote calldata quote) private {
        if (block.timestamp > quote.validUntil) revert QuoteExpired(quote.validUntil);
        bool byPass = OrderShape.check(details);
        if (details.feeRate != _rates.feeRate) revert FeeRateMismatch(details.feeRate, _rates.feeRate);
        uint8 tokenIndex = tokenIndexOf(details.token);
        if (tokenIndex == 0) revert TokenNotAccepted(details.token);
        if (JobSlot.unwrap(_jobs[jobId]) != 0) revert JobExists(jobId);
        uint256 maximum = Split.maximum(details);
        if (maximum > type(uint88).max) revert InvalidOrder("maximum");

        (uint256 copy, uint256 length) = OrderMessage.load(details);
        uint256 heldUntil = uint256(details.settleBy) + disputeWindow;
        address operator = OrderMessage.admitProvider(providers, copy, length, tokenIndex, maximum, heldUntil);
        _checkQuote(operator, OrderHash.quote(jobId, quote.validUntil), quote.signature);
        uint256 derived = OrderMessage.admitAssets(assets, copy, length, tokenIndex);
        // none of the contracts asked so far calls anybody else, so nothing could come between the check and this
        _jobs[jobId] = openJob(maximum - details.relayFee, derived);

        uint256 due = maximum;
        if (byPass) {
            uint256 value = OrderMessage.redeemPasses(passes, copy, length);
            // given passes are worth nothing, and their contract may never have had any credit
            if (value > 0) _take(details.token, address(passes), value);
            due -= value;
        }
        // paid from one source: from credit where that covers all of it, else from the wallet
        if (due > 0 && !_debit(details.token, details.buyer, due)) {
            TokenTransfer.pull(details.token, details.buyer, due);
        }
        OrderMessage.log(copy, length, jobId, details.buyer, details.provider, maximum);
        if (details.relayFee > 0) {
            address relayer = _msgSender();
            _credit(details.token, relayer, details.relayFee);
            emit OrderRelayed(jobId, relayer, details.relayFee);
        }
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
        address operator = outcome > Outcome.AlgorithmFailed
            ? providers.operatorOf(details.provider)
            : providers.meter(details.provider, details.environment, receipt.computeSeconds);
        _checkOperator(operator, OrderHash.hash(receipt), signature);

        Payment[] memory payments = _split(jobId, job, details, outcome, receipt.computeSeconds);
        bytes memory encoded = abi.encode(receipt, payments);
        _end(jobId, job, encoded);
        _pay(details.token, payments);
        _restore(job, details, outcome);
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
        Payment[] memory payments = _split(jobId, job, details, outcome, computeSeconds);
        // ended before the collateral's token is called; the proof follows once the payments are known
        _jobs[jobId] = endedJob(0);
        if (slice > 0) payments = _slash(jobId, details, slice, payments);
        _end(jobId, job, abi.encode(Receipt(jobId, outcome, computeSeconds, 0, 0, 0), payments));
        _pay(details.token, payments);
        _restore(job, details, outcome);
        emit JobEnded(jobId, outcome, payments);
    }

    /// The payments of an end, royalties to the parents of derived assets already taken out and credited.
    function _split(bytes32 jobId, JobSlot job, Order calldata details, Outcome outcome, uint256 computeSeconds)
        private
        returns (Payment[] memory payments)
    {
        Split.Parties memory parties = Split.Parties(_rates.treasury, address(passes));
        payments = Split.payments(details, outcome, computeSeconds, job.locked(), parties);
        uint256 derived = job.derived();
        for (uint256 i = 0; derived != 0 && i < payments.length; ++i) {
            PaymentRole what = payments[i].role();
            if (what == PaymentRole.Data) {
                if ((derived >> i) & 1 == 0) continue;
                payments[i] = _payRoyalties(jobId, details.token, details.datasets[i].assetId, payments[i]);
            } else {
                if (what == PaymentRole.Algorithm && derived >> OrderShape.MAX_DATASETS != 0) {
                    payments[i] = _payRoyalties(jobId, details.token, details.algorithm.assetId, payments[i]);
                }
                break;
            }
        }
    }

    function _payRoyalties(bytes32 jobId, address token, uint256 assetId, Payment gross)
        private
        returns (Payment net)
    {
        net = gross;
        uint256 amount = gross.amount();
        if (amount == 0) return net;
        Royalty[] memory royalties = assets.royaltiesOf(assetId);
        for (uint256 i = 0; i < royalties.length; ++i) {
            uint256 share = (amount * royalties[i].rate) / UNIT;
            if (share == 0) continue;
            net = net.less(share);
            _credit(token, royalties[i].account, share);
            emit RoyaltyPaid(jobId, assetId, royalties[i].parentId, royalties[i].account, share);
        }
    }

    /// Takes a slice of the collateral. A token that refuses to move must not keep the buyer from the refund, so a failure is
    /// passed over. Too little gas cannot be used for that: what a starved call leaves (1/64) does not suffice for what follows.
    function _slash(bytes32 jobId, Order calldata details, uint256 slice, Payment[] memory payments)
        private
        returns (Payment[] memory)
    {
        uint256 taken;
        try providers.slash(details.provider, details.token, jobId, slice) returns (uint256 amount) {
            taken = amount;
        } catch {}
        if (taken == 0) return payments;
        Rates memory terms = _rates;
        (uint256 buyer, uint256 caller, uint256 rest) = Split.slash(taken, terms.buyerShare, terms.callerShare);
        Payment[3] memory slices = [
            payment(PaymentRole.Slash, details.buyer, buyer),
            payment(PaymentRole.Slash, _msgSender(), caller),
            payment(PaymentRole.Slash, terms.treasury, rest)
        ];
        return Split.withSlash(payments, slices);
    }

    function _pay(address token, Payment[] memory payments) private {
        for (uint256 i = 0; i < payments.length; ++i) {
            uint256 amount = payments[i].amount();
            if (amount > 0) _credit(token, payments[i].account(), amount);
        }
    }

    function _end(bytes32 jobId, JobSlot job, bytes memory encoded) private {
        _jobs[jobId] = endedJob(JobProof.hash(encoded, job.orderedAt(), block.timestamp));
    }

    /// Gives back what an end without a result owes besides money: the approval's run where none took place (a reported job did
    /// run), and every pass.
    function _restore(JobSlot job, Order calldata details, Outcome outcome) private {
        if (outcome == Outcome.Released) return;
        if (outcome > Outcome.AlgorithmFailed && job.state() == JobState.Open) {
            assets.restore(details, job.orderedAt());
        }
        if (Split.usesPass(details)) passes.restore(details);
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

    function _checkQuote(address operator, bytes32 structHash, bytes calldata signature) private view {
        address signer = Signatures.recover(_hashTypedDataV4(structHash), signature);
        if (signer != operator) revert InvalidQuoteSignature(signer, operator);
    }

    function _checkOperator(address operator, bytes32 structHash, bytes calldata signature) private view {
        address signer = Signatures.recover(_hashTypedDataV4(structHash), signature);
        if (signer != operator || signer == address(0)) revert InvalidReceiptSignature(signer, operator);
    }

    function _checkToken(address token) internal view override {
        if (placeOf(token) == 0) revert TokenNotAccepted(token);
    }

    /// Emits `JobSettled` from what was encoded for the proof.
    function _logSettled(bytes32 jobId, bytes memory encoded) private {
        bytes32 topic = JobSettled.selector;
        assembly ("memory-safe") {
            log2(add(encoded, 0x20), mload(encoded), topic, jobId)
        }
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
