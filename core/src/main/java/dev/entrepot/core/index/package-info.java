/**
 * Ports for records: what we hold, which repository may serve which digest, which digest a tag named.
 *
 * <p>The index is a catalogue over durable files ({@code blobs/} and {@code repositories/}) and can be
 * rebuilt from them. Nothing here holds bytes.
 */
@NullMarked
package dev.entrepot.core.index;

import org.jspecify.annotations.NullMarked;
