package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Lookup.Absent;
import dev.entrepot.core.blob.Lookup.Found;
import dev.entrepot.core.blob.Lookup.Unreachable;
import dev.entrepot.core.blob.Manifest;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.auth.Authenticator;
import dev.entrepot.proxy.upstream.http.Connections;
import dev.entrepot.proxy.upstream.http.UpstreamClient;
import dev.entrepot.proxy.upstream.http.UpstreamException;
import dev.entrepot.proxy.upstream.http.UpstreamException.Kind;
import java.time.InstantSource;

/**
 * One upstream registry. Repositories given to it are those of its own upstream.
 *
 * <p>Answers are found, absent (the registry itself says no) or unreachable with an {@link UpstreamException}, or a {@link
 * dev.entrepot.core.blob.CorruptBlobException} where what came cannot be what was asked for. Nothing is retried here but a
 * stale connection, an expired token and an expired redirect.
 */
public final class UpstreamRegistry implements BlobSource, ManifestSource, AutoCloseable {

    private final UpstreamEndpoint endpoint;
    private final Connections connections;
    private final RegistryCaller caller;

    /** @param client shared; closed by its owner, after this */
    public UpstreamRegistry(UpstreamEndpoint endpoint, UpstreamClient client, UpstreamObserver observer) {
        this.endpoint = endpoint;
        this.connections = client.connections(endpoint.connectionSettings());
        Authenticator authenticator =
                new Authenticator(connections, endpoint.home(), observer, System::nanoTime, InstantSource.system());
        Conversation conversation =
                new Conversation(authenticator, endpoint.home().origin());
        this.caller = new RegistryCaller(conversation, endpoint.url(), observer, System::nanoTime);
    }

    public UpstreamRegistry(UpstreamEndpoint endpoint, UpstreamClient client) {
        this(endpoint, client, UpstreamObserver.NOOP);
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        BlobCall call = switch (window) {
            case Window.All all -> new WholeBlob(repository, digest);
            case Window.From from -> new BlobRest(repository, digest, from);
            case Window.Closed closed -> new BlobSlice(repository, digest, closed.range());
        };
        return caller.call(call, deadline);
    }

    @Override
    public Dependency dependency() {
        return Dependency.UPSTREAM;
    }

    /** By GET where the registry does not speak HEAD. */
    @Override
    public Lookup<Head> head(Reference reference, Deadline deadline) {
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

    @Override
    public Lookup<Fetched> get(Reference reference, Deadline deadline) {
        return caller.call(new ManifestGet(reference), deadline);
    }

    /** Connections in use now, to the registry and its CDNs. */
    public int connectionsInUse() {
        return connections.inUse();
    }

    @Override
    public void close() {
        connections.close();
    }

    @Override
    public String toString() {
        return endpoint.name() + " at " + endpoint.url();
    }
}
