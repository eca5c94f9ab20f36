// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Campaign} from "./support/Campaign.sol";
import {vm} from "./support/Vm.sol";

interface Files {
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonKeys(string calldata json, string calldata key) external pure returns (string[] memory);
}

Files constant files = Files(address(vm));

/// One long walk over every handler, since a run of the campaign is too short to reach each call.
contract HandlersInvariantsTest is Campaign {
    uint256 private constant ROUNDS = 40;

    event Succeeded(string call, uint256 times);

    uint256 private _succeeded;
    string[] private _calls = [
        "jobs.order", "jobs.orderBySig", "jobs.reportRun", "jobs.settle", "jobs.settleMany", "jobs.finalizeWithheld",
        "jobs.cancel", "jobs.expire", "escape", "elapse", "jobs.deposit", "jobs.transfer", "jobs.withdraw",
        "relay.execute", "relay.revoke", "jobs.setFeeRate", "jobs.setTreasury", "jobs.setAccepted",
        "jobs.setExpiryTerms", "providers.setCurve", "disputes.setTerms", "providers.register", "providers.update",
        "providers.setDraining", "providers.setEnvironment", "providers.deposit", "providers.unbond",
        "providers.withdraw", "passes.openSeries", "passes.closeSeries", "passes.buy", "passes.give",
        "passes.safeTransferFrom", "passes.refund", "assets.publish", "assets.publishDerived", "assets.update",
        "assets.setTerms", "assets.setState", "assets.setPublic", "assets.approveAlgorithm",
        "assets.revokeAlgorithm", "assets.approvePublisher", "assets.revokePublisher", "assets.transferFrom",
        "ratings.rate", "disputes.open", "disputes.answer", "disputes.rule", "disputes.lapse",
        "shares.create", "shares.pay", "shares.transfer", "shares.claim", "shares.dissolve", "bounties.open",
        "bounties.contribute", "bounties.submit", "bounties.reject", "bounties.award", "bounties.close",
        "bounties.reclaim", "rewards.fund", "rewards.setPublisher", "rewards.setGuardian", "rewards.propose",
        "rewards.veto", "rewards.claim", "rewards.sweep", "rewards.returnUncommitted", "channels.open",
        "channels.topUp", "channels.redeem", "channels.close", "channels.requestClose", "channels.finish",
        "order by pass", "royalty"
    ];

    function test_every_call_of_the_handlers_succeeds_at_least_once() public {
        string[11] memory names = [
            "Jobs", "Credits", "Assets", "Passes", "Disputes", "Shares", "Channels", "Bounties", "Rewards",
            "Providers", "Parameters"
        ];
        string[][] memory signatures = new string[][](names.length);
        for (uint256 i = 0; i < names.length; ++i) {
            signatures[i] = signaturesOf(string.concat(names[i], "Handler"));
        }
        for (uint256 round = 0; round < ROUNDS; ++round) {
            for (uint256 i = 0; i < names.length; ++i) {
                walk(targetContracts()[i], signatures[i], round);
            }
        }
        for (uint256 i = 0; i < _calls.length; ++i) {
            uint256 times = books.succeeded(bytes32(bytes(_calls[i])));
            emit Succeeded(_calls[i], times);
            vm.assertTrue(times > 0, _calls[i]);
        }
    }

    function walk(address target, string[] memory signatures, uint256 round) private {
        for (uint256 i = 0; i < signatures.length; ++i) {
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            if (selector == jobsHandler.leaveAll.selector || selector == creditsHandler.withdrawAll.selector) continue;
            uint256 seed = uint256(keccak256(abi.encode(round, signatures[i], target)));
            (bool success,) = target.call(abi.encodePacked(selector, seed, seed >> 250, seed >> 232));
            // what may fail is told by the counts
            if (success) ++_succeeded;
        }
    }

    function signaturesOf(string memory handler) private view returns (string[] memory) {
        string memory file = string.concat("out/test/", handler, ".sol/", handler, ".json");
        return files.parseJsonKeys(files.readFile(file), ".methodIdentifiers");
    }
}
