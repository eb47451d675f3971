/** The parts of the wiring that decide something themselves. */
@NullMarked
package dev.entrepot.proxy.app;

import org.jspecify.annotations.NullMarked;
