/** Rules and options that wait: pause, wait-for-body, http-buffer-request; what is said meanwhile (100, 103). Asked of 2.6, 3.0, 3.2 and 3.4. */
import { readSituations } from './recorded.ts';

export const WAITING = readSituations('waiting');
