/** Tests of the package of the same name. */
@NullMarked
package dev.entrepot.config.bind;

import org.jspecify.annotations.NullMarked;
