// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AtollToken} from "../../src/AtollToken.sol";
import {Signing} from "./Signing.sol";
import {bound, vm} from "./Vm.sol";

/// Holders of the voting token who transfer, delegate and let others spend at random.
contract VotesHandler is Signing {
    uint256 public constant HOLDERS = 5;
    uint256 private constant FIRST_KEY = 0x707E;

    AtollToken private immutable token;
    address[] private _holders;
    uint256 private _time = block.timestamp;

    constructor(AtollToken token_) {
        token = token_;
        for (uint256 i = 0; i < HOLDERS; ++i) {
            _holders.push(vm.addr(FIRST_KEY + i));
        }
    }

    function holders() external view returns (address[] memory) {
        return _holders;
    }

    function holderAt(uint256 index) private view returns (address) {
        return _holders[index % HOLDERS];
    }

    function transfer(uint256 seed) external {
        address from = holderAt(seed);
        uint256 amount = bound(seed >> 16, 0, token.balanceOf(from));
        vm.prank(from);
        token.transfer(holderAt(seed >> 8), amount);
    }

    function transferFrom(uint256 seed) external {
        address from = holderAt(seed);
        uint256 amount = bound(seed >> 16, 0, token.balanceOf(from));
        bytes32 permit = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                from,
                address(this),
                amount,
                token.nonces(from),
                _time
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(FIRST_KEY + (seed % HOLDERS), digest(permit));
        token.permit(from, address(this), amount, _time, v, r, s);
        token.transferFrom(from, holderAt(seed >> 8), amount);
    }

    function delegate(uint256 seed) external {
        vm.prank(holderAt(seed));
        // one of them, or nobody
        token.delegate(seed & 0x700 == 0 ? address(0) : holderAt(seed >> 8));
    }

    function delegateBySig(uint256 seed) external {
        address delegatee = holderAt(seed >> 8);
        uint256 nonce = token.nonces(holderAt(seed));
        bytes32 delegation = keccak256(
            abi.encode(
                keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)"), delegatee, nonce, _time
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(FIRST_KEY + (seed % HOLDERS), digest(delegation));
        token.delegateBySig(delegatee, nonce, _time, v, r, s);
    }

    function pass(uint256 seed) external {
        _time += bound(seed, 1, 1 days);
        vm.warp(_time);
    }

    function digest(bytes32 structHash) private view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), structHash));
    }
}
