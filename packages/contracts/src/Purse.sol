// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IJobs} from "./interfaces/IJobs.sol";
import {TokenTransfer} from "./libraries/TokenTransfer.sol";

/// A contract whose money is its own credit in the one ledger: it takes from wallets and pays by moving credit.
abstract contract Purse {
    using SafeERC20 for IERC20;

    IJobs internal immutable _ledger;

    constructor(address jobs_) {
        _ledger = IJobs(jobs_);
    }

    /// The escrow contract, whose ledger holds this contract's money.
    function jobs() public view virtual returns (address) {
        return address(_ledger);
    }

    /// Takes exactly `amount` from a wallet, which must be the caller's own, and adds it to this contract's credit.
    function _take(address token, address from, uint256 amount) internal {
        TokenTransfer.pull(token, from, amount);
        IERC20(token).forceApprove(address(_ledger), amount);
        _ledger.deposit(token, address(this), amount);
    }

    function _give(address token, address to, uint256 amount) internal {
        if (amount > 0) _ledger.transfer(token, to, amount);
    }
}
