/**
 * Running a check: at what pace, with what memory, and what is told of it.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.fsck.FsckJob} beside a running proxy, and
 * {@code dev.entrepot.proxy.app.OfflineFsck} without one. What is checked is {@link dev.entrepot.core.fsck.Fsck}'s.
 */
@NullMarked
package dev.entrepot.proxy.fsck;

import org.jspecify.annotations.NullMarked;
