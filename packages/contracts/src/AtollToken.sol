// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// The token that votes: ERC-20 with ERC-2612 and ERC-5805, on a clock of block times (ERC-6372). All of it exists from the start
/// and nobody can make more. A balance votes once its holder delegated, be it to himself.
contract AtollToken is ERC20, ERC20Permit, ERC20Votes {
    uint256 public constant SUPPLY = 1e9 * 1e18;

    /// @param holder of the whole supply
    constructor(address holder) ERC20("Atoll", "ATOLL") ERC20Permit("Atoll") {
        _mint(holder, SUPPLY);
    }

    function clock() public view override returns (uint48) {
        return uint48(block.timestamp);
    }

    // the name is the standard's
    // forge-lint: disable-next-line(mixed-case-function)
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// Of permits and of delegations by signature, which share them.
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }
}
