package dev.entrepot.core.blob;

/** What entrepot leans on, and can do without for a while. */
public enum Dependency {
    UPSTREAM,
    BUCKET,
    INDEX,
    DISK
}
