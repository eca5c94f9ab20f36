/**
 * What stops attacks, or bounds what they carry out, each in a sentence for docs/security.md. An attack names the control that decides it;
 * others often stand behind that one.
 */
export const controls = {
  'no network':
    'A run has an empty network namespace: loopback of its own and no route. The engine’s socket is never mounted.',
  'seccomp and capabilities':
    'Calls that are not on a list are refused by seccomp; no capability, no new privileges, user 65534. Under gVisor they end in its own kernel.',
  'read-only places':
    'Root and inputs are mounted read-only; outputs and scratch are memory with a hard size; `/proc` and `/sys` are masked.',
  'resource limits':
    'Memory with no swap, processes, CPUs, open files, log, sizes and entries of every writable place, and wall clock are capped for each run.',
  'approved manifest':
    'Program, arguments, variables, user and working directory come from the approved document; the image’s own, and the buyer’s, are ignored.',
  digests:
    'Document, image manifest, config, layers and dataset are fixed by digest and verified by who uses them; no tag is ever followed.',
  'declared outputs':
    'Only regular files of declared name, type and size are read, from outside the container, by a walk that follows nothing.',
  'outputs are written anew':
    'JSON, CSV and text are parsed and written in one form with declared precision; what cannot be told from content does not survive.',
  'scan for records':
    'Outputs and whatever is packed into them are compared with keyed fingerprints of the dataset’s records; a match waits for the owner.',
  'scan within bounds':
    'The guard opens nested content up to a depth, a count, a size and a time, in a process with a memory of its own; beyond, the output is held.',
  'sealed status':
    'The buyer sees a state, a typed reason and a hint; log, exit code, exact times and sizes stay with the data owner.',
  'budget of released bytes':
    'What all jobs together let out of a dataset is counted and capped; above it outputs wait for the owner and no quote is given.',
  'review by people':
    'Findings name places and counts, never content; what a reviewer or a buyer’s program might execute is refused or shown escaped.',
  'approval by chain and custodian':
    'The custodian approves the exact version of the very asset; on chain it is approved, or of public data its publisher, until either takes it back.',
  'order on chain':
    'The provider reads the order from the contract it was configured with, and runs what its own signed quote said, once.',
  'signed requests':
    'Status, result and log are given to the account that a signature proves: buyer, owner or custodian.',
} as const;
export type Control = keyof typeof controls;
