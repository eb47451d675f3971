/** Tests of the package of the same name. */
@NullMarked
package dev.entrepot.config;

import org.jspecify.annotations.NullMarked;
