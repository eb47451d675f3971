/** Checks over doubles of every port: what is found, what is set right, and what is left alone. */
@NullMarked
package dev.entrepot.core.fsck;

import org.jspecify.annotations.NullMarked;
