/** Pulls in a loop while everything the real process leans on fails in turn, and counts what clients see. */
@NullMarked
package dev.entrepot.e2e.drill;

import org.jspecify.annotations.NullMarked;
