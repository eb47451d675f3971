package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Lookup.Absent;
import dev.entrepot.core.blob.Lookup.Found;
import dev.entrepot.core.blob.Lookup.Unreachable;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource.Fetched;
import dev.entrepot.core.blob.ManifestSource.Head;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Reference.ByDigest;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.ManifestGet.Received;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.util.List;

/** An upstream at one of its URLs. */
final class RegistryAddress {

    private final RegistryCaller caller;

    RegistryAddress(RegistryCaller caller) {
        this.caller = caller;
    }

    Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        BlobCall call = switch (window) {
            case Window.All all -> new WholeBlob(repository, digest);
            case Window.From from -> new BlobRest(repository, digest, from);
            case Window.Closed closed -> new BlobSlice(repository, digest, closed.range());
        };
        return caller.call(call, deadline);
    }

    /** In the order of their characters, in which not every registry sends them. */
    Lookup<List<String>> tags(Repository repository, Deadline deadline) {
        Lookup<List<String>> all = new AllPages<>(caller, page -> new TagsGet(repository, page)).read(deadline);
        return all instanceof Found<List<String>> found
                ? Lookup.found(found.value().stream().sorted().toList())
                : all;
    }

    Lookup<List<Referrer>> referrers(Repository repository, Digest subject, Deadline deadline) {
        return new AllPages<>(caller, page -> new ReferrersGet(repository, subject, page)).read(deadline);
    }

    /** By GET where the registry does not speak HEAD. */
    Lookup<Head> head(Reference reference, Deadline deadline) {
        Lookup<Head> head = caller.call(new ManifestHead(reference), deadline);
        boolean isMethodRefused = head instanceof Unreachable<Head> unreachable
                && unreachable.cause() instanceof UpstreamException trouble
                && trouble.kind() == Kind.STATUS
                && ManifestHead.isMethodRefused(trouble.status());
        return isMethodRefused ? headOf(get(reference, deadline)) : head;
    }

    private static Lookup<Head> headOf(Lookup<Fetched> answer) {
        return switch (answer) {
            case Found<Fetched> found -> {
                Manifest manifest = found.value().manifest();
                yield Lookup.found(new Head(
                        manifest.digest(),
                        manifest.mediaType(),
                        manifest.size(),
                        found.value().isPublic()));
            }
            case Absent<Fetched> absent -> new Absent<>(absent.refusal());
            case Unreachable<Fetched> unreachable -> Lookup.unreachable(unreachable.dependency(), unreachable.cause());
        };
    }

    Lookup<Fetched> get(Reference reference, Deadline deadline) {
        return switch (caller.call(new ManifestGet(reference), deadline)) {
            case Found<Received> found -> {
                Fetched fetched = found.value().fetched();
                yield found.value()
                        .contradiction()
                        .map(said -> settled(fetched, new ByDigest(reference.repository(), said), deadline))
                        .orElseGet(() -> Lookup.found(fetched));
            }
            case Absent<Received> absent -> new Absent<>(absent.refusal());
            case Unreachable<Received> unreachable -> Lookup.unreachable(unreachable.dependency(), unreachable.cause());
        };
    }

    /**
     * The bytes of a tag are not those of the digest they came with. They may be damaged: then the registry gives the right
     * ones by that digest, or nobody gets any. Or the header is wrong, as with many registries: then there is nothing by it.
     */
    private Lookup<Fetched> settled(Fetched received, ByDigest said, Deadline deadline) {
        Lookup<Fetched> exact = get(said, deadline);
        return exact instanceof Absent<Fetched> ? Lookup.found(received) : exact;
    }
}
