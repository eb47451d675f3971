package dev.entrepot.proxy.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /status} answers: how it goes right now, and what was done since the start. Times are ISO 8601, sizes
 * bytes.
 *
 * @param status starting, ready, degraded or draining
 * @param admin where this was asked
 * @param bucket null where there is none
 * @param build null from an older proxy
 * @param configuration in force, as YAML with secrets masked; null from an older proxy
 */
public record StatusReport(
        String version,
        String status,
        String started,
        long uptimeSeconds,
        String listen,
        @Nullable Tls tls,
        String admin,
        Data data,
        Blobs blobs,
        @Nullable Bucket bucket,
        List<Part> parts,
        List<Diagnosed> diagnoses,
        List<Spared> spared,
        List<Upstream> upstreams,
        Clients clients,
        List<Fill> fills,
        Totals totals,
        @Nullable Build build,
        @Nullable String configuration) {

    /** @param system name and architecture of the operating system's */
    public record Build(String java, String system) {}

    /**
     * How clients' connections are encrypted.
     *
     * @param by BoringSSL or the JDK
     * @param certificate its subject
     */
    public record Tls(String by, String certificate, String expires) {}

    /** @param index open, or unavailable */
    public record Data(String folder, String index, long usedBytes, long freeBytes) {}

    /**
     * What is held.
     *
     * @param capacityBytes as configured
     * @param usableBytes what the disk leaves of it
     * @param withoutDedupBytes what the held ones would take if each repository had its own copy
     */
    public record Blobs(
            long blobs,
            long heldBytes,
            long arrivingBytes,
            long capacityBytes,
            long usableBytes,
            long withoutDedupBytes) {}

    /**
     * What is asked of the bucket, since the start, and what is owed to it.
     *
     * @param requests by kind
     * @param waiting blobs and records
     * @param waitingBytes of the blobs
     * @param failed blobs and records
     * @param failures some of these
     */
    public record Bucket(
            String name,
            Map<String, Long> requests,
            long receivedBytes,
            long sentBytes,
            long waiting,
            long waitingBytes,
            long failed,
            List<Failure> failures) {}

    /** What was given up for a reason that does not pass by itself. */
    public record Failure(String object, String why, int attempts) {}

    /** Something that does not work, or did not. */
    public record Part(
            String dependency,
            String name,
            String why,
            String since,
            String last,
            long times,
            @Nullable String until) {}

    /**
     * What is to be thought of one kind of work at one place, over the last minutes.
     *
     * @param path what kind of work, such as manifest, blob, bucket_put, force or lock
     * @param verdict well, transient, structural or unknown
     * @param why the evidence
     * @param advice what to do; empty where nothing is wrong
     * @param recovered objects that had failed and went well later
     */
    public record Diagnosed(
            String dependency,
            String name,
            String host,
            String path,
            String verdict,
            String cause,
            String why,
            String advice,
            long asked,
            long failed,
            long recovered,
            double medianSeconds,
            double p95Seconds) {}

    /**
     * An upstream that is asked at a limited pace while the index or the disk is down, or was.
     *
     * @param waiting for a turn, or a place for a transfer
     * @param refused since the start
     */
    public record Spared(String upstream, int waiting, int transfers, long refused) {}

    public record Upstream(
            String name,
            String url,
            boolean troubled,
            @Nullable Part lastTrouble,
            Counts counts) {}

    /**
     * Of one upstream, since the start.
     *
     * @param notUploadedBytes that it brought and that did not have to be sent to the bucket: they lay there already, or
     *     were on their way
     */
    public record Counts(long sentBytes, long receivedBytes, long notUploadedBytes, long attempts, long failures) {}

    public record Clients(int connections, int answersUnderWay) {}

    /**
     * A blob on its way to the disk.
     *
     * @param sizeBytes 0 while nobody has said
     */
    public record Fill(String digest, String repository, long arrivedBytes, long sizeBytes, int readers) {}

    /** @param sentBytes by where they came from */
    public record Totals(Map<String, Long> sentBytes, long receivedBytes, long savedBytes) {}
}
