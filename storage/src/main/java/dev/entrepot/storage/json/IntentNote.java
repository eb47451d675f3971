package dev.entrepot.storage.json;

import dev.entrepot.core.blob.Intent;

/**
 * What lies beside a partial file.
 *
 * @param forced bytes of the file known to be on the disk; 0 while none are
 */
public record IntentNote(Intent intent, long forced) {}
