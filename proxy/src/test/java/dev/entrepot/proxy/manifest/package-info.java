/** Fuzzing what reads manifests. */
@NullMarked
package dev.entrepot.proxy.manifest;

import org.jspecify.annotations.NullMarked;
