/** The doubles keep the contracts of what they stand for. */
@NullMarked
package dev.entrepot.testkit.blob;

import org.jspecify.annotations.NullMarked;
