import type { Doc } from '../doc.ts';

export interface SignatureHelp {
  /** The whole form, for example `timeout connect <time>`. */
  readonly label: string;
  readonly documentation?: string;
  /** Offsets into `label`, in order. */
  readonly parameters: readonly { readonly from: number; readonly to: number; readonly documentation?: string }[];
  /** Index into `parameters` of the one being written, or -1. */
  readonly active: number;
}

/** The form of the directive that `offset` stands in, or null. */
export function signatureHelp(_doc: Doc, _offset: number): SignatureHelp | null {
  return null;
}
