import { parseAbi } from 'viem';

export const routerAbi = parseAbi([
  'function addFactory(address factory)',
  'function addFixedRateContract(address exchange)',
  'function addDispenserContract(address dispenser)',
]);

export const factoryAbi = parseAbi([
  'struct Nft { string name; string symbol; uint256 templateIndex; string tokenURI; bool transferable; address owner; }',
  'struct Datatoken { uint256 templateIndex; string[] strings; address[] addresses; uint256[] uints; bytes[] bytess; }',
  'struct FixedRate { address fixedPriceAddress; address[] addresses; uint256[] uints; }',
  'function addTokenTemplate(address template) returns (uint256)',
  'function createNftWithErc20WithFixedRate(Nft nft, Datatoken datatoken, FixedRate fixedRate) returns (address erc721Address, address erc20Address, bytes32 exchangeId)',
]);

export const nftAbi = parseAbi([
  'struct Proof { address validatorAddress; uint8 v; bytes32 r; bytes32 s; }',
  'function setMetaData(uint8 state, string decryptorUrl, string decryptorAddress, bytes flags, bytes data, bytes32 metaDataHash, Proof[] proofs)',
]);

export const datatokenAbi = parseAbi([
  'struct ProviderFee { address providerFeeAddress; address providerFeeToken; uint256 providerFeeAmount; uint8 v; bytes32 r; bytes32 s; uint256 validUntil; bytes providerData; }',
  'struct MarketFee { address consumeMarketFeeAddress; address consumeMarketFeeToken; uint256 consumeMarketFeeAmount; }',
  'struct OrderParams { address consumer; uint256 serviceIndex; ProviderFee providerFee; MarketFee consumeMarketFee; }',
  'struct FreParams { address exchangeContract; bytes32 exchangeId; uint256 maxBaseTokenAmount; uint256 swapMarketFee; address marketFeeAddress; }',
  'function buyFromFreAndOrder(OrderParams orderParams, FreParams freParams)',
]);

export const escrowAbi = parseAbi([
  'function deposit(address token, uint256 amount)',
  'function authorize(address token, address payee, uint256 maxLockedAmount, uint256 maxLockSeconds, uint256 maxLockCounts)',
  'function createLock(uint256 jobId, address token, address payer, uint256 amount, uint256 expiry)',
  'function claimLock(uint256 jobId, address token, address payer, uint256 amount, bytes proof)',
  'function claimLocks(uint256[] jobId, address[] token, address[] payer, uint256[] amount, bytes[] proof)',
]);
