/**
 * Compares what is on disk with what is written down about it, and sets it right.
 *
 * <p>The files are the truth: blobs by their digest, and the records beside them; the index is a catalogue over both.
 * Starting point: {@link dev.entrepot.core.fsck.IndexRebuild}, which makes a lost index again.
 *
 * <p>All of it takes as long as there are files, blocks on them, and is done on a thread of its own, which an interrupt
 * ends.
 */
@NullMarked
package dev.entrepot.core.fsck;

import org.jspecify.annotations.NullMarked;
