/**
 * The values of the OCI specifications: what they take, what they refuse, and how they look on the wire.
 *
 * <p>Cases come from the distribution and image specifications, RFC 9110 and the OCI conformance suite.
 */
@NullMarked
package dev.entrepot.core.oci;

import org.jspecify.annotations.NullMarked;
