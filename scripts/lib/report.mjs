// Everything these scripts say goes to stderr: stdout belongs to the task (the CLI's output may be piped).

/** Says what happens now. @param {string} message */
export function say(message) {
  process.stderr.write(`» ${message}\n`);
}

/**
 * Ends the process with a message that says what to do.
 * @param {string} message
 * @param {number} [status]
 * @returns {never}
 */
export function die(message, status = 1) {
  process.stderr.write(`\n${message}\n`);
  process.exit(status);
}
