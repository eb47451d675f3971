/** Tests of content discovery; here because they need the doubles. */
@NullMarked
package dev.entrepot.core.discovery;

import org.jspecify.annotations.NullMarked;
