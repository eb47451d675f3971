/**
 * The disk store: blobs as files of an OCI image layout, records as small JSON files beside them.
 *
 * <p>Starting points: {@link dev.entrepot.storage.disk.DataFolder} opens and locks a folder,
 * {@link dev.entrepot.storage.disk.DiskBlobStore} holds blobs in it and
 * {@link dev.entrepot.storage.disk.DiskRecords} the records. Only {@code DiskLayout} knows names, and every file
 * operation goes through {@code DiskFiles}, where tests make the disk fail.
 *
 * <p>Everything here blocks on the disk but {@code DiskBlobStore.ready} and closing a lease, which are safe on an event
 * loop.
 */
@NullMarked
package dev.entrepot.storage.disk;

import org.jspecify.annotations.NullMarked;
