/** Sample fetches that have values while a health check runs. */
export const CHECK_FETCHES = [
  'always_true',
  'always_false',
  'bin',
  'bool',
  'int',
  'res.body',
  'res.fhdr',
  'res.hdr',
  'res.len',
  'res.payload',
  'status',
  'str',
  'var',
] as const;

export type CheckFetch = (typeof CHECK_FETCHES)[number];
