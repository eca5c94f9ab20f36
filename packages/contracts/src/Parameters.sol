// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {ExpiryTerms} from "./types/Parameters.sol";

/// Governed values, kept in the contract that reads them most: one word serves an order and its settlement.
abstract contract Parameters is IParameters, Ownable2Step {
    uint16 internal constant MAX_FEE_RATE = 1_000;
    uint16 internal constant MAX_CALLER_SHARE = 1_000;
    /// Buyer and caller may be one: below all of it, so that letting an order expire is not worth what it costs the provider.
    uint16 internal constant MAX_ACCUSERS_SHARE = 8_000;
    /// Tokens that can ever be listed.
    uint256 internal constant MAX_TOKENS = 255;
    uint16 internal constant UNIT = 10_000;

    /// One word, so that an order and a settlement each read it once.
    struct Rates {
        address treasury;
        uint16 feeRate;
        uint16 slashRate;
        uint16 buyerShare;
        uint16 callerShare;
    }

    struct Listing {
        uint8 index;
        bool accepted;
    }

    Rates internal _rates;
    mapping(address token => Listing) private _listings;
    address[] private _tokens;

    constructor(address governance, address treasury_, uint16 rate, address[] memory tokens) Ownable(governance) {
        _setTreasury(treasury_);
        _setFeeRate(rate);
        _setExpiryTerms(ExpiryTerms({slashRate: 1_000, buyerShare: 5_000, callerShare: 500}));
        for (uint256 i = 0; i < tokens.length; ++i) {
            _setAccepted(tokens[i], true);
        }
    }

    function feeRate() public view returns (uint16) {
        return _rates.feeRate;
    }

    function treasury() public view returns (address) {
        return _rates.treasury;
    }

    function isAccepted(address token) public view returns (bool) {
        return _listings[token].accepted;
    }

    function tokenIndexOf(address token) public view returns (uint8) {
        Listing memory listing = _listings[token];
        return listing.accepted ? listing.index : 0;
    }

    function placeOf(address token) public view returns (uint8) {
        return _listings[token].index;
    }

    function tokenAt(uint8 index) external view returns (address) {
        return _tokens[index - 1];
    }

    function expiryTerms() external view returns (ExpiryTerms memory) {
        return ExpiryTerms(_rates.slashRate, _rates.buyerShare, _rates.callerShare);
    }

    function setFeeRate(uint16 rate) external onlyOwner {
        _setFeeRate(rate);
    }

    function setTreasury(address account) external onlyOwner {
        _setTreasury(account);
    }

    function setAccepted(address token, bool accepted) external onlyOwner {
        _setAccepted(token, accepted);
    }

    function setExpiryTerms(ExpiryTerms calldata terms) external onlyOwner {
        _setExpiryTerms(terms);
    }

    function _setFeeRate(uint16 rate) private {
        if (rate > MAX_FEE_RATE) revert ParameterOutOfBounds("feeRate", rate, MAX_FEE_RATE);
        _rates.feeRate = rate;
        emit FeeRateChanged(rate);
    }

    function _setTreasury(address account) private {
        if (account == address(0) || account == address(this)) revert InvalidAddress("treasury");
        _rates.treasury = account;
        emit TreasuryChanged(account);
    }

    function _setAccepted(address token, bool accepted) private {
        if (accepted && token.code.length == 0) revert InvalidAddress("token");
        Listing storage listing = _listings[token];
        if (listing.index == 0) {
            if (!accepted) revert InvalidAddress("token");
            if (_tokens.length == MAX_TOKENS) revert ParameterOutOfBounds("tokens", MAX_TOKENS + 1, MAX_TOKENS);
            _tokens.push(token);
            listing.index = uint8(_tokens.length);
        }
        listing.accepted = accepted;
        emit TokenAcceptanceChanged(token, accepted);
    }

    function _setExpiryTerms(ExpiryTerms memory terms) private {
        if (terms.slashRate > UNIT) revert ParameterOutOfBounds("slashRate", terms.slashRate, UNIT);
        if (terms.callerShare > MAX_CALLER_SHARE) {
            revert ParameterOutOfBounds("callerShare", terms.callerShare, MAX_CALLER_SHARE);
        }
        if (terms.buyerShare > MAX_ACCUSERS_SHARE - terms.callerShare) {
            revert ParameterOutOfBounds("buyerShare", terms.buyerShare, MAX_ACCUSERS_SHARE - terms.callerShare);
        }
        _rates.slashRate = terms.slashRate;
        _rates.buyerShare = terms.buyerShare;
        _rates.callerShare = terms.callerShare;
        emit ExpiryTermsChanged(terms);
    }
}
