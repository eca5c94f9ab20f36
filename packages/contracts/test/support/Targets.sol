// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Act, IRelay} from "../../src/interfaces/IRelay.sol";

/// What an act may happen to call: remembers its callers, or misbehaves.
contract Targets {
    error Refused(uint256 code);

    bytes public received;
    bytes public reason;
    uint256 public count;

    function note() external {
        received = msg.data;
        ++count;
    }

    function refuse(uint256 code) external pure {
        revert Refused(code);
    }

    function refuseSilently() external pure {
        assembly {
            revert(0, 0)
        }
    }

    function refuseAtLength(uint256 length) external pure {
        assembly {
            revert(0, length)
        }
    }

    function answerAtLength(uint256 length) external pure {
        assembly {
            return(0, length)
        }
    }

    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external pure {
        assembly {
            revert(0, 100000)
        }
    }

    /// Sends an act from within an act.
    function send(IRelay relay, Act calldata act, bytes calldata signature) external {
        try relay.execute(act, signature) {}
        catch (bytes memory why) {
            reason = why;
        }
    }
}
