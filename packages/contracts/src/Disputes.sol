// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Purse} from "./Purse.sol";
import {IDisputes} from "./interfaces/IDisputes.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {JobProof} from "./libraries/JobProof.sol";
import {Split} from "./libraries/Split.sol";
import {Dispute, DisputeState, DisputeTerms} from "./types/Dispute.sol";
import {JobEnd, Order, Outcome} from "./types/Order.sol";

/// Disputes. Bonds are this contract's credit in the escrow's ledger: its credit in a token is the sum of the open bonds in it.
/// Everything that a ruling can move was set aside at the opening; whatever happens later to rules, provider or token, it can only
/// go to the buyer, the treasury or back.
contract Disputes is IDisputes, Purse, ERC2771Context, Ownable2Step, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    uint256 public constant MIN_BOND_RATE = 100;
    uint256 public constant MAX_BOND_RATE = 2_000;
    uint256 public constant MIN_RULING_TERM = 3 days;
    uint256 public constant MAX_RULING_TERM = 30 days;
    /// Below all of it, so that accusing is not worth more than it costs the accused.
    uint256 public constant MAX_BUYER_SHARE = 8_000;
    uint256 private constant UNIT = 10_000;

    IProviderRegistry public immutable providers;

    mapping(bytes32 jobId => Dispute) private _disputes;
    DisputeTerms private _terms;

    /// @param jobs_ the escrow contract
    /// @param providers_ registry that was built with this contract's address
    /// @param relay trusted forwarder of signed acts
    /// @param governance may change the terms within their bounds
    constructor(address jobs_, IProviderRegistry providers_, address relay, address governance, address arbiter)
        Purse(jobs_)
        ERC2771Context(relay)
        Ownable(governance)
    {
        if (providers_.disputes() != address(this)) revert InvalidTerms("providers");
        providers = providers_;
        _setTerms(DisputeTerms({arbiter: arbiter, bondRate: 500, rulingTerm: 14 days, buyerShare: 5_000}));
    }

    function open(Order calldata order, JobEnd calldata end, bytes32 evidence)
        external
        nonReentrant
        returns (bytes32 jobId)
    {
        jobId = _checkDisputable(order, end);
        if (_disputes[jobId].state != DisputeState.None) revert DisputeExists(jobId);
        Dispute memory dispute = _record(jobId, order);
        _disputes[jobId] = dispute;
        emit DisputeOpened(
            jobId,
            dispute.buyer,
            dispute.provider,
            order.token,
            dispute.bond,
            dispute.frozen,
            dispute.arbiter,
            dispute.ruleBy,
            evidence
        );
        _take(order.token, dispute.buyer, dispute.bond);
    }

    function answer(bytes32 jobId, bytes32 evidence) external {
        Dispute storage dispute = _open(jobId);
        address provider = dispute.provider;
        address caller = _msgSender();
        if (caller != provider && caller != providers.operatorOf(provider)) revert NotProvider(caller, provider);
        emit DisputeAnswered(jobId, caller, evidence);
    }

    function rule(bytes32 jobId, uint256 slashed, bool bondForfeited) external nonReentrant {
        Dispute storage stored = _open(jobId);
        Dispute memory dispute = stored;
        if (_msgSender() != dispute.arbiter) revert NotArbiter(_msgSender(), dispute.arbiter);
        if (block.timestamp > dispute.ruleBy) revert RulingTermOver(dispute.ruleBy);
        if (slashed > dispute.frozen) revert SlashTooHigh(slashed, dispute.frozen);
        if (slashed > 0 && bondForfeited) revert ContradictoryRuling();
        stored.state = DisputeState.Ruled;
        emit DisputeRuled(jobId, slashed, bondForfeited);

        address token = _ledger.tokenAt(dispute.tokenIndex);
        _give(token, bondForfeited ? providers.payoutOf(dispute.provider) : dispute.buyer, dispute.bond);
        if (slashed == 0) {
            providers.unfreeze(dispute.provider, token, jobId, dispute.frozen);
        } else {
            _slash(jobId, dispute, token, slashed);
        }
    }

    function lapse(bytes32 jobId) external nonReentrant {
        Dispute storage stored = _open(jobId);
        Dispute memory dispute = stored;
        if (block.timestamp <= dispute.ruleBy) revert RulingTermNotOver(dispute.ruleBy);
        stored.state = DisputeState.Lapsed;
        emit DisputeLapsed(jobId);
        address token = _ledger.tokenAt(dispute.tokenIndex);
        _give(token, dispute.buyer, dispute.bond);
        providers.unfreeze(dispute.provider, token, jobId, dispute.frozen);
    }

    function setTerms(DisputeTerms calldata terms_) external onlyOwner {
        _setTerms(terms_);
    }

    function disputeOf(bytes32 jobId) external view returns (Dispute memory) {
        return _disputes[jobId];
    }

    function terms() external view returns (DisputeTerms memory) {
        return _terms;
    }

    function bondFor(uint256 maximum) external view returns (uint256) {
        return _bond(maximum, _terms.bondRate);
    }

    function _checkDisputable(Order calldata order, JobEnd calldata end) private view returns (bytes32 jobId) {
        if (_msgSender() != order.buyer) revert NotBuyer(_msgSender(), order.buyer);
        jobId = JobProof.verify(_ledger, order, end);
        if (end.receipt.outcome > Outcome.AlgorithmFailed) revert NotDisputable(jobId, end.receipt.outcome);
        uint256 closesAt = uint256(end.endedAt) + _ledger.disputeWindow();
        if (block.timestamp > closesAt) revert DisputeWindowClosed(closesAt);
    }

    /// A dispute by the rules of now, its collateral frozen.
    function _record(bytes32 jobId, Order calldata order) private returns (Dispute memory) {
        DisputeTerms memory rules = _terms;
        uint256 maximum = Split.maximum(order);
        return Dispute({
            buyer: order.buyer,
            ruleBy: uint40(block.timestamp + rules.rulingTerm),
            buyerShare: rules.buyerShare,
            tokenIndex: _ledger.placeOf(order.token),
            state: DisputeState.Open,
            provider: order.provider,
            frozen: uint96(providers.freeze(order.provider, order.token, jobId, maximum)),
            arbiter: rules.arbiter,
            bond: uint96(_bond(maximum, rules.bondRate))
        });
    }

    /// Moves what was slashed into the ledger and shares what arrived there; what rounding leaves is the treasury's.
    function _slash(bytes32 jobId, Dispute memory dispute, address token, uint256 slashed) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        providers.slashFrozen(dispute.provider, token, jobId, dispute.frozen, slashed);
        uint256 arrived = IERC20(token).balanceOf(address(this)) - before;
        if (arrived > slashed) arrived = slashed;
        IERC20(token).forceApprove(address(_ledger), arrived);
        _ledger.deposit(token, address(this), arrived);
        uint256 toBuyer = (arrived * dispute.buyerShare) / UNIT;
        emit DisputePaid(jobId, toBuyer, arrived - toBuyer);
        _give(token, dispute.buyer, toBuyer);
        _give(token, _ledger.treasury(), arrived - toBuyer);
    }

    function _open(bytes32 jobId) private view returns (Dispute storage dispute) {
        dispute = _disputes[jobId];
        if (dispute.state != DisputeState.Open) revert DisputeNotOpen(jobId);
    }

    function _bond(uint256 maximum, uint256 rate) private pure returns (uint256 bond) {
        bond = (maximum * rate) / UNIT;
        if (bond == 0) bond = 1;
    }

    function _setTerms(DisputeTerms memory terms_) private {
        if (terms_.arbiter == address(0)) revert InvalidTerms("arbiter");
        if (terms_.bondRate < MIN_BOND_RATE || terms_.bondRate > MAX_BOND_RATE) revert InvalidTerms("bondRate");
        if (terms_.rulingTerm < MIN_RULING_TERM || terms_.rulingTerm > MAX_RULING_TERM) {
            revert InvalidTerms("rulingTerm");
        }
        if (terms_.buyerShare > MAX_BUYER_SHARE) revert InvalidTerms("buyerShare");
        _terms = terms_;
        emit DisputeTermsChanged(terms_);
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
