package dev.entrepot.proxy.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /explain} answers. Times are ISO 8601, sizes bytes.
 *
 * @param upstream its name
 * @param url where it is asked
 * @param upstreamTrouble null where it is well
 * @param tag null for a digest, and for a tag that was never seen
 * @param digest what is named; null where nobody here knows
 * @param next served, checked, stale or fetched: what a pull of this name would do now
 * @param parts the manifest first, each with what it names after it
 * @param pins the images by which it is kept
 * @param unread what could not be asked, and why: what it knows is missing here
 * @param lastPull the newest by this name that was no plain hit; null where there was none since the start
 */
public record ExplainAnswer(
        String image,
        String upstream,
        String url,
        @Nullable String upstreamTrouble,
        @Nullable Tag tag,
        @Nullable String digest,
        String next,
        List<Part> parts,
        List<String> pins,
        @Nullable LastPull lastPull,
        List<String> unread) {

    /** @param history newest first */
    public record Tag(String checked, String freshUntil, String staleUntil, List<Seen> history) {}

    public record Seen(String digest, String since) {}

    /**
     * @param role manifest or blob
     * @param size -1 where nobody knows
     * @param where disk, arriving, bucket, absent or unknown
     * @param arrived bytes of one that is arriving; else 0
     * @param belongs proven, claimed or unknown
     * @param isPublic whether it was once had without credentials
     * @param next served, proven, joined, recalled or fetched
     */
    public record Part(
            String digest,
            int depth,
            String role,
            String mediaType,
            long size,
            String where,
            long arrived,
            String belongs,
            boolean isPublic,
            boolean isPinned,
            String next) {}

    /**
     * @param how as in {@code Cache-Status}
     * @param why null where it went well
     */
    public record LastPull(String at, String how, @Nullable String why) {}
}
