/** Promises of the package of the same name, kept against the doubles of the testkit. */
@NullMarked
package dev.entrepot.core.blob;

import org.jspecify.annotations.NullMarked;
