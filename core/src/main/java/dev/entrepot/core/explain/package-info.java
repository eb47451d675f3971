/**
 * Why an image is answered as it is, and what a pull of it would do now.
 *
 * <p>Starting point: {@link dev.entrepot.core.explain.Explainer}. It looks at what the use cases of a pull look at, asks
 * nobody but this machine, and changes nothing.
 */
@NullMarked
package dev.entrepot.core.explain;

import org.jspecify.annotations.NullMarked;
