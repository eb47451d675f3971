package dev.entrepot.testkit.registry;

import dev.entrepot.core.oci.Digest;
import dev.entrepot.testkit.registry.content.BlobContent;
import dev.entrepot.testkit.registry.content.Part;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What a registry holds. A digest belongs to the repositories it was added to and to no other. */
final class Catalog {

    private static final class Contents {
        final Map<Digest, BlobContent> blobs = new ConcurrentHashMap<>();
        final Map<Digest, Part> manifests = new ConcurrentHashMap<>();
        final Map<String, Digest> tags = new ConcurrentHashMap<>();
        final Map<Digest, List<String>> referrers = new ConcurrentHashMap<>();
    }

    private final Map<String, Contents> repositories = new ConcurrentHashMap<>();

    boolean has(String repository) {
        return repositories.containsKey(repository);
    }

    void putBlob(String repository, Digest digest, BlobContent content) {
        of(repository).blobs.put(digest, content);
    }

    void putManifest(String repository, Part manifest) {
        of(repository).manifests.put(manifest.digest(), manifest);
    }

    void tag(String repository, String tag, Digest digest) {
        of(repository).tags.put(tag, digest);
    }

    void untag(String repository, String tag) {
        of(repository).tags.remove(tag);
    }

    void removeBlob(String repository, Digest digest) {
        of(repository).blobs.remove(digest);
    }

    void removeManifest(String repository, Digest digest) {
        of(repository).manifests.remove(digest);
    }

    @Nullable
    BlobContent blob(String repository, Digest digest) {
        Contents contents = repositories.get(repository);
        return contents == null ? null : contents.blobs.get(digest);
    }

    /** The blob in whatever repository has it, as a CDN sees it. */
    @Nullable
    BlobContent blob(Digest digest) {
        for (Contents contents : repositories.values()) {
            BlobContent found = contents.blobs.get(digest);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Nullable
    Part manifest(String repository, Digest digest) {
        Contents contents = repositories.get(repository);
        return contents == null ? null : contents.manifests.get(digest);
    }

    @Nullable
    Digest tagged(String repository, String tag) {
        Contents contents = repositories.get(repository);
        return contents == null ? null : contents.tags.get(tag);
    }

    /** In lexical order, as the specification wants. */
    List<String> tags(String repository) {
        Contents contents = repositories.get(repository);
        return contents == null
                ? List.of()
                : contents.tags.keySet().stream().sorted().toList();
    }

    /** @param descriptor JSON */
    void refer(String repository, Digest subject, String descriptor) {
        of(repository)
                .referrers
                .computeIfAbsent(subject, digest -> new CopyOnWriteArrayList<>())
                .add(descriptor);
    }

    /** Descriptors, in the order of their arrival. */
    List<String> referrers(String repository, Digest subject) {
        Contents contents = repositories.get(repository);
        return contents == null ? List.of() : contents.referrers.getOrDefault(subject, List.of());
    }

    private Contents of(String repository) {
        return repositories.computeIfAbsent(repository, name -> new Contents());
    }
}
