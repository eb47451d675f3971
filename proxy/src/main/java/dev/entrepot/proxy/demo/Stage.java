package dev.entrepot.proxy.demo;

import dev.entrepot.config.ConfigException;
import dev.entrepot.config.ConfigLoader;
import dev.entrepot.config.Configuration;
import dev.entrepot.core.oci.Digest;
import dev.entrepot.proxy.app.Proxy;
import dev.entrepot.proxy.demo.upstream.Behaviour;
import dev.entrepot.proxy.demo.upstream.DemoImage;
import dev.entrepot.proxy.demo.upstream.DemoRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The upstream, entrepot in front of it, and a temporary folder. All are gone when it is closed, which any thread may do
 * at any time: whoever uses them then sees failures, and {@link #isClosed()}.
 */
public final class Stage implements AutoCloseable {

    /** Tags are served for five minutes without asking, as with any registry. */
    static final String REGISTRY = "registry.demo";

    /** The same upstream by another name, whose tags are asked for each time. */
    static final String CAREFUL_REGISTRY = "careful.demo";

    private final DemoRegistry upstream;
    private @Nullable Path folder;
    private @Nullable Proxy proxy;
    private boolean closed;

    private Stage(DemoRegistry upstream) {
        this.upstream = upstream;
    }

    /**
     * With the upstream; entrepot and the folder come when they are started, and so nothing can be left before that.
     *
     * @param images what the upstream has
     */
    public static Stage set(List<DemoImage> images) throws IOException {
        return new Stage(DemoRegistry.start(images));
    }

    /** Also when the process is told to end, which closes nothing else: Ctrl-C leaves nothing behind. */
    public Stage closingAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "demo-end"));
        return this;
    }

    /**
     * Starts entrepot, after stopping it if it runs; it keeps its folder, and takes another port.
     *
     * @throws IOException with a message for the user
     */
    synchronized void startEntrepot() throws IOException {
        if (closed) {
            throw new IOException("the demonstration is over");
        }
        if (proxy != null) {
            proxy.close();
        }
        proxy = Proxy.start(configuration(folder()), "demo");
    }

    /** Made when first asked for. */
    synchronized Path folder() throws IOException {
        Path made = folder;
        if (made == null) {
            made = Files.createTempDirectory("entrepot-demo-");
            folder = made;
        }
        return made;
    }

    /** Written as a user would write it. */
    private Configuration configuration(Path folder) throws IOException {
        Path file = folder.resolve("entrepot.yaml");
        Files.writeString(file, """
                listen: 127.0.0.1:0
                data: data
                default-upstream: %1$s
                upstreams:
                  %1$s: {url: "%2$s"}
                  %3$s: {url: "%2$s", tag-ttl: 0s}
                """.formatted(REGISTRY, upstream.url(), CAREFUL_REGISTRY));
        try {
            // Whatever else serves on this machine may have the admin port of the defaults.
            Map<String, String> environment = Map.of("ENTREPOT_ADMIN", "127.0.0.1:0");
            return new ConfigLoader(environment, folder).load(Optional.of(file), Map.of());
        } catch (ConfigException e) {
            throw new IllegalStateException("the demonstration's own configuration", e);
        }
    }

    DemoRegistry upstream() {
        return upstream;
    }

    /** Where entrepot answers, until it is started anew. */
    synchronized URI entrepot() throws IOException {
        if (proxy == null) {
            throw new IOException("entrepot does not run");
        }
        InetSocketAddress address = proxy.address();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** Where entrepot keeps this blob, if it does. */
    Path stored(Digest digest) throws IOException {
        return folder().resolve("data/blobs")
                .resolve(digest.algorithm().wireName())
                .resolve(digest.hex());
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Later calls do nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Fills under way end sooner when the upstream sends their rest than when it is gone and they try again.
        upstream.behave(Behaviour.HONEST);
        if (proxy != null) {
            proxy.close();
        }
        upstream.close();
        if (folder != null) {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new Removal());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
