package dev.entrepot.proxy.demo;

import dev.entrepot.core.oci.Digest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Some clients, each with connections of its own, who do the same at once. */
final class Clients implements AutoCloseable {

    private final ExecutorService threads;
    private final List<PullClient> clients;

    private Clients(ExecutorService threads, List<PullClient> clients) {
        this.threads = threads;
        this.clients = clients;
    }

    static Clients of(int count, URI entrepot, Progress progress) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        return new Clients(
                threads,
                Stream.generate(() -> new PullClient(entrepot, progress, threads))
                        .limit(count)
                        .toList());
    }

    List<Pulled> pull(ImageName name) throws InterruptedException {
        return pull(name, digest -> {});
    }

    /** @param onFirstByte told by each client of each blob, when a first byte of it came */
    List<Pulled> pull(ImageName name, Consumer<Digest> onFirstByte) throws InterruptedException {
        List<Callable<Pulled>> pulls = clients.stream()
                .map(client -> (Callable<Pulled>) () -> client.pull(name, onFirstByte))
                .toList();
        List<Pulled> pulled = new ArrayList<>();
        for (Future<Pulled> pull : threads.invokeAll(pulls)) {
            try {
                pulled.add(pull.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed unexpectedly", e.getCause());
            }
        }
        return pulled;
    }

    @Override
    public void close() {
        clients.forEach(PullClient::close);
        threads.shutdownNow();
    }
}
