/** Tests of what needs no doubles. */
@NullMarked
package dev.entrepot.core.discovery;

import org.jspecify.annotations.NullMarked;
