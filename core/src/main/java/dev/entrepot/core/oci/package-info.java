/**
 * Values of the OCI specifications, parsed once at the edge and valid for ever after.
 *
 * <p>Starting points: {@link dev.entrepot.core.oci.Digest}, {@link dev.entrepot.core.oci.Repository},
 * {@link dev.entrepot.core.oci.Reference}, {@link dev.entrepot.core.oci.RequestedRange}.
 */
@NullMarked
package dev.entrepot.core.oci;

import org.jspecify.annotations.NullMarked;
