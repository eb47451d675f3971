/**
 * Compares files, records and index, and sets right what does not agree.
 *
 * <p>Starting point: {@link dev.entrepot.core.fsck.Fsck}. Whoever runs it beside pulls may see something half done, so
 * what looks wrong is looked at once more after a while. The files are the truth, then the records beside them, then the
 * index; nothing a client could be served rightly is thrown away. Blocks on files, on a thread of its own, which an
 * interrupt ends.
 */
@NullMarked
package dev.entrepot.core.fsck;

import org.jspecify.annotations.NullMarked;
