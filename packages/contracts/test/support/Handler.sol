// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AssetRegistry} from "../../src/AssetRegistry.sol";
import {Jobs} from "../../src/Jobs.sol";
import {ProviderRegistry} from "../../src/ProviderRegistry.sol";
import {Relay} from "../../src/Relay.sol";
import {TestDollar} from "../../src/TestDollar.sol";
import {Act, Call} from "../../src/interfaces/IRelay.sol";
import {JobState, Order, Outcome, Quote, Receipt} from "../../src/types/Order.sol";
import {ExpiryTerms} from "../../src/types/Parameters.sol";
import {Signing} from "./Signing.sol";
import {bound, vm} from "./Vm.sol";

/// Acts on the market at random and keeps books of its own. Every call that ends a job, pays or takes goes through here.
contract Handler is Signing {
    uint256 public constant BUYERS = 3;
    uint256 private constant FIRST_BUYER_KEY = 0xB0B;

    struct Books {
        uint256 locked;
        uint256 ends;
        uint256 endedTwice;
        uint256 outsideDeadline;
        uint256 overcharged;
        uint256 overdrawn;
        uint256 trapped;
        uint256 actedTwice;
    }

    struct Placed {
        bytes encoded;
        uint256 maximum;
        bool ended;
    }

    AssetRegistry private immutable assets;
    ProviderRegistry private immutable providers;
    Jobs private immutable jobs;
    TestDollar private immutable dollar;
    address private immutable governance;
    uint256 private immutable operatorKey;
    Relay private immutable relay;
    bytes private _template;
    address private immutable _provider;
    Placed[] private _placed;
    Books private _books;
    address[] private _accounts;
    uint256 private _time = block.timestamp;

    constructor(
        Jobs jobs_,
        TestDollar dollar_,
        address governance_,
        uint256 operatorKey_,
        Order memory template,
        address[] memory payees
    ) {
        (jobs, dollar, governance, operatorKey) = (jobs_, dollar_, governance_, operatorKey_);
        assets = AssetRegistry(address(jobs_.assets()));
        providers = ProviderRegistry(address(jobs_.providers()));
        relay = Relay(jobs_.trustedForwarder());
        _template = abi.encode(template);
        _provider = template.provider;
        _accounts = payees;
        for (uint256 i = 0; i < BUYERS; ++i) {
            _accounts.push(vm.addr(FIRST_BUYER_KEY + i));
            dollar.mint(vm.addr(FIRST_BUYER_KEY + i), 1e15);
            vm.prank(vm.addr(FIRST_BUYER_KEY + i));
            dollar.approve(address(jobs), type(uint256).max);
        }
    }

    /// The block time is kept here: the compiler may reuse what it read before a cheatcode moved it.
    modifier timely() {
        vm.warp(_time);
        _;
    }

    function books() external view returns (Books memory) {
        return _books;
    }

    function accounts() external view returns (address[] memory) {
        return _accounts;
    }

    function pass(uint256 seed) external {
        _time += seed % 5 == 0 ? bound(seed, 1 hours, 9 days) : bound(seed, 1, 40 minutes);
        vm.warp(_time);
    }

    function order(uint256 seed, bool relayed) external timely {
        place(seed, relayed);
    }

    function place(uint256 seed, bool relayed) private {
        // fuzzed numbers are often small, which would leave every deadline at its least
        seed = uint256(keccak256(abi.encode(seed, _placed.length)));
        uint256 key = FIRST_BUYER_KEY + (seed % BUYERS);
        Order memory details = abi.decode(_template, (Order));
        details.buyer = vm.addr(key);
        details.salt = keccak256(abi.encode(seed, _placed.length));
        details.maxSeconds = uint32(bound(seed >> 8, 1, 7_200));
        details.failureCap = uint96(bound(seed >> 40, 0, 60e6));
        details.relayFee = relayed ? uint96(bound(seed >> 80, 0, 2e6)) : 0;
        details.feeRate = jobs.feeRate();
        details.runBy = uint40(_time + bound(seed >> 120, 1, 1 days));
        details.reviewBy = details.runBy + uint40(bound(seed >> 160, 1, 2 days));
        details.settleBy = details.reviewBy + uint40(bound(seed >> 200, 0, 2 days));
        bytes32 jobId = orderDigest(address(jobs), details);
        Quote memory quote =
            Quote(uint40(_time), sign(operatorKey, quoteDigest(address(jobs), jobId, uint40(_time))));
        if (relayed) {
            jobs.orderBySig(details, quote, sign(key, jobId), "");
        } else {
            vm.prank(details.buyer);
            jobs.order(details, quote);
        }
        uint256 maximum = jobs.maximumOf(details);
        _placed.push(Placed(abi.encode(details), maximum, false));
        _books.locked += maximum - details.relayFee;
    }

    function report(uint256 seed, uint32 computeSeconds) external timely {
        (Order memory details, bytes32 jobId,) = pick(seed);
        computeSeconds = uint32(bound(computeSeconds, 0, mostSeconds(details, jobId)));
        jobs.reportRun(
            details, computeSeconds, sign(operatorKey, reportDigest(address(jobs), jobId, computeSeconds))
        );
    }

    function settle(uint256 seed, uint8 outcome, uint32 computeSeconds) external timely {
        (Order memory details, bytes32 jobId, Placed storage placed) = pick(seed);
        Receipt memory receipt = receiptOf(details, jobId, outcome, computeSeconds);
        bytes memory signature = sign(operatorKey, receiptDigest(address(jobs), receipt));
        uint256 before = jobs.balanceOf(address(dollar), details.buyer);
        jobs.settle(details, receipt, signature);
        uint256 back = jobs.balanceOf(address(dollar), details.buyer) - before;
        ended(placed, details, receipt.outcome, back);
    }

    function settleMany(uint256 seed, uint8 outcome, uint32 computeSeconds) external timely {
        uint256 count = 3;
        uint256[] memory chosen = new uint256[](count);
        Order[] memory orders = new Order[](count);
        Receipt[] memory receipts = new Receipt[](count);
        bytes[] memory signatures = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 jobId;
            chosen[i] = choose(seed + i);
            (orders[i], jobId,) = placedAt(chosen[i]);
            receipts[i] = receiptOf(orders[i], jobId, outcome, computeSeconds);
            signatures[i] = sign(operatorKey, receiptDigest(address(jobs), receipts[i]));
        }
        jobs.settleMany(orders, receipts, signatures);
        for (uint256 i = 0; i < count; ++i) {
            Placed storage placed = _placed[chosen[i]];
            if (!placed.ended) ended(placed, orders[i], Outcome.Refused, placed.maximum);
        }
    }

    function finalizeWithheld(uint256 seed) external timely {
        (Order memory details, bytes32 jobId, Placed storage placed) = pick(seed);
        (JobState state,,) = jobs.stateOf(jobId);
        if (state == JobState.Open && _time <= details.runBy) {
            bytes32 digest = reportDigest(address(jobs), jobId, 0);
            jobs.reportRun(details, 0, sign(operatorKey, digest));
        }
        if (_time <= details.reviewBy && seed % 2 == 0) {
            _time = uint256(details.reviewBy) + 1;
            vm.warp(_time);
        }
        uint256 before = jobs.balanceOf(address(dollar), details.buyer);
        jobs.finalizeWithheld(details);
        if (_time <= details.reviewBy) ++_books.outsideDeadline;
        ended(placed, details, Outcome.Withheld, jobs.balanceOf(address(dollar), details.buyer) - before);
    }

    function cancel(uint256 seed) external timely {
        (Order memory details, bytes32 jobId, Placed storage placed) = pick(seed);
        bytes32 digest = cancelDigest(address(jobs), jobId);
        uint256 before = jobs.balanceOf(address(dollar), details.buyer);
        jobs.cancel(details, sign(keyOf(details.buyer), digest), sign(operatorKey, digest));
        ended(placed, details, Outcome.Cancelled, jobs.balanceOf(address(dollar), details.buyer) - before);
    }

    function expire(uint256 seed) external timely {
        (Order memory details,, Placed storage placed) = pick(seed);
        if (!placed.ended && _time <= details.runBy && seed % 2 == 0) {
            _time = uint256(details.runBy) + 1;
            vm.warp(_time);
        }
        uint256 before = jobs.balanceOf(address(dollar), details.buyer);
        jobs.expire(details);
        if (_time <= details.runBy) ++_books.outsideDeadline;
        ended(placed, details, Outcome.Expired, jobs.balanceOf(address(dollar), details.buyer) - before);
    }

    function withdraw(uint256 seed) external timely {
        address account = _accounts[seed % _accounts.length];
        uint256 credit = jobs.balanceOf(address(dollar), account);
        uint256 before = dollar.balanceOf(account);
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(dollar), address(dollar));
        vm.prank(account);
        jobs.withdraw(tokens, account);
        if (dollar.balanceOf(account) - before > credit) ++_books.overdrawn;
    }

    /// Past the last deadline the buyer gets all of the escrow and of its credit by calls of its own, whatever happened before.
    function escape(uint256 seed) external timely {
        (Order memory details,, Placed storage placed) = pick(seed);
        if (placed.ended || seed % 4 != 0) return;
        _time = uint256(details.settleBy) + 1;
        vm.warp(_time);
        uint256 before = jobs.balanceOf(address(dollar), details.buyer);
        vm.startPrank(details.buyer);
        try jobs.expire(details) {
            ended(placed, details, Outcome.Expired, jobs.balanceOf(address(dollar), details.buyer) - before);
        } catch {
            ++_books.trapped;
        }
        uint256 credit = jobs.balanceOf(address(dollar), details.buyer);
        uint256 wallet = dollar.balanceOf(details.buyer);
        address[] memory tokens = new address[](1);
        tokens[0] = address(dollar);
        try jobs.withdraw(tokens, details.buyer) {}
        catch {
            ++_books.trapped;
        }
        vm.stopPrank();
        if (dollar.balanceOf(details.buyer) - wallet != credit) ++_books.trapped;
    }

    function deposit(uint256 seed) external timely {
        address from = vm.addr(FIRST_BUYER_KEY + (seed % BUYERS));
        vm.prank(from);
        jobs.deposit(address(dollar), _accounts[(seed >> 8) % _accounts.length], bound(seed >> 16, 0, 100e6));
    }

    function transfer(uint256 seed) external timely {
        address from = _accounts[seed % _accounts.length];
        uint256 credit = jobs.balanceOf(address(dollar), from);
        // a little more than there is, now and then
        uint256 amount = bound(seed >> 16, 0, credit + credit / 8);
        vm.prank(from);
        jobs.transfer(address(dollar), _accounts[(seed >> 8) % _accounts.length], amount);
        if (amount > credit) ++_books.overdrawn;
    }

    /// A buyer's signed act: the fee first, then credit to somebody, then the rest to the buyer's wallet. Then the same again.
    function executeAct(uint256 seed, uint96 fee) external timely {
        uint256 key = FIRST_BUYER_KEY + (seed % BUYERS);
        Act memory act = actOf(vm.addr(key), seed, fee);
        uint256 credit = jobs.balanceOf(address(dollar), act.account);
        bytes memory signature = sign(key, actDigest(address(relay), block.chainid, act));
        relay.execute(act, signature);
        if (act.fee > credit) ++_books.overdrawn;
        try relay.execute(act, signature) {
            ++_books.actedTwice;
        } catch {}
    }

    function actOf(address account, uint256 seed, uint96 fee) private view returns (Act memory act) {
        uint256 credit = jobs.balanceOf(address(dollar), account);
        address[] memory tokens = new address[](2);
        (tokens[0], tokens[1]) = (address(dollar), address(dollar));
        address to = _accounts[(seed >> 8) % _accounts.length];
        act.calls = new Call[](2);
        act.calls[0] = Call(
            address(jobs),
            abi.encodeCall(jobs.transfer, (address(dollar), to, bound(seed >> 16, 0, credit / 2)))
        );
        act.calls[1] = Call(address(jobs), abi.encodeCall(jobs.withdraw, (tokens, account)));
        act.account = account;
        act.feeToken = address(dollar);
        act.fee = uint96(bound(fee, 0, credit / 2 + 10));
        act.deadline = uint40(_time);
        act.salt = bytes32(seed);
    }

    function depositCollateral(uint256 seed) external timely {
        uint256 amount = bound(seed, 1, 1e9);
        dollar.mint(_provider, amount);
        vm.prank(_provider);
        providers.deposit(address(dollar), amount);
    }

    function unbond(uint256 seed) external timely {
        (uint256 bonded,,) = providers.collateralOf(_provider, address(dollar));
        vm.prank(_provider);
        providers.unbond(address(dollar), bound(seed, 1, bonded / 4 + 1));
    }

    function withdrawCollateral() external timely {
        vm.prank(_provider);
        providers.withdraw(address(dollar), _provider);
    }

    function govern(uint256 seed) external timely {
        vm.startPrank(governance);
        jobs.setFeeRate(uint16(bound(seed, 0, 1_000)));
        uint16 caller = uint16(bound(seed >> 16, 0, 1_000));
        uint16 buyer = uint16(bound(seed >> 32, 0, 10_000 - caller));
        // what is inside can leave, whether or not the token may still come in
        jobs.setAccepted(address(dollar), seed % 8 != 0);
        jobs.setExpiryTerms(ExpiryTerms(uint16(bound(seed >> 48, 0, 10_000)), buyer, caller));
        vm.stopPrank();
    }

    function receiptOf(Order memory details, bytes32 jobId, uint8 outcome, uint32 computeSeconds)
        private
        view
        returns (Receipt memory receipt)
    {
        receipt.jobId = jobId;
        receipt.outcome = Outcome(outcome % 5);
        receipt.computeSeconds = uint32(bound(computeSeconds, 0, mostSeconds(details, jobId)));
        if (receipt.outcome == Outcome.Released) receipt.resultDigest = bytes32(uint256(1));
    }

    /// What every end must satisfy; `back` is what the buyer was credited.
    function ended(Placed storage placed, Order memory details, Outcome outcome, uint256 back) private {
        if (placed.ended) ++_books.endedTwice;
        placed.ended = true;
        ++_books.ends;
        uint256 locked = placed.maximum - details.relayFee;
        _books.locked -= locked;
        uint256 allowed = outcome == Outcome.Released
            ? locked
            : outcome == Outcome.Withheld || outcome == Outcome.AlgorithmFailed ? details.failureCap : 0;
        // what was slashed for the buyer comes on top
        if (back < locked && locked - back > allowed) ++_books.overcharged;
    }

    function pick(uint256 seed) private returns (Order memory details, bytes32 jobId, Placed storage placed) {
        return placedAt(choose(seed));
    }

    /// Mostly a job that is still open, one of the latest or a new one; sometimes any of the latest, to be ended a second time.
    function choose(uint256 seed) private returns (uint256) {
        uint256 count = _placed.length < 6 ? _placed.length : 6;
        uint256 first = seed >> 4;
        if (seed % 8 == 0 && count > 0) return _placed.length - 1 - (first % count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 index = _placed.length - 1 - ((first % count + i) % count);
            if (!_placed[index].ended) return index;
        }
        place(seed, false);
        return _placed.length - 1;
    }

    function placedAt(uint256 index) private view returns (Order memory details, bytes32 jobId, Placed storage placed) {
        placed = _placed[index];
        details = abi.decode(placed.encoded, (Order));
        jobId = orderDigest(address(jobs), details);
    }

    function mostSeconds(Order memory details, bytes32 jobId) private view returns (uint256) {
        (, uint40 orderedAt,) = jobs.stateOf(jobId);
        uint256 elapsed = orderedAt == 0 ? 0 : _time - orderedAt;
        return elapsed < details.maxSeconds ? elapsed : details.maxSeconds;
    }

    function keyOf(address buyer) private pure returns (uint256 key) {
        for (key = FIRST_BUYER_KEY; vm.addr(key) != buyer; ++key) {}
    }
}
