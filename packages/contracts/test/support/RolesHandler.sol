// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {vm} from "./Vm.sol";

/// Anybody, who tries at random to come by a role: to be owner, to be granted one, to use what only governance may.
contract RolesHandler {
    address[] private _targets;
    address[] private _callers;
    bytes32[] private _roles;
    uint256 public attempts;
    uint256 public succeeded;

    constructor(address[] memory targets, address[] memory callers, bytes32[] memory roles) {
        (_targets, _callers, _roles) = (targets, callers, roles);
    }

    function transferOwnership(uint256 seed) external {
        attempt(seed, abi.encodeWithSignature("transferOwnership(address)", callerAt(seed >> 8)));
    }

    function acceptOwnership(uint256 seed) external {
        attempt(seed, abi.encodeWithSignature("acceptOwnership()"));
    }

    function renounceOwnership(uint256 seed) external {
        attempt(seed, abi.encodeWithSignature("renounceOwnership()"));
    }

    function grantRole(uint256 seed) external {
        attempt(seed, abi.encodeWithSignature("grantRole(bytes32,address)", roleAt(seed), callerAt(seed >> 8)));
    }

    function revokeRole(uint256 seed) external {
        attempt(seed, abi.encodeWithSignature("revokeRole(bytes32,address)", roleAt(seed), _targets[seed % 2]));
    }

    function schedule(uint256 seed) external {
        bytes memory inner = abi.encodeWithSignature("transferOwnership(address)", callerAt(seed >> 8));
        attempt(
            seed,
            abi.encodeWithSignature(
                "schedule(address,uint256,bytes,bytes32,bytes32,uint256)", _targets[2], 0, inner, 0, 0, 2 days
            )
        );
    }

    function execute(uint256 seed) external {
        bytes memory inner = abi.encodeWithSignature("transferOwnership(address)", callerAt(seed >> 8));
        attempt(
            seed,
            abi.encodeWithSignature(
                "execute(address,uint256,bytes,bytes32,bytes32)", _targets[2], 0, inner, bytes32(0), bytes32(0)
            )
        );
    }

    function govern(uint256 seed) external {
        bytes[4] memory acts = [
            abi.encodeWithSignature("setTreasury(address)", callerAt(seed >> 8)),
            abi.encodeWithSignature("setPublisher(address)", callerAt(seed >> 8)),
            abi.encodeWithSignature("setGuardian(address)", callerAt(seed >> 8)),
            abi.encodeWithSignature("setFeeRate(uint16)", 1_000)
        ];
        attempt(seed, acts[(seed >> 16) % 4]);
    }

    function attempt(uint256 seed, bytes memory data) private {
        ++attempts;
        seed = uint256(keccak256(abi.encode(seed, attempts)));
        vm.prank(callerAt(seed));
        (bool success,) = _targets[(seed >> 32) % _targets.length].call(data);
        if (success) ++succeeded;
    }

    function callerAt(uint256 seed) private view returns (address) {
        return _callers[seed % _callers.length];
    }

    function roleAt(uint256 seed) private view returns (bytes32) {
        return _roles[(seed >> 40) % _roles.length];
    }
}
