// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBalances} from "./interfaces/IBalances.sol";
import {TokenTransfer} from "./libraries/TokenTransfer.sol";

/// Credits, biased by one once an account was ever credited: a withdrawal never empties the slot, so the next credit costs 5,000
/// gas and not 22,100.
abstract contract Balances is IBalances, ERC2771Context, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    mapping(address token => mapping(address account => uint256)) private _credits;

    function balanceOf(address token, address account) public view returns (uint256) {
        uint256 stored = _credits[token][account];
        return stored == 0 ? 0 : stored - 1;
    }

    constructor(address relay) ERC2771Context(relay) {}

    function deposit(address token, address to, uint256 amount) external nonReentrant {
        address from = _msgSender();
        _checkToken(token);
        if (to == address(0) || to == address(this)) revert InvalidCredit(to);
        TokenTransfer.pull(token, from, amount);
        _credit(token, to, amount);
        emit Deposited(from, to, token, amount);
    }

    function transfer(address token, address to, uint256 amount) external {
        address from = _msgSender();
        if (to == address(0) || to == address(this)) revert InvalidCredit(to);
        _take(token, from, amount);
        _credit(token, to, amount);
        emit CreditTransferred(from, to, token, amount);
    }

    function withdraw(address[] calldata tokens, address to) external nonReentrant {
        if (to == address(0) || to == address(this)) revert InvalidWithdrawal(to);
        address account = _msgSender();
        bool single = tokens.length == 1;
        for (uint256 i = 0; i < tokens.length; ++i) {
            address token = tokens[i];
            uint256 amount = balanceOf(token, account);
            if (amount == 0) {
                if (single) revert NothingToWithdraw(account, token);
                continue;
            }
            _credits[token][account] = 1;
            if (single) {
                IERC20(token).safeTransfer(to, amount);
            } else if (!IERC20(token).trySafeTransfer(to, amount)) {
                // added and not set: the token may have had the account credited meanwhile
                _credit(token, account, amount);
                continue;
            }
            emit Withdrawn(account, token, to, amount);
        }
    }

    /// Reverts where the token never was accepted. One that was is owed by what was agreed on then.
    function _checkToken(address token) internal view virtual;

    function _credit(address token, address account, uint256 amount) internal {
        mapping(address account => uint256) storage credits = _credits[token];
        uint256 stored = credits[account];
        credits[account] = stored == 0 ? amount + 1 : stored + amount;
    }

    /// Takes `amount` from an account's credit where it covers that.
    function _debit(address token, address account, uint256 amount) internal returns (bool covered) {
        uint256 stored = _credits[token][account];
        covered = stored > amount;
        if (covered) _credits[token][account] = stored - amount;
    }

    /// Takes `amount` from an account's credit; reverts where it does not cover that.
    function _take(address token, address account, uint256 amount) internal {
        if (!_debit(token, account, amount)) {
            revert InsufficientCredit(account, token, amount, balanceOf(token, account));
        }
    }
}
