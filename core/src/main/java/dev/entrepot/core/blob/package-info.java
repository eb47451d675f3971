/**
 * Ports for bytes: where blobs lie ({@link dev.entrepot.core.blob.BlobStore}) and where missing ones
 * come from ({@link dev.entrepot.core.blob.BlobSource}).
 *
 * <p>Ports are ordinary blocking methods, called from virtual threads or the fill pool, never from an
 * event loop; the few that may be called there say so. Every port tells "it is not there"
 * ({@link dev.entrepot.core.blob.Lookup.Absent}) from "it could not be asked"
 * ({@link dev.entrepot.core.blob.Lookup.Unreachable}).
 */
@NullMarked
package dev.entrepot.core.blob;

import org.jspecify.annotations.NullMarked;
