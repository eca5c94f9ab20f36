// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Approvals} from "./Approvals.sol";
import {IAssetRegistry} from "./interfaces/IAssetRegistry.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {ContentId} from "./libraries/ContentId.sol";
import {AssetKind, AssetState, Publication, Royalty, Terms} from "./types/Asset.sol";
import {Leg, Order} from "./types/Order.sol";

/// Assets as ERC-721 tokens. A transfer of a dataset voids its approvals and pauses its orders; an explicit beneficiary stays
/// until the new owner changes the terms.
contract AssetRegistry is ERC721, Approvals, IAssetRegistry, IERC2981 {
    uint16 public constant MAX_ROYALTY = 5_000;
    uint32 public constant MAX_REVIEW_WINDOW = 14 days;

    address public immutable jobs;

    /// Three words. The token is its place on the governed list; `payee` is kept current across transfers where it is the owner.
    /// @param flags kind (2 bits), state (2 bits), whether the owner is the payee (1 bit)
    struct Record {
        bytes32 metadataDigest;
        address provider;
        uint88 price;
        uint8 tokenIndex;
        address payee;
        uint24 reviewWindow;
        uint8 flags;
        uint16 version;
        uint16 ownerEpoch;
        uint16 derivativeRoyalty;
        uint16 resaleRoyalty;
    }

    uint8 private constant KIND = 3;
    uint8 private constant STATE = 12;
    uint8 private constant OWNER_IS_PAYEE = 16;

    mapping(uint256 assetId => Record) private _records;
    mapping(uint256 assetId => bytes32) private _commitments;

    /// @param jobs_ the escrow contract, whose parameters say which tokens are accepted
    constructor(address jobs_) ERC721("Atoll Asset", "ATOLL") {
        jobs = jobs_;
    }

    modifier onlyJobs() {
        if (msg.sender != jobs) revert OnlyJobs(msg.sender);
        _;
    }

    function publish(Publication calldata publication, uint256 nonce) external returns (uint256 assetId) {
        _checkContent(publication.kind, publication.metadataDigest, publication.commitment);
        assetId = assetIdOf(msg.sender, publication.metadataDigest, nonce);
        Record storage record = _records[assetId];
        record.metadataDigest = publication.metadataDigest;
        record.flags = uint8(publication.kind);
        record.version = 1;
        if (publication.commitment != 0) _commitments[assetId] = publication.commitment;
        _storeTerms(record, publication.terms, msg.sender);
        _mint(msg.sender, assetId);
        emit AssetPublished(
            assetId,
            msg.sender,
            publication.kind,
            publication.metadataDigest,
            publication.commitment,
            publication.terms
        );
    }

    function update(uint256 assetId, uint32 fromVersion, bytes32 metadataDigest, bytes32 commitment) external {
        Record storage record = _editable(assetId);
        uint16 version = record.version;
        if (fromVersion != version) revert VersionConflict(assetId, fromVersion, version);
        _checkContent(_kindOf(record.flags), metadataDigest, commitment);
        record.metadataDigest = metadataDigest;
        if (_commitments[assetId] != commitment) _commitments[assetId] = commitment;
        record.version = ++version;
        emit AssetVersioned(assetId, version, metadataDigest, commitment);
        emit IERC4906.MetadataUpdate(assetId);
    }

    function setTerms(uint256 assetId, Terms calldata terms) external {
        Record storage record = _editable(assetId);
        _storeTerms(record, terms, msg.sender);
        emit TermsChanged(assetId, terms);
    }

    function setState(uint256 assetId, AssetState state) external {
        _setState(_editable(assetId), state);
        emit AssetStateChanged(assetId, state);
    }

    function admit(Order calldata order, uint8 tokenIndex) external onlyJobs returns (uint256 derived) {
        bytes32 algorithmDigest = order.algorithm.metadataDigest;
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            Leg calldata leg = order.datasets[i];
            Record storage record = _admitLeg(leg, tokenIndex, AssetKind.Dataset);
            if (record.provider != order.provider) revert ProviderNotAllowed(leg.assetId, order.provider);
            uint256 window = order.reviewBy - order.runBy;
            if (record.reviewWindow > window) revert ReviewWindowTooShort(leg.assetId, record.reviewWindow, window);
            _consumeRun(leg.assetId, record.ownerEpoch, algorithmDigest);
        }
        address only = _admitLeg(order.algorithm, tokenIndex, AssetKind.Algorithm).provider;
        if (only != address(0) && only != order.provider) {
            revert ProviderNotAllowed(order.algorithm.assetId, order.provider);
        }
        derived = 0;
    }

    function royaltiesOf(uint256) external pure returns (Royalty[] memory royalties) {
        royalties = new Royalty[](0);
    }

    function restore(Order calldata order, uint40 orderedAt) external onlyJobs {
        for (uint256 i = 0; i < order.datasets.length; ++i) {
            uint256 id = order.datasets[i].assetId;
            _restoreRun(id, _records[id].ownerEpoch, order.algorithm.metadataDigest, orderedAt);
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
        Record memory record = _record(assetId);
        kind = _kindOf(record.flags);
        state = _stateOf(record.flags);
        version = record.version;
        ownerEpoch = record.ownerEpoch;
        metadataDigest = record.metadataDigest;
        commitment = _commitments[assetId];
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
        if (_kindOf(flags) != AssetKind.Dataset) return from;
        record.ownerEpoch += 1;
        if (_stateOf(flags) == AssetState.Active) {
            _setState(record, AssetState.Paused);
            emit AssetStateChanged(assetId, AssetState.Paused);
        }
    }

    function _approverEpoch(uint256 datasetId, address account) internal view override returns (uint32) {
        Record storage record = _owned(datasetId, account);
        AssetKind kind = _kindOf(record.flags);
        if (kind != AssetKind.Dataset) revert WrongKind(datasetId, kind);
        return record.ownerEpoch;
    }

    function _epochOf(uint256 assetId) internal view override returns (uint32) {
        return _records[assetId].ownerEpoch;
    }

    /// What a leg pins must be what stands now.
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
        if (record.tokenIndex != tokenIndex || record.price != leg.price || record.payee != leg.payee) {
            revert TermsMismatch(leg.assetId);
        }
    }

    function _record(uint256 assetId) private view returns (Record storage record) {
        record = _records[assetId];
        if (record.version == 0) revert AssetUnknown(assetId);
    }

    function _owned(uint256 assetId, address account) private view returns (Record storage record) {
        record = _record(assetId);
        if (_ownerOf(assetId) != account) revert NotAssetOwner(assetId, account);
    }

    function _editable(uint256 assetId) private view returns (Record storage record) {
        record = _owned(assetId, msg.sender);
        if (_stateOf(record.flags) == AssetState.Retired) revert AssetAlreadyRetired(assetId);
    }

    function _storeTerms(Record storage record, Terms calldata terms, address owner) private {
        uint8 flags = record.flags;
        if (_kindOf(flags) == AssetKind.Dataset && terms.provider == address(0)) revert InvalidTerms("provider");
        if (terms.price > type(uint88).max) revert InvalidTerms("price");
        if (terms.derivativeRoyalty > MAX_ROYALTY) revert InvalidTerms("derivativeRoyalty");
        if (terms.resaleRoyalty > MAX_ROYALTY) revert InvalidTerms("resaleRoyalty");
        if (terms.reviewWindow > MAX_REVIEW_WINDOW) revert InvalidTerms("reviewWindow");
        uint8 tokenIndex = IParameters(jobs).tokenIndexOf(terms.token);
        if (tokenIndex == 0) revert TokenNotAccepted(terms.token);
        bool ownerIsPayee = terms.beneficiary == address(0);
        record.provider = terms.provider;
        record.price = uint88(terms.price);
        record.tokenIndex = tokenIndex;
        record.payee = ownerIsPayee ? owner : terms.beneficiary;
        record.reviewWindow = uint24(terms.reviewWindow);
        record.flags = (flags & ~OWNER_IS_PAYEE) | (ownerIsPayee ? OWNER_IS_PAYEE : 0);
        record.derivativeRoyalty = terms.derivativeRoyalty;
        record.resaleRoyalty = terms.resaleRoyalty;
    }

    function _setState(Record storage record, AssetState state) private {
        record.flags = (record.flags & ~STATE) | (uint8(state) << 2);
    }

    function _kindOf(uint8 flags) private pure returns (AssetKind) {
        return AssetKind(flags & KIND);
    }

    function _stateOf(uint8 flags) private pure returns (AssetState) {
        return AssetState((flags & STATE) >> 2);
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
