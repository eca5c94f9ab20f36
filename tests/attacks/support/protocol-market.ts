/** What attacks on the protocol are given. */
export interface ProtocolMarket {
  readonly name: string;
}
