// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {Approvals} from "./Approvals.sol";
import {AssetRecords} from "./AssetRecords.sol";
import {Lineage} from "./Lineage.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IShareToken} from "./interfaces/IShareToken.sol";
import {ContentId} from "./libraries/ContentId.sol";
import {AssetKind, AssetState, Publication, Terms} from "./types/Asset.sol";
import {Ancestor, Derivation} from "./types/Lineage.sol";
import {Leg, Order} from "./types/Order.sol";

/// Assets as ERC-721 tokens. A transfer of a dataset voids its approvals and pauses its orders; an explicit beneficiary stays
/// until the new owner changes the terms, and while it is locked also then.
contract AssetRegistry is ERC721, ERC2771Context, Approvals, Lineage, AssetRecords, IERC2981 {
    address public immutable jobs;
    address public immutable shares;

    /// Of every version that ever was: who pinned a digest pinned the data under it.
    mapping(uint256 assetId => mapping(bytes32 metadataDigest => bytes32)) private _commitments;
    /// Algorithms that ever changed hands. Anybody can give one to anybody, so they count as nobody's published work any more.
    mapping(uint256 algorithmId => bool) private _moved;

    /// @param jobs_ the escrow contract, whose parameters say which tokens are accepted
    /// @param relay trusted forwarder of signed acts
    /// @param shares_ the contract that alone may lock a beneficiary
    constructor(address jobs_, address relay, address shares_)
        ERC721("Atoll Asset", "ATOLL")
        ERC2771Context(relay)
    {
        jobs = jobs_;
        shares = shares_;
    }

    modifier onlyJobs() {
        _checkJobs();
        _;
    }

    modifier onlyShares() {
        _checkShares();
        _;
    }

    function publish(Publication calldata publication, uint256 nonce) external returns (uint256 assetId) {
        assetId = _publish(publication, nonce, 0);
    }

    function publishDerived(Publication calldata publication, uint256 nonce, Derivation calldata derivation)
        external
        returns (uint256 assetId)
    {
        (bytes32 jobId, Ancestor[] memory ancestors) = _prove(jobs, derivation);
        assetId = _publish(publication, nonce, ancestors.length == 0 ? 0 : DERIVED);
        if (ancestors.length > 0) _inherit(assetId, ancestors);
        emit AssetDerived(assetId, jobId, derivation.outputDigest, ancestors);
    }

    function update(uint256 assetId, uint32 fromVersion, bytes32 metadataDigest, bytes32 commitment) external {
        Record storage record = _editable(assetId);
        uint16 version = record.version;
        if (fromVersion != version) revert VersionConflict(assetId, fromVersion, version);
        _checkContent(_kindOf(record.flags), metadataDigest, commitment);
        record.metadataDigest = metadataDigest;
        bytes32 fixed_ = _commitments[assetId][metadataDigest];
        if (fixed_ != commitment) {
            if (fixed_ != 0) revert CommitmentFixed(assetId, metadataDigest);
            _commitments[assetId][metadataDigest] = commitment;
        }
        record.version = ++version;
        emit AssetVersioned(assetId, version, metadataDigest, commitment);
        emit IERC4906.MetadataUpdate(assetId);
    }

    function setTerms(uint256 assetId, Terms calldata terms) external {
        Record storage record = _editable(assetId);
        uint8 flags = record.flags;
        if (flags & BENEFICIARY_LOCKED != 0) _checkShared(assetId, record, terms);
        _changeRoyalty(assetId, terms.derivativeRoyalty);
        _storeTerms(record, terms, _msgSender(), flags, record.version, record.ownerEpoch);
        emit TermsChanged(assetId, terms);
    }

    function setState(uint256 assetId, AssetState state) external {
        _setState(_editable(assetId), state);
        emit AssetStateChanged(assetId, state);
    }

    function setPublic(uint256 datasetId, bool isPublic_) external {
        Record storage record = _editable(datasetId);
        uint8 flags = record.flags;
        if (_kindOf(flags) != AssetKind.Dataset) revert WrongKind(datasetId, _kindOf(flags));
        record.flags = isPublic_ ? flags | PUBLIC : flags & ~PUBLIC;
        emit PublicChanged(datasetId, isPublic_);
    }

    function lockBeneficiary(uint256 assetId, address beneficiary) external onlyShares {
        Record storage record = _record(assetId);
        uint8 flags = record.flags;
        if (flags & BENEFICIARY_LOCKED != 0) revert BeneficiaryLocked(assetId, record.payee);
        (record.flags, record.payee) = ((flags & ~OWNER_IS_PAYEE) | BENEFICIARY_LOCKED, beneficiary);
        emit BeneficiaryLockChanged(assetId, beneficiary, true);
    }

    function unlockBeneficiary(uint256 assetId) external onlyShares {
        Record storage record = _record(assetId);
        uint8 flags = record.flags;
        if (flags & BENEFICIARY_LOCKED == 0) revert BeneficiaryNotLocked(assetId);
        address owner = _ownerOf(assetId);
        (record.flags, record.payee) = ((flags & ~BENEFICIARY_LOCKED) | OWNER_IS_PAYEE, owner);
        emit BeneficiaryLockChanged(assetId, owner, false);
    }

    function admit(Order calldata order, uint8 tokenIndex) external onlyJobs returns (uint256 derived) {
        Record storage algorithm = _admitLeg(order.algorithm, tokenIndex, AssetKind.Algorithm);
        address only = algorithm.provider;
        if (only != address(0) && only != order.provider) {
            revert ProviderNotAllowed(order.algorithm.assetId, order.provider);
        }
        if (algorithm.flags & DERIVED != 0) derived = 1 << 8;
        bytes32 algorithmDigest = order.algorithm.metadataDigest;
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            Leg calldata leg = order.datasets[i];
            Record storage record = _admitLeg(leg, tokenIndex, AssetKind.Dataset);
            if (record.provider != order.provider) revert ProviderNotAllowed(leg.assetId, order.provider);
            uint256 window = order.reviewBy - order.runBy;
            if (record.reviewWindow > window) revert ReviewWindowTooShort(leg.assetId, record.reviewWindow, window);
            uint8 flags = record.flags;
            if (flags & DERIVED != 0) derived |= 1 << i;
            _consumeRun(
                leg.assetId, record.ownerEpoch, flags & PUBLIC != 0, order.algorithm.assetId, algorithmDigest
            );
        }
    }

    function restore(Order calldata order, uint40 orderedAt) external onlyJobs {
        uint256 algorithmId = order.algorithm.assetId;
        address publisher = _publisherOf(algorithmId);
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            uint256 id = order.datasets[i].assetId;
            _restoreRun(
                id, _records[id].ownerEpoch, algorithmId, order.algorithm.metadataDigest, publisher, orderedAt
            );
        }
    }

    function asset(uint256 assetId)
        external
        view
        returns (
            AssetKind kind,
            AssetState state,
            uint32 version,
            uint32 ownerEpoch,
            bytes32 metadataDigest,
            bytes32 commitment,
            address payee,
            Terms memory terms
        )
    {
        Record storage record = _record(assetId);
        kind = _kindOf(record.flags);
        state = _stateOf(record.flags);
        version = record.version;
        ownerEpoch = record.ownerEpoch;
        metadataDigest = record.metadataDigest;
        commitment = _commitments[assetId][record.metadataDigest];
        payee = record.payee;
        terms = Terms({
            token: IParameters(jobs).tokenAt(record.tokenIndex),
            price: record.price,
            provider: record.provider,
            beneficiary: record.flags & OWNER_IS_PAYEE == 0 ? record.payee : address(0),
            derivativeRoyalty: record.derivativeRoyalty,
            resaleRoyalty: record.resaleRoyalty,
            reviewWindow: record.reviewWindow
        });
    }

    function isPublic(uint256 datasetId) external view returns (bool) {
        return _record(datasetId).flags & PUBLIC != 0;
    }

    function isBeneficiaryLocked(uint256 assetId) external view returns (bool) {
        return _record(assetId).flags & BENEFICIARY_LOCKED != 0;
    }

    function assetIdOf(address publisher, bytes32 metadataDigest, uint256 nonce) public view returns (uint256) {
        return uint256(keccak256(abi.encode(block.chainid, address(this), publisher, metadataDigest, nonce)));
    }

    function tokenURI(uint256 assetId) public view override returns (string memory) {
        return ContentId.uri(_record(assetId).metadataDigest);
    }

    function royaltyInfo(uint256 assetId, uint256 salePrice) external view returns (address receiver, uint256 amount) {
        Record storage record = _record(assetId);
        receiver = record.payee;
        amount = (salePrice * record.resaleRoyalty) / 10_000;
    }

    function supportsInterface(bytes4 id) public view override(ERC721, IERC165) returns (bool) {
        return id == type(IERC2981).interfaceId || id == bytes4(0x49064906) || super.supportsInterface(id);
    }

    /// Every change of hands starts a new owner epoch for a dataset, so what the former owner approved is void at once.
    function _update(address to, uint256 assetId, address auth) internal override returns (address from) {
        from = super._update(to, assetId, auth);
        if (from == address(0)) return from;
        Record storage record = _records[assetId];
        uint8 flags = record.flags;
        if (flags & OWNER_IS_PAYEE != 0) record.payee = to;
        if (_kindOf(flags) == AssetKind.Algorithm) _moved[assetId] = true;
        if (_kindOf(flags) != AssetKind.Dataset) return from;
        record.ownerEpoch += 1;
        if (_stateOf(flags) == AssetState.Active) {
            _setState(record, AssetState.Paused);
            emit AssetStateChanged(assetId, AssetState.Paused);
        }
    }

    function _approverEpoch(uint256 datasetId, address account)
        internal
        view
        override
        returns (uint32 epoch, bool isPublic_)
    {
        Record storage record = _owned(datasetId, account);
        uint8 flags = record.flags;
        if (_kindOf(flags) != AssetKind.Dataset) revert WrongKind(datasetId, _kindOf(flags));
        return (record.ownerEpoch, flags & PUBLIC != 0);
    }

    function _epochOf(uint256 assetId) internal view override returns (uint32) {
        return _records[assetId].ownerEpoch;
    }

    function _publisherOf(uint256 algorithmId) internal view override returns (address) {
        return _moved[algorithmId] ? address(0) : _ownerOf(algorithmId);
    }

    function _tokenIndexOf(address token) internal view override returns (uint256) {
        return IParameters(jobs).tokenIndexOf(token);
    }

    function _statedRoyalty(uint256 assetId) internal view override returns (uint16) {
        return _records[assetId].derivativeRoyalty;
    }

    function _payeeOf(uint256 assetId) internal view override returns (address) {
        return _records[assetId].payee;
    }

    function _isDerived(uint256 assetId) internal view override returns (bool) {
        return _records[assetId].flags & DERIVED != 0;
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return ERC2771Context._contextSuffixLength();
    }

    function _publish(Publication calldata publication, uint256 nonce, uint8 mark) private returns (uint256 assetId) {
        _checkContent(publication.kind, publication.metadataDigest, publication.commitment);
        address owner = _msgSender();
        assetId = assetIdOf(owner, publication.metadataDigest, nonce);
        // before anything is written: an asset that exists must not be overwritten
        _mint(owner, assetId);
        Record storage record = _records[assetId];
        record.metadataDigest = publication.metadataDigest;
        _storeTerms(record, publication.terms, owner, uint8(publication.kind) | mark, 1, 0);
        if (publication.commitment != 0) _commitments[assetId][publication.metadataDigest] = publication.commitment;
        _logPublished(assetId, owner, publication);
    }

    /// What a leg pins must be what stands now. Where a pass pays, the pass tells the price.
    function _admitLeg(Leg calldata leg, uint8 tokenIndex, AssetKind kind) private view returns (Record storage record) {
        record = _records[leg.assetId];
        uint8 flags = record.flags;
        if (record.version == 0) revert AssetUnknown(leg.assetId);
        // active is zero, so one comparison covers kind and state
        if (flags & (KIND | STATE) != uint8(kind)) {
            if (_kindOf(flags) != kind) revert WrongKind(leg.assetId, _kindOf(flags));
            revert AssetNotActive(leg.assetId, _stateOf(flags));
        }
        bytes32 current = record.metadataDigest;
        if (current != leg.metadataDigest) revert StaleVersion(leg.assetId, leg.metadataDigest, current);
        bool priced = record.price == leg.price || leg.series != 0;
        if (!priced || record.tokenIndex != tokenIndex || record.payee != leg.payee) {
            revert TermsMismatch(leg.assetId);
        }
    }

    /// While shares exist, terms change neither who is paid nor to a token of which the holders could claim nothing.
    function _checkShared(uint256 assetId, Record storage record, Terms calldata terms) private view {
        address token = record.payee;
        if (terms.beneficiary != token) revert BeneficiaryLocked(assetId, token);
        if (IParameters(jobs).tokenAt(record.tokenIndex) == terms.token) return;
        if (!IShareToken(token).isTracked(terms.token)) revert InvalidTerms("token");
    }

    function _checkJobs() private view {
        if (msg.sender != jobs) revert OnlyJobs(msg.sender);
    }

    function _checkShares() private view {
        if (msg.sender != shares) revert OnlyShares(msg.sender);
    }

    function _owned(uint256 assetId, address account) private view returns (Record storage record) {
        record = _record(assetId);
        if (_ownerOf(assetId) != account) revert NotAssetOwner(assetId, account);
    }

    function _editable(uint256 assetId) private view returns (Record storage record) {
        record = _owned(assetId, _msgSender());
        if (_stateOf(record.flags) == AssetState.Retired) revert AssetAlreadyRetired(assetId);
    }

    /// Emits `AssetPublished` from calldata, whose layout is that of the event. Every narrow field was read by then, which reverts where
    /// its upper bits are not clear.
    function _logPublished(uint256 assetId, address owner, Publication calldata publication) private {
        bytes32 topic = AssetPublished.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            // kind, two digests and seven words of terms
            calldatacopy(data, publication, 0x140)
            log3(data, 0x140, topic, assetId, owner)
        }
    }

    function _checkContent(AssetKind kind, bytes32 metadataDigest, bytes32 commitment) private pure {
        if (metadataDigest == 0) revert MetadataDigestRequired();
        if (kind == AssetKind.Dataset) {
            if (commitment == 0) revert CommitmentRequired();
        } else if (commitment != 0) {
            revert InvalidTerms("commitment");
        }
    }
}
