/** The command line as users and service managers meet it: exit codes, and what goes to which stream. */
@NullMarked
package dev.entrepot.proxy.cli;

import org.jspecify.annotations.NullMarked;
