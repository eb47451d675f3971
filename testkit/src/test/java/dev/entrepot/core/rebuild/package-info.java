/** Rebuilding over doubles of every port: what is known afterwards, and what a pull does meanwhile. */
@NullMarked
package dev.entrepot.core.rebuild;

import org.jspecify.annotations.NullMarked;
