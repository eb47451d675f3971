/** Promises of the package of the same name, kept against the doubles of the testkit. */
@NullMarked
package dev.entrepot.core.explain;

import org.jspecify.annotations.NullMarked;
