/** Tests of the package of the same name. */
@NullMarked
package dev.entrepot.proxy.bucket;

import org.jspecify.annotations.NullMarked;
