/** A backend's own word on the server: use-server, force-persist, ignore-persist. Asked of 2.6, 3.0, 3.2 and 3.4. */
import { readSituations } from './recorded.ts';

export const SERVER_CHOICE = readSituations('server-choice');
