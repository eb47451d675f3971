/**
 * What is owed to the bucket, and who brings it there.
 *
 * <p>Starting points: {@link dev.entrepot.core.upload.UploadQueue} is the port to what is owed, which survives a crash;
 * {@link dev.entrepot.core.upload.Outbox} writes into it, {@link dev.entrepot.core.upload.Uploader} works it off.
 *
 * <p>Everything here blocks, on platform threads that may read files.
 */
@NullMarked
package dev.entrepot.core.upload;

import org.jspecify.annotations.NullMarked;
