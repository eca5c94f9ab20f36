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
        Reenters,
        Blocks,
        SendsMore
    }

    Mode public mode;
    address private _target;
    bytes private _call;
    bool public reentered;
    bytes4 public refusal;
    address private _blocked;
    bool private _fails;
    uint8 private _decimals = 6;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function set(Mode mode_) external {
        mode = mode_;
    }

    /// Calls back as before, and then does not move.
    function reenterAndFail() external {
        (mode, _fails) = (Mode.Reenters, true);
    }

    function forget() external {
        (reentered, refusal) = (false, 0);
    }

    function reenter(address target, bytes calldata data) external {
        (mode, _target, _call) = (Mode.Reenters, target, data);
    }

    /// From now on nothing reaches the account.
    function blockReceiver(address account) external {
        (mode, _blocked) = (Mode.Blocks, account);
    }

    function setDecimals(uint8 decimals_) external {
        _decimals = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (!_misbehave(msg.sender, to, amount)) return false;
        if (mode == Mode.SendsMore) _mint(to, amount / 100);
        return super.transfer(to, mode == Mode.KeepsFee ? amount - amount / 100 : amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (!_misbehave(from, to, amount)) return false;
        return super.transferFrom(from, to, mode == Mode.KeepsFee ? amount - amount / 100 : amount);
    }

    function _misbehave(address from, address to, uint256 amount) private returns (bool) {
        if (mode == Mode.Blocks && to == _blocked) revert("blocked");
        if (mode == Mode.Reverts) revert("no");
        if (mode == Mode.KeepsFee) _burn(from, amount / 100);
        if (mode == Mode.Reenters) {
            (bool success, bytes memory reason) = _target.call(_call);
            reentered = success;
            refusal = bytes4(reason);
            if (_fails) return false;
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

/// Says yes to everything and tells nothing.
contract MuteToken {
    fallback() external {}
}
