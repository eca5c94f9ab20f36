// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// The cheatcodes that the tests use.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function warp(uint256 time) external;
    function getBlockTimestamp() external view returns (uint256);
    function chainId(uint256 id) external;
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function addr(uint256 key) external pure returns (address);
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function expectRevert(bytes calldata data) external;
    function expectRevert(bytes4 selector) external;
    function expectRevert() external;
    function expectPartialRevert(bytes4 selector) external;
    function expectEmit(address emitter) external;
    function assume(bool condition) external pure;
    function getNonce(address account) external view returns (uint64);
    function computeCreateAddress(address deployer, uint256 nonce) external pure returns (address);
    function envOr(string calldata name, string calldata otherwise) external view returns (string memory);
    function deployCode(string calldata artifact, bytes calldata args) external returns (address);
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);
    function snapshotGasLastCall(string calldata group, string calldata name) external returns (uint256);
    function etch(address account, bytes calldata code) external;
    function mockCallRevert(address callee, bytes calldata data, bytes calldata revertData) external;
    function mockCall(address callee, bytes calldata data, bytes calldata returnData) external;
    function expectCall(address callee, bytes calldata data) external;
    function expectCall(address callee, bytes calldata data, uint64 count) external;
    function clearMockedCalls() external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256 id) external returns (bool);
    function assertEq(uint256 left, uint256 right) external pure;
    function assertEq(uint256 left, uint256 right, string calldata what) external pure;
    function assertEq(address left, address right) external pure;
    function assertEq(bytes32 left, bytes32 right) external pure;
    function assertEq(string calldata left, string calldata right) external pure;
    function assertLe(uint256 left, uint256 right) external pure;
    function assertLe(uint256 left, uint256 right, string calldata what) external pure;
    function assertGe(uint256 left, uint256 right) external pure;
    function assertTrue(bool condition) external pure;
    function assertTrue(bool condition, string calldata what) external pure;
    function assertFalse(bool condition) external pure;
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

/// Folds a fuzzed value into a range, both ends included.
function bound(uint256 value, uint256 low, uint256 high) pure returns (uint256) {
    return low + (value % (high - low + 1));
}

/// Moves the block time on. What the compiler read before a cheatcode moved it, it may use again, so the time is asked for here.
function pass(uint256 time) {
    vm.warp(vm.getBlockTimestamp() + time);
}

/// What `deployCode` needs to find a contract: where ATOLL_ARTIFACTS names a folder of build output, the code in there, so that tests
/// that compile in seconds run what is deployed; else the code that was compiled with the tests.
function compiled(string memory contractName) view returns (string memory) {
    string memory folder = vm.envOr("ATOLL_ARTIFACTS", "");
    if (bytes(folder).length == 0) return string.concat(contractName, ".sol:", contractName);
    return string.concat(folder, "/", contractName, ".sol/", contractName, ".json");
}
