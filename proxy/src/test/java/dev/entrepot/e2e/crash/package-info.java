/** Kills the real process at random moments under load, and checks what it had promised. */
@NullMarked
package dev.entrepot.e2e.crash;

import org.jspecify.annotations.NullMarked;
