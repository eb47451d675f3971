package dev.entrepot.storage.s3;

/** Read for every request, so that keys may be replaced while running. Whoever waits for them does so until the deadline of its request. */
@FunctionalInterface
public interface S3Credentials {

    /** @param secret never shown */
    record Keys(String id, String secret) {
        @Override
        public String toString() {
            return id;
        }
    }

    /** @throws java.io.UncheckedIOException when they cannot be read */
    Keys keys();
}
