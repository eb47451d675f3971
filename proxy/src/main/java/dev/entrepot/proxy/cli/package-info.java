/** The command line: one class per command, exit codes in {@link dev.entrepot.proxy.cli.ExitCode}. */
@NullMarked
package dev.entrepot.proxy.cli;

import org.jspecify.annotations.NullMarked;
