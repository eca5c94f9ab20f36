// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A token that misbehaves on demand, from the moment that a test says so.
contract HostileToken is ERC20("Hostile", "BAD") {
    enum Mode {
        Honest,
        KeepsFee,
        ReturnsFalse,
        Reverts,
        Reenters
    }

    Mode public mode;
    address private _target;
    bytes private _call;
    bool public reentered;
    bytes4 public refusal;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function set(Mode mode_) external {
        mode = mode_;
    }

    function reenter(address target, bytes calldata data) external {
        (mode, _target, _call) = (Mode.Reenters, target, data);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (!_misbehave(msg.sender, amount)) return false;
        return super.transfer(to, mode == Mode.KeepsFee ? amount - amount / 100 : amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (!_misbehave(from, amount)) return false;
        return super.transferFrom(from, to, mode == Mode.KeepsFee ? amount - amount / 100 : amount);
    }

    function _misbehave(address from, uint256 amount) private returns (bool) {
        if (mode == Mode.Reverts) revert("no");
        if (mode == Mode.KeepsFee) _burn(from, amount / 100);
        if (mode == Mode.Reenters) {
            (bool success, bytes memory reason) = _target.call(_call);
            reentered = success;
            refusal = bytes4(reason);
        }
        return mode != Mode.ReturnsFalse;
    }
}

/// Returns nothing from its transfers, as the oldest dollar does.
contract SilentToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
        assembly {
            mstore(0, 1)
            return(0, 32)
        }
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}
