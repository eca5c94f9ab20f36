// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ExpiryTerms} from "../types/Parameters.sol";

/// What governance sets, each within bounds that it cannot change.
interface IParameters {
    event FeeRateChanged(uint16 feeRate);
    event TreasuryChanged(address treasury);
    event TokenAcceptanceChanged(address indexed token, bool accepted);
    event ExpiryTermsChanged(ExpiryTerms terms);

    error ParameterOutOfBounds(string what, uint256 value, uint256 limit);
    error InvalidAddress(string what);

    /// Protocol fee in basis points of what payees receive; at most 1,000.
    function feeRate() external view returns (uint16);
    function treasury() external view returns (address);
    /// Whether new terms, environments, collateral, passes and orders may use the token. Money already inside can always leave, and
    /// orders that were made before can be disputed as they could then.
    function isAccepted(address token) external view returns (bool);
    /// Place of the token on the list, from 1; zero where it is not accepted now. A place is never given to another token.
    function tokenIndexOf(address token) external view returns (uint8);
    /// Place of the token on the list, accepted now or not; zero where it never was.
    function placeOf(address token) external view returns (uint8);
    function tokenAt(uint8 index) external view returns (address);
    function expiryTerms() external view returns (ExpiryTerms memory);

    function setFeeRate(uint16 rate) external;
    function setTreasury(address account) external;
    function setAccepted(address token, bool accepted) external;
    function setExpiryTerms(ExpiryTerms calldata terms) external;
}
