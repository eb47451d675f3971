package dev.entrepot.storage.json;

import dev.entrepot.core.oci.Digest;
import java.time.Instant;

/**
 * What is said of a file in quarantine.
 *
 * @param digest by which it was held
 * @param size bytes it was found with
 */
public record QuarantineNote(Digest digest, long size, Instant when, String why) {}
