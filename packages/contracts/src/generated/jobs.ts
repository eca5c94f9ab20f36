// Written by script/generate.ts from Jobs.sol.
export const jobsAbi = [
  {
    "type": "constructor",
    "inputs": [
      {
        "name": "config",
        "type": "tuple",
        "internalType": "struct JobsConfig",
        "components": [
          {
            "name": "assets",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "providers",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "passes",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "relay",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "governance",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "treasury",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "disputeWindow",
            "type": "uint24",
            "internalType": "uint24"
          },
          {
            "name": "tokens",
            "type": "address[]",
            "internalType": "address[]"
          }
        ]
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "acceptOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "assets",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "contract IAssetRegistry"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "balanceOf",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "cancel",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "buyerSignature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "operatorSignature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "deposit",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "to",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "disputeWindow",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint24",
        "internalType": "uint24"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "eip712Domain",
    "inputs": [],
    "outputs": [
      {
        "name": "fields",
        "type": "bytes1",
        "internalType": "bytes1"
      },
      {
        "name": "name",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "version",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "chainId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "verifyingContract",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "salt",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "extensions",
        "type": "uint256[]",
        "internalType": "uint256[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "endOf",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes31",
        "internalType": "bytes31"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "expire",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "expiryTerms",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "tuple",
        "internalType": "struct ExpiryTerms",
        "components": [
          {
            "name": "slashRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "buyerShare",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "callerShare",
            "type": "uint16",
            "internalType": "uint16"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "feeRate",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "uint16",
        "internalType": "uint16"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "finalizeWithheld",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "isAccepted",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "isTrustedForwarder",
    "inputs": [
      {
        "name": "forwarder",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "jobIdOf",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "maximumOf",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "stateMutability": "pure"
  },
  {
    "type": "function",
    "name": "order",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "quote",
        "type": "tuple",
        "internalType": "struct Quote",
        "components": [
          {
            "name": "validUntil",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "signature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "orderBySig",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "quote",
        "type": "tuple",
        "internalType": "struct Quote",
        "components": [
          {
            "name": "validUntil",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "signature",
            "type": "bytes",
            "internalType": "bytes"
          }
        ]
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      },
      {
        "name": "permit",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "owner",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "passes",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "contract IAccessPass"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "pendingOwner",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "placeOf",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint8",
        "internalType": "uint8"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "providers",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "contract IProviderRegistry"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "renounceOwnership",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "reportRun",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "computeSeconds",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setAccepted",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "accepted",
        "type": "bool",
        "internalType": "bool"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setExpiryTerms",
    "inputs": [
      {
        "name": "terms",
        "type": "tuple",
        "internalType": "struct ExpiryTerms",
        "components": [
          {
            "name": "slashRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "buyerShare",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "callerShare",
            "type": "uint16",
            "internalType": "uint16"
          }
        ]
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setFeeRate",
    "inputs": [
      {
        "name": "rate",
        "type": "uint16",
        "internalType": "uint16"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "setTreasury",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "settle",
    "inputs": [
      {
        "name": "details",
        "type": "tuple",
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "receipt",
        "type": "tuple",
        "internalType": "struct Receipt",
        "components": [
          {
            "name": "jobId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "outcome",
            "type": "uint8",
            "internalType": "enum Outcome"
          },
          {
            "name": "computeSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "resultDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "statementDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "outputsRoot",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "signature",
        "type": "bytes",
        "internalType": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "settleMany",
    "inputs": [
      {
        "name": "orders",
        "type": "tuple[]",
        "internalType": "struct Order[]",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "receipts",
        "type": "tuple[]",
        "internalType": "struct Receipt[]",
        "components": [
          {
            "name": "jobId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "outcome",
            "type": "uint8",
            "internalType": "enum Outcome"
          },
          {
            "name": "computeSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "resultDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "statementDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "outputsRoot",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "signatures",
        "type": "bytes[]",
        "internalType": "bytes[]"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "stateOf",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "state",
        "type": "uint8",
        "internalType": "enum JobState"
      },
      {
        "name": "orderedAt",
        "type": "uint40",
        "internalType": "uint40"
      },
      {
        "name": "reportedAt",
        "type": "uint40",
        "internalType": "uint40"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "tokenAt",
    "inputs": [
      {
        "name": "index",
        "type": "uint8",
        "internalType": "uint8"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "tokenIndexOf",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [
      {
        "name": "",
        "type": "uint8",
        "internalType": "uint8"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "transfer",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "to",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "internalType": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "transferOwnership",
    "inputs": [
      {
        "name": "newOwner",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "treasury",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "trustedForwarder",
    "inputs": [],
    "outputs": [
      {
        "name": "",
        "type": "address",
        "internalType": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "withdraw",
    "inputs": [
      {
        "name": "tokens",
        "type": "address[]",
        "internalType": "address[]"
      },
      {
        "name": "to",
        "type": "address",
        "internalType": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "CreditTransferred",
    "inputs": [
      {
        "name": "from",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "to",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "token",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Deposited",
    "inputs": [
      {
        "name": "from",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "to",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "token",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "EIP712DomainChanged",
    "inputs": [],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ExpiryTermsChanged",
    "inputs": [
      {
        "name": "terms",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct ExpiryTerms",
        "components": [
          {
            "name": "slashRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "buyerShare",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "callerShare",
            "type": "uint16",
            "internalType": "uint16"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "FeeRateChanged",
    "inputs": [
      {
        "name": "feeRate",
        "type": "uint16",
        "indexed": false,
        "internalType": "uint16"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "JobEnded",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "outcome",
        "type": "uint8",
        "indexed": false,
        "internalType": "enum Outcome"
      },
      {
        "name": "payments",
        "type": "uint256[]",
        "indexed": false,
        "internalType": "Payment[]"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "JobOrdered",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "buyer",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "provider",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "maximum",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      },
      {
        "name": "order",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct Order",
        "components": [
          {
            "name": "buyer",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "provider",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "payout",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "token",
            "type": "address",
            "internalType": "address"
          },
          {
            "name": "environment",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "datasets",
            "type": "tuple[]",
            "internalType": "struct Leg[]",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "algorithm",
            "type": "tuple",
            "internalType": "struct Leg",
            "components": [
              {
                "name": "assetId",
                "type": "uint256",
                "internalType": "uint256"
              },
              {
                "name": "metadataDigest",
                "type": "bytes32",
                "internalType": "bytes32"
              },
              {
                "name": "payee",
                "type": "address",
                "internalType": "address"
              },
              {
                "name": "price",
                "type": "uint96",
                "internalType": "uint96"
              },
              {
                "name": "series",
                "type": "uint32",
                "internalType": "uint32"
              }
            ]
          },
          {
            "name": "parametersDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "recipient",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "pricePerSecond",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "maxSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "failureCap",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "relayFee",
            "type": "uint96",
            "internalType": "uint96"
          },
          {
            "name": "feeRate",
            "type": "uint16",
            "internalType": "uint16"
          },
          {
            "name": "runBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "reviewBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "settleBy",
            "type": "uint40",
            "internalType": "uint40"
          },
          {
            "name": "salt",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "JobReported",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "computeSeconds",
        "type": "uint32",
        "indexed": false,
        "internalType": "uint32"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "JobSettled",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "receipt",
        "type": "tuple",
        "indexed": false,
        "internalType": "struct Receipt",
        "components": [
          {
            "name": "jobId",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "outcome",
            "type": "uint8",
            "internalType": "enum Outcome"
          },
          {
            "name": "computeSeconds",
            "type": "uint32",
            "internalType": "uint32"
          },
          {
            "name": "resultDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "statementDigest",
            "type": "bytes32",
            "internalType": "bytes32"
          },
          {
            "name": "outputsRoot",
            "type": "bytes32",
            "internalType": "bytes32"
          }
        ]
      },
      {
        "name": "payments",
        "type": "uint256[]",
        "indexed": false,
        "internalType": "Payment[]"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "OrderRelayed",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "relayer",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "fee",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "OwnershipTransferStarted",
    "inputs": [
      {
        "name": "previousOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "newOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "OwnershipTransferred",
    "inputs": [
      {
        "name": "previousOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "newOwner",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "RoyaltyPaid",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "indexed": true,
        "internalType": "bytes32"
      },
      {
        "name": "assetId",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "parentId",
        "type": "uint256",
        "indexed": true,
        "internalType": "uint256"
      },
      {
        "name": "account",
        "type": "address",
        "indexed": false,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "TokenAcceptanceChanged",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "accepted",
        "type": "bool",
        "indexed": false,
        "internalType": "bool"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "TreasuryChanged",
    "inputs": [
      {
        "name": "treasury",
        "type": "address",
        "indexed": false,
        "internalType": "address"
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Withdrawn",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "token",
        "type": "address",
        "indexed": true,
        "internalType": "address"
      },
      {
        "name": "to",
        "type": "address",
        "indexed": false,
        "internalType": "address"
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false,
        "internalType": "uint256"
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "ComputeSecondsTooHigh",
    "inputs": [
      {
        "name": "claimed",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "allowed",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DatasetsNotAscending",
    "inputs": [
      {
        "name": "index",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "DeadlineNotPassed",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "DeadlinePassed",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "FeeRateMismatch",
    "inputs": [
      {
        "name": "ordered",
        "type": "uint16",
        "internalType": "uint16"
      },
      {
        "name": "current",
        "type": "uint16",
        "internalType": "uint16"
      }
    ]
  },
  {
    "type": "error",
    "name": "InsufficientCredit",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "available",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidAddress",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidBuyerSignature",
    "inputs": [
      {
        "name": "buyer",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidCredit",
    "inputs": [
      {
        "name": "to",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidOrder",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidQuoteSignature",
    "inputs": [
      {
        "name": "recovered",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidReceipt",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidReceiptSignature",
    "inputs": [
      {
        "name": "recovered",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidShortString",
    "inputs": []
  },
  {
    "type": "error",
    "name": "InvalidWithdrawal",
    "inputs": [
      {
        "name": "to",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "JobExists",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "JobFinished",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "JobUnknown",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "LengthMismatch",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotBuyer",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "buyer",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToWithdraw",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnableInvalidOwner",
    "inputs": [
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OwnableUnauthorizedAccount",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ParameterOutOfBounds",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      },
      {
        "name": "value",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "limit",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "QuoteExpired",
    "inputs": [
      {
        "name": "validUntil",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReentrancyGuardReentrantCall",
    "inputs": []
  },
  {
    "type": "error",
    "name": "SafeERC20FailedOperation",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "StringTooLong",
    "inputs": [
      {
        "name": "str",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "TokenNotAccepted",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyDatasets",
    "inputs": [
      {
        "name": "count",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TransferShort",
    "inputs": [
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "expected",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "received",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "WrongOutcome",
    "inputs": [
      {
        "name": "outcome",
        "type": "uint8",
        "internalType": "enum Outcome"
      }
    ]
  },
  {
    "type": "error",
    "name": "WrongReceipt",
    "inputs": [
      {
        "name": "expected",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "found",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "AlgorithmNotApproved",
    "inputs": [
      {
        "name": "datasetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "algorithmDigest",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ApprovalExpired",
    "inputs": [
      {
        "name": "datasetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "algorithmDigest",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "expiredAt",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "ApprovalUsedUp",
    "inputs": [
      {
        "name": "datasetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "algorithmDigest",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetAlreadyRetired",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetNotActive",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "state",
        "type": "uint8",
        "internalType": "enum AssetState"
      }
    ]
  },
  {
    "type": "error",
    "name": "AssetUnknown",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "BeneficiaryLocked",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "beneficiary",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "BeneficiaryNotLocked",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CheckpointUnorderedInsertion",
    "inputs": []
  },
  {
    "type": "error",
    "name": "CommitmentFixed",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "metadataDigest",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "CommitmentRequired",
    "inputs": []
  },
  {
    "type": "error",
    "name": "DatasetNotPublic",
    "inputs": [
      {
        "name": "datasetId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721IncorrectOwner",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "tokenId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721InsufficientApproval",
    "inputs": [
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "tokenId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721InvalidOperator",
    "inputs": [
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721InvalidOwner",
    "inputs": [
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC721NonexistentToken",
    "inputs": [
      {
        "name": "tokenId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidApproval",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidTerms",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "MetadataDigestRequired",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotAssetOwner",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OnlyJobs",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OnlyShares",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OutputNotProved",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "outputDigest",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProviderNotAllowed",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "provider",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PublisherNotApproved",
    "inputs": [
      {
        "name": "datasetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "publisher",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReviewWindowTooShort",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "reviewWindow",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "ordered",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "RunNotReleased",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "StaleVersion",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "ordered",
        "type": "bytes32",
        "internalType": "bytes32"
      },
      {
        "name": "current",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "TermsMismatch",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyAncestors",
    "inputs": [
      {
        "name": "ancestorId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VersionConflict",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "from",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "current",
        "type": "uint32",
        "internalType": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "WrongKind",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "kind",
        "type": "uint8",
        "internalType": "enum AssetKind"
      }
    ]
  },
  {
    "type": "error",
    "name": "WrongProof",
    "inputs": [
      {
        "name": "jobId",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "EnvironmentUnknown",
    "inputs": [
      {
        "name": "provider",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "environment",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "HeldTooLong",
    "inputs": [
      {
        "name": "heldUntil",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "InsufficientCollateral",
    "inputs": [
      {
        "name": "provider",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "available",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "InsufficientFrozen",
    "inputs": [
      {
        "name": "provider",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "frozen",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidCurve",
    "inputs": []
  },
  {
    "type": "error",
    "name": "InvalidEnvironment",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidProvider",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "OnlyDisputes",
    "inputs": [
      {
        "name": "caller",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PayoutMismatch",
    "inputs": [
      {
        "name": "ordered",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "current",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "PriceAboveCeiling",
    "inputs": [
      {
        "name": "asked",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "ceiling",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProviderAlreadyRegistered",
    "inputs": [
      {
        "name": "provider",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProviderDraining",
    "inputs": [
      {
        "name": "provider",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProviderUnknown",
    "inputs": [
      {
        "name": "provider",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "StillUnbonding",
    "inputs": [
      {
        "name": "availableAt",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC1155InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "balance",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "tokenId",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC1155InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC1155InvalidArrayLength",
    "inputs": [
      {
        "name": "idsLength",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "valuesLength",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC1155InvalidOperator",
    "inputs": [
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC1155InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC1155InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC1155MissingApprovalForAll",
    "inputs": [
      {
        "name": "operator",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidSeries",
    "inputs": [
      {
        "name": "what",
        "type": "string",
        "internalType": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotRefundable",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "series",
        "type": "uint32",
        "internalType": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTransferable",
    "inputs": [
      {
        "name": "id",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToDo",
    "inputs": []
  },
  {
    "type": "error",
    "name": "PriceAboveMaximum",
    "inputs": [
      {
        "name": "price",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SeriesExpired",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "series",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "expiredAt",
        "type": "uint40",
        "internalType": "uint40"
      }
    ]
  },
  {
    "type": "error",
    "name": "SeriesNotOnSale",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "series",
        "type": "uint32",
        "internalType": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "SeriesPriceMismatch",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "series",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "price",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "SeriesSoldOut",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "series",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "left",
        "type": "uint32",
        "internalType": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "SeriesTokenMismatch",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "series",
        "type": "uint32",
        "internalType": "uint32"
      },
      {
        "name": "token",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "SeriesUnknown",
    "inputs": [
      {
        "name": "assetId",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "series",
        "type": "uint32",
        "internalType": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignature",
    "inputs": []
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureLength",
    "inputs": [
      {
        "name": "length",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ECDSAInvalidSignatureS",
    "inputs": [
      {
        "name": "s",
        "type": "bytes32",
        "internalType": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientAllowance",
    "inputs": [
      {
        "name": "spender",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "allowance",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InsufficientBalance",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "balance",
        "type": "uint256",
        "internalType": "uint256"
      },
      {
        "name": "needed",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidApprover",
    "inputs": [
      {
        "name": "approver",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidReceiver",
    "inputs": [
      {
        "name": "receiver",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSender",
    "inputs": [
      {
        "name": "sender",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC20InvalidSpender",
    "inputs": [
      {
        "name": "spender",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612ExpiredSignature",
    "inputs": [
      {
        "name": "deadline",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ERC2612InvalidSigner",
    "inputs": [
      {
        "name": "signer",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "owner",
        "type": "address",
        "internalType": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidAccountNonce",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "internalType": "address"
      },
      {
        "name": "currentNonce",
        "type": "uint256",
        "internalType": "uint256"
      }
    ]
  }
] as const;
