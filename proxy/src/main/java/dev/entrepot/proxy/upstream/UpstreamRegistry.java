package dev.entrepot.proxy.upstream;

import dev.entrepot.core.blob.BlobSource;
import dev.entrepot.core.blob.Deadline;
import dev.entrepot.core.blob.Dependency;
import dev.entrepot.core.blob.Lookup;
import dev.entrepot.core.blob.Lookup.Found;
import dev.entrepot.core.blob.ManifestSource;
import dev.entrepot.core.blob.RemoteBlob;
import dev.entrepot.core.blob.Window;
import dev.entrepot.core.diagnosis.Lane;
import dev.entrepot.core.diagnosis.Watch;
import dev.entrepot.core.diagnosis.WatchedBlob;
import dev.entrepot.core.diagnosis.Work;
import dev.entrepot.core.discovery.ListSource;
import dev.entrepot.core.discovery.Referrer;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.core.oci.Reference;
import dev.entrepot.core.oci.Repository;
import dev.entrepot.proxy.upstream.auth.Authenticator;
import dev.entrepot.proxy.upstream.auth.Home;
import dev.entrepot.proxy.upstream.http.Connections;
import dev.entrepot.proxy.upstream.http.Exchanges;
import dev.entrepot.proxy.upstream.http.UpstreamClient;
import dev.entrepot.proxy.upstream.limit.Attempts;
import dev.entrepot.proxy.upstream.limit.FairPace;
import dev.entrepot.proxy.upstream.limit.LimitedExchanges;
import dev.entrepot.proxy.upstream.limit.PacedBlob;
import dev.entrepot.proxy.upstream.limit.Quota;
import dev.entrepot.proxy.upstream.limit.Sleeper;
import dev.entrepot.proxy.upstream.limit.UpstreamLimits;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One upstream registry. Repositories given to it are those of its own upstream.
 *
 * <p>Answers are found, absent (the registry itself says no) or unreachable with an {@link
 * dev.entrepot.proxy.upstream.http.UpstreamException}, or a {@link
 * dev.entrepot.core.blob.CorruptBlobException} where what came cannot be what was asked for. What may be
 * better a moment later is asked again, within the deadline and the endpoint's limits.
 */
public final class UpstreamRegistry implements BlobSource, ManifestSource, ListSource, AutoCloseable {

    private final UpstreamEndpoint endpoint;
    private final Watch watch;
    private final Connections connections;
    private final Exchanges exchanges;
    private final Fallbacks addresses;
    private final Optional<FairPace> bytes;

    /** @param client shared; closed by its owner, after this */
    public UpstreamRegistry(UpstreamEndpoint endpoint, UpstreamClient client, UpstreamObserver observer, Watch watch) {
        this.endpoint = endpoint;
        this.watch = watch;
        this.connections = client.connections(endpoint.connections(), endpoint.origins());
        UpstreamLimits limits = endpoint.limits();
        this.exchanges = new LimitedExchanges(endpoint.name(), connections, limits, observer, watch, System::nanoTime);
        this.bytes = limits.bytesPerSecond() == 0
                ? Optional.empty()
                : Optional.of(new FairPace(limits.bytesPerSecond(), System::nanoTime, Sleeper.REAL));
        this.addresses = new Fallbacks(
                endpoint.name(),
                endpoint.urls().stream().map(url -> address(url, observer)).toList());
    }

    public UpstreamRegistry(UpstreamEndpoint endpoint, UpstreamClient client) {
        this(endpoint, client, UpstreamObserver.NOOP, Watch.NOOP);
    }

    private RegistryAddress address(URI url, UpstreamObserver observer) {
        Home home = new Home(url, endpoint.credentials(), endpoint.tokenHosts());
        Authenticator authenticator =
                new Authenticator(exchanges, home, observer, System::nanoTime, InstantSource.system());
        Quota quota = new Quota(home.origin(), System::nanoTime);
        Conversation conversation = new Conversation(authenticator, home.origin(), said -> {
            quota.said(said);
            observer.rateLimited(said);
        });
        Attempts attempts = new Attempts(endpoint.limits().retries());
        return new RegistryAddress(new RegistryCaller(conversation, url, attempts, quota, observer, System::nanoTime));
    }

    @Override
    public Lookup<RemoteBlob> open(Repository repository, Digest digest, Window window, Deadline deadline) {
        Lookup<RemoteBlob> answer =
                addresses.ask((address, share) -> address.open(repository, digest, window, share), deadline);
        return answer instanceof Found<RemoteBlob> found ? Lookup.found(watched(digest, paced(found.value()))) : answer;
    }

    private RemoteBlob paced(RemoteBlob blob) {
        return bytes.isPresent() ? new PacedBlob(blob, bytes.get()) : blob;
    }

    private RemoteBlob watched(Digest digest, RemoteBlob blob) {
        return new WatchedBlob(blob, watch.enter(new Lane(Work.BODY, endpoint.name()), digest.toString()));
    }

    @Override
    public Dependency dependency() {
        return Dependency.UPSTREAM;
    }

    /** By GET where the registry does not speak HEAD. */
    @Override
    public Lookup<Head> head(Reference reference, Deadline deadline) {
        return addresses.ask((address, share) -> address.head(reference, share), deadline);
    }

    @Override
    public Lookup<Fetched> get(Reference reference, Deadline deadline) {
        return addresses.ask((address, share) -> address.get(reference, share), deadline);
    }

    @Override
    public Lookup<List<String>> tags(Repository repository, Deadline deadline) {
        return addresses.ask((address, share) -> address.tags(repository, share), deadline);
    }

    @Override
    public Lookup<List<Referrer>> referrers(Repository repository, Digest subject, Deadline deadline) {
        return addresses.ask((address, share) -> address.referrers(repository, subject, share), deadline);
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
        return endpoint.toString();
    }
}
