/**
 * Makes a lost index again from the files it is a catalogue of: blobs by their digest, and the records beside them.
 *
 * <p>Starting point: {@link dev.entrepot.core.rebuild.IndexRebuild}. All of it takes as long as there are files, blocks on
 * them, and is done on a thread of its own, which an interrupt ends.
 */
@NullMarked
package dev.entrepot.core.rebuild;

import org.jspecify.annotations.NullMarked;
