import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root directory. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where `npm start` and `npm run build` put the site, relative to the root. */
export const SITE_DIR = 'dist';

/** Where `npm test` puts its own copy: both may run at once. */
export const TEST_SITE_DIR = '.test-site';
