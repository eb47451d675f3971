/** Checking and rebuilding over doubles of every port: what is found, what is set right, and what a pull does meanwhile. */
@NullMarked
package dev.entrepot.core.fsck;

import org.jspecify.annotations.NullMarked;
