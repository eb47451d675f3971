/** Fuzzing the values of the core; here and not there, since Jazzer comes with the proxy. */
@NullMarked
package dev.entrepot.core.oci;

import org.jspecify.annotations.NullMarked;
