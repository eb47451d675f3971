package dev.entrepot.core.pull;

import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.index.Link;
import dev.entrepot.core.index.ManifestRecord;
import dev.entrepot.core.index.TagEntry;
import dev.entrepot.core.oci.Descriptor;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.testkit.blob.Bytes;
import dev.entrepot.testkit.blob.ExpiringMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What there is to purge. {@code one} has {@code config} and {@code shared}; {@code two} has {@code own} and {@code
 * shared}; {@code index} has both manifests.
 */
abstract class HeldImages {

    static final Repository ELSEWHERE = new Repository("ghcr.io", "org/app");

    @RegisterExtension
    final BlobWorld world = new BlobWorld();

    final ManifestMemories memories = new ManifestMemories(
            new ExpiringMemory<>(Duration.ofHours(1), world.time),
            new ExpiringMemory<>(Duration.ofHours(1), world.time),
            new ExpiringMemory<>(Duration.ofHours(1), world.time));
    final Set<Digest> arriving = new HashSet<>();
    final Set<Repository> listsForgotten = new HashSet<>();
    final Purge purge = new Purge(world.ports(), world.records, memories, listsForgotten::add, arriving::contains);

    Digest config;
    Digest shared;
    Digest own;
    Digest one;
    Digest two;
    Digest index;

    @BeforeEach
    void images() {
        config = world.hold(Bytes.some(10), true);
        shared = world.hold(Bytes.some(1000), true);
        own = world.hold(Bytes.some(200), true);
        one = held("one");
        two = held("two");
        index = held("index");
    }

    private Digest held(String name) {
        return world.hold(name.getBytes(StandardCharsets.UTF_8), true);
    }

    void manifest(Repository repository, Digest digest, Link.Role role, Digest... children) throws IOException {
        List<ManifestRecord.Child> named = Stream.of(children)
                .map(child -> new ManifestRecord.Child(new Descriptor("a/b", child, 1), role, false, true))
                .toList();
        world.records.putManifest(repository, digest, new ManifestRecord("a/b", 3, true, named));
        world.index.links().prove(repository, digest, Link.provenManifest(3, "a/b"));
        for (Digest child : children) {
            world.index.links().claim(repository, Map.of(child, Link.claimedBlob(1, digest)));
        }
        memories.manifests()
                .put(
                        new Reference.ByDigest(repository, digest),
                        new Manifest(digest, "a/b", ByteBuffer.wrap(new byte[3])));
    }

    Reference.ByTag tag(Repository repository, String tag, Digest digest) throws IOException {
        Reference.ByTag reference = new Reference.ByTag(repository, tag);
        TagEntry entry = TagEntry.first(digest, Instant.EPOCH);
        world.records.putTag(reference, entry);
        world.index.tags().put(reference, entry);
        return reference;
    }

    void one(Repository repository) throws IOException {
        manifest(repository, one, Link.Role.BLOB, config, shared);
    }

    void two(Repository repository) throws IOException {
        manifest(repository, two, Link.Role.BLOB, own, shared);
    }

    List<Digest> stored() {
        List<Digest> stored = new ArrayList<>();
        for (Digest digest : List.of(config, shared, own, one, two, index)) {
            if (world.isStored(digest)) {
                stored.add(digest);
            }
        }
        return stored;
    }

    boolean isLinked(Repository repository, Digest digest) {
        return world.index.links().find(repository, digest) instanceof Lookup.Found;
    }
}
