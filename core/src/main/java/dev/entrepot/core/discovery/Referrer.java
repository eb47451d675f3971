package dev.entrepot.core.discovery;

import dev.entrepot.core.oci.Digest;

/**
 * A manifest that names another one as its subject.
 *
 * @param artifactType empty where nothing says
 * @param json its whole descriptor, as it goes into a list
 */
public record Referrer(Digest digest, String artifactType, String json) {}
