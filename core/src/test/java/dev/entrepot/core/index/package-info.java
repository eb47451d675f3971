/**
 * The values of the registration index.
 */
@NullMarked
package dev.entrepot.core.index;

import org.jspecify.annotations.NullMarked;
