/**
 * The two use cases, {@code BlobPull} and
 * {@code ManifestPull}, and the download with many readers.
 *
 * <p>A use case has two doors: {@code ready}, which answers from memory or not at all and may be called
 * on an event loop, and {@code pull}, which may block and is called from a virtual thread.
 */
@NullMarked
package dev.entrepot.core.pull;

import org.jspecify.annotations.NullMarked;
